import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// As a stranger would: tarballs, npm, an empty folder outside the workspace. Nothing is fetched: the compiler and the test runner are links.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const packed = ['core', 'formula', 'conformance', 'create-activation'].map((name) => join(root, 'packages', name));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nonlin-create-')));
const modules = join(folder, 'node_modules');
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function run(cwd: string, command: string, ...args: string[]): Outcome {
  // What vitest sets for its own workers is not for the one inside.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|npm_|INIT_CWD)/.test(name)));
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1', npm_config_offline: 'true' },
  });
  return { status, output: `${stdout}${stderr}` };
}

function succeed(cwd: string, command: string, ...args: string[]): void {
  const { status, output } = run(cwd, command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${output}`);
}

function missing(): string | undefined {
  if (process.platform === 'win32') return 'links to tools are not made on Windows';
  for (const tool of ['npm', 'pnpm']) if (run(root, tool, '--version').status !== 0) return `there is no ${tool} in PATH`;
  const unbuilt = packed.find((path) => !existsSync(join(path, 'dist', 'index.js')));
  return unbuilt && `${unbuilt} is not built; pnpm build`;
}
const reason = missing();

const folderOf = (name: string): string => name.replace(/^.*\//, '');

/** Every kind of formula; each row is the name and what is typed after it. */
const others: readonly (readonly [name: string, ...options: string[]])[] = [
  ['hard-rectifier', '--formula', 'max(x, 0)'],
  ['@you/leaky-unit', '--formula', 'where(x > 0, x, alpha * x)', '--parameter', 'alpha=0.25', '--per-unit'],
  ['overflowing', '--formula', 'exp(x)'],
  ['periodic', '--formula', 'sin(x)'],
  ['steep-line', '--formula', '2*x'],
  ['hard-step', '--formula', 'step(x)'],
  ['surrogate', '--formula', 'a = sigmoid(x); withSlope(step(x), x, a * (1 - a))'],
  ['same', '--formula', 'x'],
  ['two-learnt', '--formula', 'x * sigmoid(β * x) + class * x'],
  ['six', '--formula', 'clamp(x, 0, 6)'],
  ['hard-swish', '--formula', 'x * clamp(x / 6 + 0.5, 0, 1)'],
];

describe.skipIf(reason !== undefined)(
  `outside the workspace, from packed tarballs${reason === undefined ? '' : ` (left out: ${reason})`}`,
  () => {
    beforeAll(() => {
      for (const path of packed) succeed(path, 'pnpm', 'pack', '--pack-destination', folder);
      const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
      succeed(folder, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs);
      for (const [tool, file] of [
        ['typescript', 'bin/tsc'],
        ['vitest', 'vitest.mjs'],
      ] as const) {
        symlinkSync(realpathSync(join(root, 'node_modules', tool)), join(modules, tool));
        symlinkSync(join(modules, tool, file), join(modules, '.bin', file.replace(/^bin\/|\.mjs$/g, '')));
      }
    });

    const mish = join(folder, 'mish');

    it('npm create @nonlin/activation mish writes the package that its README shows', () => {
      const readme = readFileSync(join(root, 'packages/create-activation/README.md'), 'utf8');
      const line = 'npm create @nonlin/activation mish -- --formula "x * tanh(softplus(x))"';
      expect(readme).toContain(`\n${line}\n`);
      const [npm, ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
      const { status, output } = run(folder, npm!, ...args);
      expect({ status, output }).toMatchObject({ status: 0, output: expect.stringContaining('cd mish\n  npm install\n  npm test\n') });
      expect(output).not.toContain('will fail');
      expect(existsSync(join(mish, 'node_modules'))).toBe(false);
    });

    it('its needs are the versions that create-activation itself has', () => {
      const { version } = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'));
      const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(mish, 'package.json'), 'utf8'));
      expect(peerDependencies).toEqual({ '@nonlin/core': `^${version}` });
      for (const range of Object.values(devDependencies)) expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
    });

    it('mish passes its own tests and type check', () => {
      const tests = run(mish, 'npm', 'test');
      expect(tests).toMatchObject({ status: 0 });
      expect(tests.output).toMatch(/Tests +\d\d passed/);
      expect(run(mish, 'npm', 'run', 'types')).toMatchObject({ status: 0 });
    });

    it('npm run draw, in mish, changes nothing while the formula is the same', () => {
      const [readme, plot] = ['README.md', 'plot.svg'].map((path) => readFileSync(join(mish, path), 'utf8'));
      expect(run(mish, 'npm', 'run', 'draw')).toMatchObject({ status: 0 });
      expect(readFileSync(join(mish, 'README.md'), 'utf8')).toBe(readme);
      expect(readFileSync(join(mish, 'plot.svg'), 'utf8')).toBe(plot);
    });

    it('mish packs, and the tarball gives what its README says to one who installs it', () => {
      expect(run(mish, 'npm', 'pack')).toMatchObject({ status: 0 });
      const user = join(folder, 'user');
      mkdirSync(user);
      writeFileSync(join(user, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
      const tarballs = [...readdirSync(folder).filter((file) => /^nonlin-core-.*tgz$/.test(file)), 'mish/mish-0.1.0.tgz'];
      expect(run(user, 'npm', 'install', '--no-audit', '--no-fund', ...tarballs.map((file) => `../${file}`))).toMatchObject({
        status: 0,
      });
      expect(readdirSync(join(user, 'node_modules/mish')).toSorted()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'plot.svg']);

      const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(user, 'node_modules/mish/README.md'), 'utf8'))!;
      writeFileSync(join(user, 'xor.mts'), `${code}declare const console: { log(value: unknown): void };\n`);
      const compilerOptions = { strict: true, target: 'es2024', module: 'nodenext', types: [], lib: ['es2024'], skipLibCheck: false };
      writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['xor.mts'] }));
      expect(run(user, join(modules, '.bin/tsc'))).toEqual({ status: 0, output: '' });
      const { status, output } = run(user, process.execPath, 'xor.mjs');
      expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/^tensor \[4, 1\]/) });
      const [a, b, c, d] = [...output.matchAll(/\d\.\d+(?:e-\d+)?/g)].map(Number) as [number, number, number, number];
      expect([a < 0.5, b > 0.5, c > 0.5, d < 0.5]).toEqual([true, true, true, true]);
    });

    it.each(others)('%s %s %s: written, type-checked, built', (name, ...options) => {
      const made = run(folder, join(modules, '.bin/create-activation'), name, ...options);
      expect(made).toMatchObject({ status: 0 });
      expect(made.output).not.toContain('will fail');
      const place = join(folder, folderOf(name));
      expect(run(place, join(modules, '.bin/tsc'))).toEqual({ status: 0, output: '' });
      expect(run(place, join(modules, '.bin/tsc'), '--project', 'tsconfig.build.json')).toEqual({ status: 0, output: '' });
      expect(readdirSync(join(place, 'dist')).toSorted()).toEqual(['index.d.ts', 'index.js']);
    });

    it(`these ${others.length} pass their own tests`, () => {
      const { status, output } = run(folder, join(modules, '.bin/vitest'), 'run', ...others.map(([name]) => `${folderOf(name)}/`));
      expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(new RegExp(`Test Files +${others.length} passed`)) });
    });

    it('what is wrong ends with 2 and one line', () => {
      const made = run(folder, join(modules, '.bin/create-activation'), 'mish', '--formula', 'x * sigmoid(x)');
      expect(made).toEqual({
        status: 2,
        output: expect.stringMatching(/^create-activation: mish: expected an empty folder, got one with \d+ files; .*\n$/),
      });
    });
  },
);
