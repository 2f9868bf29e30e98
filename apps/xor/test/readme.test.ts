import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

interface Row {
  readonly activation: string;
  readonly learned: number;
  readonly learnedFrozen: number;
}

it('the README has the counts of the default run at H = 2', () => {
  const printed = execFileSync(process.execPath, ['--conditions=@nonlin/source', path('../src/main.ts'), '--hidden', '2', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { results } = JSON.parse(printed) as { readonly results: readonly Row[] };
  const measured = results.map(({ activation, learned, learnedFrozen }) => `${activation}: ${learned} (${learnedFrozen})`);
  const table = readFileSync(path('../../../README.md'), 'utf8').matchAll(/^\| (\w+)(?: \(linear\))? +\| (\d+ \(\d+\)) +\| \d+ \(\d+\)/gm);
  const shown = [...table].map(([, activation, counts]) => `${activation}: ${counts}`);
  expect(shown).toEqual(measured);
  expect(shown).toHaveLength(6);
}, 300_000);
