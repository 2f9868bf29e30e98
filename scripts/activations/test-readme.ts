import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { measuredTable } from './facts.ts';
import { pictureOf } from './readme.ts';
import type { ActivationReadme } from './readme.ts';

/** Holds packages/‹folder›/README.md and its plot to the formula: neither can go stale. */
export function testReadme(folder: string, shown: ActivationReadme): void {
  const at = (file: string): URL => new URL(`../../packages/${folder}/${file}`, import.meta.url);

  describe(`README of packages/${folder}`, () => {
    const text = readFileSync(at('README.md'), 'utf8');

    test('plot.svg is what the formula gives (pnpm draw draws it), below 8 kB', () => {
      const picture = readFileSync(at('plot.svg'), 'utf8');
      expect(picture === pictureOf(shown), `packages/${folder}/plot.svg is stale: run pnpm draw`).toBe(true);
      expect(Buffer.byteLength(picture)).toBeLessThan(8000);
    });

    test('it stays within 40 lines and shows the plot', () => {
      expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
      expect(text).toContain('](plot.svg)');
    });

    test('its numbers are those of the formula', () => {
      const facts = Object.entries(shown.activations).map(([name, activation]) => measuredTable(activation, folder, name));
      expect(tableWith('Range', text)).toEqual(Object.keys(facts[0]!).map((row) => [row, ...facts.map((column) => column[row])]));
    });

    test('its example prints what it says', () => {
      const examples = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
      expect(examples.length).toBeGreaterThan(0);
      for (const code of examples) {
        const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
        expect(promised.length).toBe(code.match(/console\.log/g)?.length);
        const flags = ['--disable-warning=ExperimentalWarning', '--conditions=@nonlin/source', '--input-type=module-typescript'];
        const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--eval', code], {
          cwd: fileURLToPath(at('')),
          encoding: 'utf8',
        });
        expect(stderr).toBe('');
        expect(stdout.trimEnd().split('\n')).toEqual(promised);
      }
    });
  });
}

/** The rows of the table in a Markdown text that has a row of this name, without its head. */
function tableWith(row: string, markdown: string): string[][] {
  const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'));
  const table = tables.find((block) => block.split('\n').some((line) => line.startsWith(`| ${row} `))) ?? '';
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return table.split('\n').slice(2).map(cells);
}
