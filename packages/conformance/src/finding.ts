/** One thing a plug-in does otherwise than it must. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  /** What was given: `x = -0.5`. */
  readonly input: string;
  readonly got: string;
  readonly expected: string;
  /** All of it in one line. */
  readonly message: string;
}

/** What a check reports; `collect` makes findings of it. */
export interface Failure {
  readonly input: string;
  readonly got: string | number;
  readonly expected: string | number;
}

/** More of the same tell nothing new. */
const MOST = 5;

/** The first few failures of a check, as findings. A check that throws has found something too. */
export function collect(subject: string, check: string, failures: () => Iterable<Failure>): readonly Finding[] {
  const findings: Finding[] = [];
  try {
    for (const failure of failures()) {
      findings.push(finding(subject, check, failure));
      if (findings.length === MOST) break;
    }
  } catch (error) {
    findings.push(finding(subject, check, thrown(error)));
  }
  return findings;
}

/** The same for checks that wait. */
export async function collectAsync(
  subject: string,
  check: string,
  failures: () => Iterable<Failure> | AsyncIterable<Failure>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    for await (const failure of failures()) {
      findings.push(finding(subject, check, failure));
      if (findings.length === MOST) break;
    }
  } catch (error) {
    findings.push(finding(subject, check, thrown(error)));
  }
  return findings;
}

const thrown = (error: unknown): Failure => ({ input: 'the whole check', got: `an error: ${String(error)}`, expected: 'no error' });

function finding(subject: string, check: string, { input, got, expected }: Failure): Finding {
  const [is, should] = [text(got), text(expected)];
  return { check, input, got: is, expected: should, message: `${subject}: ${check}: at ${input}: got ${is}, expected ${should}` };
}

/** A number as it can be typed again; −0 keeps its sign. */
export const text = (value: string | number): string => (Object.is(value, -0) ? '-0' : String(value));

/** All findings in one error message, a line each. Throws an `Error` unless there are none. */
export function expectNone(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('\n'));
}
