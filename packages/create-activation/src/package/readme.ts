import type { AnyActivation } from '@nonlin/core';
import { factsTable } from '../facts.ts';
import type { FoundFacts } from '../facts.ts';
import type { Draft } from './create-package.ts';

/** README.md: formula, picture, how to use it, facts. */
export function readme({ names, activation, text, facts }: Draft): string {
  const { exported } = names;
  const learnt = Object.entries(activation.parameters ?? {});
  return [
    `# ${names.package}`,
    '',
    `${equation(exported, text)}, an activation for nonlin.`,
    ...(learnt.length > 0
      ? [
          `Training learns ${learnt.map(([name, value]) => `\`${name}\` (from ${value} on)`).join(' and ')}, ${activation.perUnit ? 'in each unit of a layer' : 'one for the whole layer'}. The numbers below are those of the first value${learnt.length > 1 ? 's' : ''}.`,
        ]
      : []),
    '',
    `![${exported} and its slope](plot.svg)`,
    '',
    '```sh',
    `npm install @nonlin/core ${names.package}`,
    '```',
    '',
    '```ts',
    `import { adam, binaryCrossEntropy, dense, fit, predictProbabilities, sequential } from '@nonlin/core';`,
    `import { ${exported} } from '${names.package}';`,
    '',
    'const xor = { input: [[0, 0], [0, 1], [1, 0], [1, 1]], target: [[0], [1], [1], [0]] };',
    `const model = sequential(dense(2, 8, ${exported}), dense(8, 1));`,
    'await fit(model, xor, { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 500 });',
    'console.log(predictProbabilities(model, xor.input, binaryCrossEntropy));',
    '```',
    '',
    table(exported, activation, facts),
    '',
    'MIT licence.',
    '',
  ].join('\n');
}

const equation = (exported: string, text: string): string =>
  text.includes(';') ? `\`${exported}(x)\` is \`${text}\`` : `\`${exported}(x) = ${text}\``;

function table(exported: string, activation: AnyActivation, facts: FoundFacts): string {
  const rows = Object.entries(factsTable(activation, facts));
  const width = Math.max(...rows.map(([row]) => row.length));
  const values = Math.max(...rows.map(([, value]) => value.length), exported.length);
  const line = (row: string, value: string): string => `| ${row.padEnd(width)} | ${value.padEnd(values)} |`;
  return [line('', exported), `| ${'-'.repeat(width)} | ${'-'.repeat(values)} |`, ...rows.map(([row, value]) => line(row, value))].join(
    '\n',
  );
}

/** The same README with another formula and its numbers: what its author has written besides stays. */
export const renewed = (old: string, exported: string, text: string, activation: AnyActivation, facts: FoundFacts): string =>
  old
    .replace(new RegExp(`^\`${exported}\\(x\\)(?: = |\` is \`)[^\`]*\``, 'm'), () => equation(exported, text))
    .replace(/^\|[^\n]*\n\| -+ \| -+ \|\n\| Range [^\n]*(?:\n\|[^\n]*)*/m, () => table(exported, activation, facts));
