import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

// A copy of the script in a folder of its own, with an npm that fetches nothing and a pnpm that tells what it was asked.
const source = fileURLToPath(new URL('../..', import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), 'nonlin-bootstrap-')));
const toolchain = join(root, '.toolchain');
const sub = join(root, 'sub');
const fake = join(root, 'fake');
const hasNpm = process.platform !== 'win32' && spawnSync('npm', ['--version']).status === 0;

const npm = `#!/bin/sh
for wanted in "$@"; do case "$wanted" in *@*[0-9])
  echo "$wanted" >> '${root}/fetched'
  name="\${wanted%@*}"
  mkdir -p "node_modules/$name/bin"
  cp '${fake}/pnpm' "node_modules/$name/pnpm"
esac; done
`;
const pnpm = `#!/bin/sh
if [ "$1" = install ]; then echo 'pnpm installs' ; exit "\${FAKE_INSTALL:-0}"; fi
printf '{ "from": "%s", "asked": "%s" }\\n' "$NONLIN_CALLED_FROM" "$*"
exit "\${FAKE_RUN:-0}"
`;

function executable(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

beforeAll(() => {
  for (const folder of [sub, fake, join(root, 'scripts'), join(root, 'node_modules/.pnpm')]) mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'scripts/bootstrap.mjs']) cpSync(join(source, file), join(root, file));
  executable(join(fake, 'npm'), npm);
  executable(join(fake, 'pnpm'), pnpm);
});
beforeEach(() => {
  for (const path of [toolchain, join(root, 'fetched')]) rmSync(path, { recursive: true, force: true });
  for (const file of ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml']) writeFileSync(join(root, file), 'the same');
});
afterAll(() => rmSync(root, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function call(cwd: string, command: string, args: readonly string[], path: string, more: { readonly [name: string]: string } = {}): Ended {
  const { INIT_CWD: _, NONLIN_CALLED_FROM: _outer, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: { ...env, PATH: path, ...more }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const withFake = [fake, process.env['PATH']].join(delimiter);
const bootstrap = (cwd: string, args: readonly string[], more: { readonly [name: string]: string } = {}, node = process.execPath): Ended =>
  call(cwd, node, [join(root, 'scripts/bootstrap.mjs'), ...args], withFake, more);
const fetched = (): string[] => (existsSync(join(root, 'fetched')) ? readFileSync(join(root, 'fetched'), 'utf8').trim().split('\n') : []);

describe.skipIf(process.platform === 'win32')('bootstrap.mjs', () => {
  test('fetches pnpm once, says so on stderr, and leaves stdout to the script', () => {
    const first = bootstrap(root, ['demo', '--json']);
    expect(first).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^bootstrap: fetching @pnpm\/exe\.\S+ \(once, into \.toolchain\/\)\n$/),
    });
    expect(JSON.parse(first.stdout)).toEqual({ from: root, asked: '--silent run demo --json' });
    expect(bootstrap(root, ['demo', '--json'])).toEqual({ ...first, stderr: '' });
    expect(fetched()).toHaveLength(1);
    expect(readdirSync(toolchain)).toEqual([expect.stringMatching(/^pnpm-exe\.[a-z0-9-]+-\d+\.\d+\.\d+$/)]);
  });

  test.each([
    ['from a folder below', sub, {}, sub],
    ['as npm calls it: in the root, the folder in INIT_CWD', root, { INIT_CWD: sub }, sub],
    ['from a folder below, within a script of npm', sub, { INIT_CWD: root }, sub],
  ])('hands the folder on, called %s', (_, cwd, more, from) => {
    expect(JSON.parse(bootstrap(cwd, ['demo'], more).stdout)).toMatchObject({ from });
  });

  test.each([
    ['says nothing about an install where nothing changed', 'the same', '0', 0, ''],
    ['shows an install that has something to do', 'another', '0', 0, 'pnpm installs\n'],
    ['shows an install that failed', 'the same', '1', 1, 'pnpm installs\nbootstrap: the install stopped; pnpm says above'],
  ])('%s', (_, lock, FAKE_INSTALL, status, said) => {
    bootstrap(root, ['demo']);
    writeFileSync(join(root, 'pnpm-lock.yaml'), lock);
    const ended = bootstrap(root, ['demo'], { FAKE_INSTALL });
    expect({ ...ended, stderr: ended.stderr.slice(0, said.length) || ended.stderr }).toMatchObject({ status, stderr: said });
    expect(ended.stdout.includes('pnpm installs')).toBe(false);
  });

  test('ends as the script does', () => expect(bootstrap(root, ['demo'], { FAKE_RUN: '2' }).status).toBe(2));

  test('a Node of .toolchain is asked for again, and stays', () => {
    const home = join(toolchain, 'node-of-before/bin');
    mkdirSync(home, { recursive: true });
    const node = join(home, 'node');
    copyFileSync(process.execPath, node);
    const { node: version } = (
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly config: { readonly node: string } }
    ).config;
    expect(bootstrap(root, ['demo'], {}, node)).toMatchObject({ status: 0 });
    expect(fetched()).toEqual([
      expect.stringMatching(/^@pnpm\//),
      expect.stringMatching(new RegExp(`^node-.+@${version.replaceAll('.', '\\.')}$`)),
    ]);
    expect(existsSync(node)).toBe(true);
  });

  test('npm start --silent -- --json prints one JSON object and nothing else, from any folder', ({ skip }) => {
    if (!hasNpm) skip('there is no npm in PATH');
    bootstrap(root, ['demo']); // fetches pnpm, without the real npm
    const { status, stdout } = call(sub, 'npm', ['start', '--silent', '--', '--json'], process.env['PATH']!);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ from: sub, asked: '--silent run demo --json' });
  });
});
