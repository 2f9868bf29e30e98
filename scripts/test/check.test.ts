import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

// The parts are stand-ins that note how they were called and end as told.
const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: { readonly [name: string]: string };
};
const folder = mkdtempSync(join(tmpdir(), 'nonlin-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

for (const name of ['turbo', 'pnpm']) {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $* [$NONLIN_FAILED_PARTS]"\ncase "$*" in $FAILS) exit $STATUS;; esac\n`);
  chmodSync(path, 0o755);
}

function check(fails: string, status = 1): { readonly status: number | null; readonly lines: readonly string[] } {
  const ended = spawnSync(process.execPath, [join(root, 'scripts/check.ts')], {
    env: { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter), FAILS: fails, STATUS: String(status) },
    encoding: 'utf8',
  });
  return { status: ended.status, lines: ended.stdout.trimEnd().split('\n') };
}

describe.skipIf(process.platform === 'win32')('npm test', () => {
  test('is scripts/check.ts, which runs every script named check:…, the tests last', () => {
    expect(scripts).toMatchObject({ test: expect.stringMatching(/ check$/), check: 'node scripts/check.ts' });
    const { status, lines } = check('nothing');
    expect(status).toBe(0);
    const named = Object.keys(scripts).filter((name) => name.startsWith('check:'));
    expect(
      lines
        .join(' ')
        .match(/check:\w+/g)!
        .toSorted(),
    ).toEqual([...named, 'check:package'].toSorted());
    expect(lines.at(-1)).toBe('pnpm --silent check:tests []');
  });

  test.each([
    ['build', '*build', 1, 'build'],
    ['a check', '*check:format*', 1, 'checks'],
    ['a size', '*check:size', 3, 'sizes'],
    ['everything but the tests', '*[dz]*', 2, 'build, checks, sizes'],
    ['a test', '*check:tests', 1, ''],
  ])('goes on when %s fails, and ends with the worst status', (_, fails, worst, before) => {
    const { status, lines } = check(fails, worst);
    expect(status).toBe(worst);
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe(`pnpm --silent check:tests [${before}]`);
  });
});
