import type { ActivationFacts } from '@nonlin/conformance/checks';
import type { Draft } from './create-package.ts';

/** test/‹name›.test.ts: the conformance kit, with the facts as they were found. */
export const activationTest = ({ names, facts }: Draft): string => `import { testActivation } from '@nonlin/conformance';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ${names.exported} } from '../src/index.ts';

// Found from the formula when this package was made. Hold them against what you know of it; from now on a change of them is a finding.
testActivation(${names.exported}, {
  facts: {
${declared(facts)
  .map((line) => `    ${line},\n`)
  .join('')}  },
});

test('package names this package in this version', () => {
  expect(${names.exported}.package).toBe(\`\${manifest.name}@\${manifest.version}\`);
});
`;

/** The facts that the kit asks for, a line each. */
function declared({ range, limits, largestSlope, slopeAtZero, monotonic, kinks, jumps, smooth, ...rest }: ActivationFacts): string[] {
  const list = (values: readonly number[]): string => `[${values.map(written).join(', ')}]`;
  const { slope, at } = largestSlope;
  const { below, above } = rest.overflowsAt ?? {};
  const places = [below !== undefined && `below: ${written(below)}`, above !== undefined && `above: ${written(above)}`].filter(Boolean);
  return [
    `range: ${list(range)}`,
    `limits: ${list(limits)}`,
    `largestSlope: { slope: ${written(slope)}, at: ${typeof at === 'number' ? written(at) : list(at)} }`,
    `slopeAtZero: ${written(slopeAtZero)}`,
    `monotonic: ${monotonic}`,
    `kinks: ${list(kinks)}`,
    `jumps: ${list(jumps)}`,
    `smooth: ${smooth}`,
    ...(rest.statesOwnSlope ? ['statesOwnSlope: true'] : []),
    ...(rest.waves ? ['waves: true'] : []),
    ...(places.length > 0 ? [`overflowsAt: { ${places.join(', ')} }`] : []),
    ...(rest.noGain ? ['noGain: true'] : []),
  ];
}

/** Large numbers as 1.84467e19, which the compiler can hold to be what is meant. */
const written = (x: number): string => (Math.abs(x) > 1e15 && Math.abs(x) < Infinity ? x.toExponential().replace('e+', 'e') : String(x));
