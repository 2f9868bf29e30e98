import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { describe, expect, test } from 'vitest';
import { factsTable } from '../activations/facts.ts';
import { folders, pictureOf } from '../activations/pictures.ts';

/** The columns of each README's table, with the names that their correctly rounded values have. */
const activations = {
  step: [{ activation: step, name: 'step' }],
  sigmoid: [{ activation: sigmoid, name: 'sigmoid' }],
  relu: [{ activation: relu, name: 'relu' }],
  silu: [{ activation: silu, name: 'silu' }],
  gelu: [
    { activation: gelu, name: 'gelu' },
    { activation: geluTanh, name: 'gelu_tanh' },
  ],
};

const at = (folder: string, file = ''): URL => new URL(`../../packages/${folder}/${file}`, import.meta.url);

/** The rows of the first table of a Markdown text that has a row of this name, without its head. */
function tableWith(row: string, markdown: string): string[][] {
  const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'));
  const table = tables.find((block) => block.split('\n').some((line) => line.startsWith(`| ${row} `))) ?? '';
  const cells = table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.slice(2);
}

test('every activation that is drawn has its README checked', () => {
  expect(Object.keys(activations)).toEqual(folders);
});

describe.each(Object.entries(activations))('packages/%s', (folder, columns) => {
  const readme = readFileSync(at(folder, 'README.md'), 'utf8');

  test('plot.svg is what the formula gives (pnpm draw draws it), below 8 kB', () => {
    const picture = readFileSync(at(folder, 'plot.svg'), 'utf8');
    expect(picture === pictureOf(folder), `packages/${folder}/plot.svg is stale: run pnpm draw`).toBe(true);
    expect(Buffer.byteLength(picture)).toBeLessThan(8000);
  });

  test('README.md stays within 40 lines and shows the plot', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(readme).toContain('](plot.svg)');
  });

  test('its numbers are those of the formula', () => {
    const facts = columns.map(({ activation, name }) => factsTable(activation, folder, name));
    const expected = Object.keys(facts[0]!).map((row) => [row, ...facts.map((column) => column[row])]);
    expect(tableWith('Range', readme)).toEqual(expected);
  });

  test('its example prints what it says', () => {
    const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
    expect(examples.length).toBeGreaterThan(0);
    for (const code of examples) {
      const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
      expect(promised.length).toBe(code.match(/console\.log/g)?.length);
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', '--conditions=@nonlin/source', '--input-type=module-typescript', '--eval', code],
        { cwd: fileURLToPath(at(folder)), encoding: 'utf8' },
      );
      expect(stderr).toBe('');
      expect(stdout.trimEnd().split('\n')).toEqual(promised);
    }
  });
});
