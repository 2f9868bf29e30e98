import type { RaceResult } from '../experiment/summary.ts';
import { saysLearnt } from '../experiment/verdict.ts';
import { fit, NAME_WIDTH, short, wrap } from './text.ts';
import type { Paint } from './text.ts';

/** A column: its head, and its cell for a result. */
type Column = readonly [head: string, cell: (result: RaceResult) => string];

const hidden: Column = ['H', (result) => String(result.hidden)];
const counts: readonly Column[] = [
  ['right', (result) => String(result.learned)],
  ['frozen', (result) => String(result.learnedFrozen)],
  ['epochs', (result) => short(result.medianEpochs)],
];
const largest: readonly Column[] = [
  ['gradient', (result) => short(result.firstLayerGradient)],
  ['slope', (result) => short(result.largestSlope)],
  ['moved', (result) => short(result.hiddenWeightChange)],
];

/** The race in numbers: one line for each activation and width; in two halves where the lines do not fit. */
export function raceTable(results: readonly RaceResult[], width: number, paint: Paint): string[] {
  return (
    lines(results, [hidden, ...counts, ...largest], true, width, paint) ?? [
      ...lines(results, [hidden, ...counts], true, width, paint)!,
      '',
      ...lines(results, [hidden, ...largest], false, width, paint)!,
    ]
  );
}

/** A table of these columns, and of the verdicts if wanted; undefined where it is too wide. */
function lines(
  results: readonly RaceResult[],
  columns: readonly Column[],
  withVerdict: boolean,
  width: number,
  paint: Paint,
): string[] | undefined {
  const rows = results.map((result) => columns.map(([, cell]) => cell(result)));
  const widths = columns.map(([head], column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const numbers = widths.reduce((sum, one) => sum + one + 1, 0);
  const longest = Math.min(NAME_WIDTH, Math.max(8, ...results.map(({ activation }) => activation.length)));
  // A name may be cut a little more before numbers go elsewhere.
  const label = Math.min(longest, Math.max(10, width - 2 - numbers));
  const rest = width - 2 - label - numbers;
  if (rest < 0 && columns.length > 4) return undefined;
  const line = (name: string, cells: readonly string[]): string =>
    `  ${fit(name, label)}${cells.map((cell, column) => ` ${cell.padStart(widths[column]!)}`).join('')}`;

  const head = line(
    '',
    columns.map(([head]) => head),
  );
  const found = [paint('dim', withVerdict && rest >= '  verdict'.length ? `${head}  verdict` : head)];
  for (const [i, result] of results.entries()) {
    const named = result.activation !== results[i - 1]?.activation;
    if (named && i > 0 && new Set(results.map(({ hidden }) => hidden)).size > 1) found.push('');
    const start = line(named ? result.activation : '', rows[i]!);
    const verdict = paint(saysLearnt(result.verdict) ? 'green' : 'yellow', result.verdict);
    if (!withVerdict) found.push(start);
    else if (result.verdict.length + 2 <= rest) found.push(`${start}  ${verdict}`);
    else found.push(start, wrap(result.verdict, width, ' '.repeat(label + 3)));
  }
  return found;
}
