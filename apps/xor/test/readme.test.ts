import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDemo } from './demo-process.ts';

// The default run, whole: 100 seeds, 500 epochs, the same on every machine.
const folder = mkdtempSync(join(tmpdir(), 'nonlin-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (relative: string): string => readFileSync(fileURLToPath(new URL(`../../../${relative}`, import.meta.url)), 'utf8');
const readme = read('README.md');

let printed = '';
beforeAll(() => {
  const { status, stdout, stderr } = runDemo(folder, ['--svg', 'xor.svg']);
  if (status !== 0) throw new Error(stderr);
  printed = stdout;
});

interface Row {
  readonly hidden: string;
  readonly counts: string;
  readonly change: number;
}

/** The rows of section 4, by activation. */
function measured(): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  let name = '';
  const rows = printed.matchAll(/^ {2}(\w*) +(\d+) +(\d+) +(\d+) +\S+ +\S+ +\S+ +(\S+) {2}\S.*$/gm);
  for (const [, activation, hidden, right, frozen, change] of rows) {
    name = activation || name;
    found.set(name, [...(found.get(name) ?? []), { hidden: hidden!, counts: `${right} (${frozen})`, change: Number(change) }]);
  }
  return found;
}

describe('the default run', () => {
  it('draws docs/xor.svg', () =>
    expect(readFileSync(join(folder, 'xor.svg'), 'utf8') === read('docs/xor.svg'), 'npm start -- --svg docs/xor.svg draws it again').toBe(
      true,
    ));

  it('gives the table of the README, to the last digit', () => {
    const shown = [...readme.matchAll(/^\| (\w+)(?: \(linear\))? +\| (\d+ \(\d+\)) +\| (\d+ \(\d+\)) +\| (\d+ \(\d+\)) +\| (\S+) +\|$/gm)];
    const rows = [...measured()].map(([name, rows]) => [
      name,
      ...rows.map(({ counts }) => counts),
      String(Math.max(...rows.map(({ change }) => change))),
    ]);
    expect(rows.map(([name]) => name)).toEqual(['step', 'sigmoid', 'relu', 'silu', 'gelu', 'none']);
    expect(shown.map((row) => row.slice(1))).toEqual(rows);
    for (const rows of measured().values()) expect(rows.map(({ hidden }) => hidden)).toEqual(['2', '4', '8']);
  });

  it('gives what the README says of the way out', () => {
    const said =
      /by (\d+), (\d+) and (\d+) of 100 networks with 2, 4 and 8 steps; with those steps frozen, luck gives (\d+), (\d+) and (\d+)\./;
    const [, ...counts] = said.exec(readme)!;
    const found = printed.replaceAll(/\s+/g, ' ').match(/(\d+) against (\d+) with [248] units/g)!;
    expect([0, 1, 2].map((i) => `${counts[i]} against ${counts[i + 3]} with ${2 ** (i + 1)} units`)).toEqual(found);
  });

  it('is as the README describes it: 100 seeds from 0, 500 epochs of Adam at 0.05, on step in all runs nothing moves', () => {
    const text = printed.replaceAll(/\s+/g, ' ');
    expect(text).toContain('100 seeds, the same first draws for all, 500 epochs of adam at 0.05');
    expect(text).toContain('not one weight moved in any of 100 runs');
    expect(text).toContain('step: in each of 300 runs the trained network ends as its frozen control, bit for bit');
  });
});
