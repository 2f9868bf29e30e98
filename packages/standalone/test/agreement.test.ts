import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dense, dropout, frozen, random, sequential, standardize, tensor } from '@nonlin/core';
import type { AnyActivation, Layer, Sequential, Tensor } from '@nonlin/core';
import * as gallery from '@nonlin/gallery';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { afterAll, describe, expect, it, test } from 'vitest';
import { toJavaScript, toTypeScript } from '../src/index.ts';
import { inDoublePrecision, run } from './tools.ts';

const {
  celu,
  elu,
  exponential,
  hardSigmoid,
  hardSwish,
  hardTanh,
  leakyRelu,
  learntSnake,
  logSigmoid,
  mish,
  prelu,
  relu6,
  selu,
  sigmoidSurrogate,
} = gallery;
const { sine, softplus, softShrink, softsign, sparsePlus, squareplus, swish, tanh } = gallery;

const activations = [
  relu,
  sigmoid,
  silu,
  gelu,
  geluTanh,
  step,
  tanh,
  mish,
  selu,
  hardSwish,
  relu6,
  logSigmoid,
  softsign,
  sparsePlus,
  leakyRelu(),
  elu(),
  celu({ alpha: 0.5 }),
  softplus(),
  hardSigmoid(),
  hardTanh(),
  softShrink(),
  squareplus(),
  sine(),
  sigmoidSurrogate(),
  prelu(),
  prelu({ perUnit: true }),
  swish({ perUnit: true }),
  learntSnake(),
] as readonly AnyActivation[];

const rows = random([200, 3], 11).map((x, math) => math.mul(8, math.sub(x, 0.5)));

const models: readonly (readonly [string, Sequential])[] = [
  ...activations.map((activation, seed): [string, Sequential] => [
    `${activation.name}${activation.perUnit ? ', per unit' : ''}`,
    sequential(dense(3, 6, activation), dense(6, 4, activation), dense(4, 2)).setup(seed),
  ]),
  [
    'standardize and dropout',
    sequential<readonly Layer[]>(standardize(rows), dense(3, 5, silu), dropout(0.4), dense(5, 1), dropout(0.1)).setup(1),
  ],
  ['exponential', sequential(dense(3, 4), dense(4, 2, exponential)).setup(5)],
  ['frozen', sequential(frozen(dense(3, 5, gelu)), dense(5, 1, sigmoid)).setup(2)],
  ['one layer', sequential(dense(3, 1)).setup(3)],
  ['one unit after another', sequential(dense(3, 1, silu), dense(1, 1, silu), dense(1, 2, prelu({ perUnit: true }))).setup(4)],
];

const rowsOf = (rows: Tensor): number[][] => [...rows].map(({ data }) => [...data]);

describe('each row: within 1e-13 of the same in double precision, within 2e-6 of predict, which rounds to float32', () => {
  test.each(models)('%s', async (_, model) => {
    const predict = await run(toJavaScript(model));
    const expected = rowsOf(model.predict(rows));
    for (const [place, row] of rowsOf(rows).entries()) {
      const [got, exact] = [predict(row), inDoublePrecision(model, row)];
      expect(got).toHaveLength(model.outputs!);
      for (const [unit, value] of got.entries()) {
        const scale = Math.max(1, Math.abs(exact[unit]!));
        expect(Math.abs(value - exact[unit]!), `row ${place}`).toBeLessThanOrEqual(1e-13 * scale);
        expect(Math.abs(value - expected[place]![unit]!), `row ${place}`).toBeLessThanOrEqual(2e-6 * scale);
      }
    }
  });

  it('weights that are not finite, and −0, are themselves', async () => {
    const model = sequential(dense(2, 3)).setup(0);
    const weight = tensor([
      [NaN, Infinity, 1],
      [0, -0, 1e-45],
    ]);
    model.parameters = { '0.weight': weight, '0.bias': tensor([0, 0, 0.1]) };
    expect((await run(toJavaScript(model)))([1, 1])).toEqual([NaN, Infinity, 1 + Math.fround(1e-45) + Math.fround(0.1)]);
    expect(toJavaScript(model)).toContain('[Infinity, -0],');
    expect(toJavaScript(model)).toContain('[0, 0, 0.1].map(Math.fround)');
  });
});

describe('TypeScript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nonlin-standalone-'));
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('of every model passes under the strictest settings, without libraries of a host, and gives the same as JavaScript', async () => {
    const files = models.map(([, model], index) => {
      const file = join(folder, `model${index}.ts`);
      writeFileSync(file, toTypeScript(model, { name: 'answer' }));
      return file;
    });
    const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions: { customConditions: [] }, files };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    expect(execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' })).toBe('');

    const program = join(folder, 'all.ts');
    const imports = files.map((file, index) => `import { answer as f${index} } from ${JSON.stringify(file)};`);
    const all = files.map((_, index) => `f${index}`).join(', ');
    writeFileSync(program, `${imports.join('\n')}\nconsole.log(JSON.stringify([${all}].map((f) => f([0.3, -1.7, 2.9]))));`);
    const printed = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as unknown;
    expect(printed).toEqual(await Promise.all(models.map(async ([, model]) => (await run(toJavaScript(model)))([0.3, -1.7, 2.9]))));
  });
});
