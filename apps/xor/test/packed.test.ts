import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

// As a stranger would: tarballs of core and relu, npm, an empty folder outside the workspace.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const packed = ['core', 'relu'].map((name) => join(root, 'packages', name));
const folder = mkdtempSync(join(tmpdir(), 'nonlin-packed-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(cwd: string, command: string, ...args: string[]): { status: number | null; output: string } {
  // npm and pnpm are .cmd files on Windows, which only a shell runs.
  const shell = process.platform === 'win32' && command !== process.execPath;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell });
  return { status, output: `${stdout}${stderr}` };
}

function missing(): string | undefined {
  for (const tool of ['npm', 'pnpm']) if (run(root, tool, '--version').status !== 0) return `there is no ${tool} in PATH`;
  const unbuilt = packed.find((path) => !existsSync(join(path, 'dist', 'index.js')));
  return unbuilt && `${unbuilt} is not built; pnpm build`;
}

const program = `
import { adam, binaryCrossEntropy, dense, fit, load, predictClass, save, sequential, tensor, train } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { relu } from '@nonlin/relu';
declare const console: { log(text: string): void };

const swish: Activation<'beta'> = {
  name: 'swish',
  formula: (x, ops, { beta }) => ops.div(x, ops.add(1, ops.exp(ops.neg(ops.mul(beta, x))))),
  parameters: { beta: 1 },
};
const xor = { input: tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), target: tensor([[0], [1], [1], [0]]) };
const options = { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 500, seed: 7 };
let epochs = 0;
const model = sequential(dense(2, 8, relu), dense(8, 1));
for await (const { epoch } of train(model, xor, options)) epochs = epoch;
const other = sequential(dense(2, 8, swish), dense(8, 1));
await fit(other, [xor], options);
const answers = [load(save(model), { activations: [relu] }), other].map((its) => predictClass(its, xor.input).toArray());
console.log(JSON.stringify([epochs, ...answers]));
`;

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  target: 'es2022',
  lib: ['es2022'],
  module: 'nodenext',
  types: [],
  outDir: 'out',
};

it('core and relu, packed, install with npm, type-check under strict, and train XOR', ({ skip }) => {
  const reason = missing();
  if (reason !== undefined) skip(reason);

  for (const path of packed) expect(run(path, 'pnpm', 'pack', '--pack-destination', folder)).toMatchObject({ status: 0 });
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  expect(tarballs).toHaveLength(2);

  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['xor.ts'] }));
  writeFileSync(join(project, 'xor.ts'), program);
  // Nothing but each other is needed, so there is nothing to fetch.
  const install = run(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', ...tarballs.map((file) => `../${file}`));
  expect(install).toMatchObject({ status: 0 });

  const types = run(project, process.execPath, join(root, 'node_modules', 'typescript', 'bin', 'tsc'));
  expect(types).toEqual({ status: 0, output: '' });
  const { output } = run(project, process.execPath, join('out', 'xor.js'));
  expect(JSON.parse(output)).toEqual([500, [0, 1, 1, 0], [0, 1, 1, 0]]);
});
