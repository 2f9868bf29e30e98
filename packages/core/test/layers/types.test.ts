import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { dense, dropout, frozen, optimizer, sequential, standardize, tensor } from '../../src/index.ts';
import type { Activation, Dense, Layer, Sequential } from '../../src/index.ts';
import { prelu, relu, silu } from '../activations.ts';

// The lines in this file are checked by the compiler (`pnpm types`); `@ts-expect-error` fails there when a line compiles.

test('literal sizes are kept', () => {
  expectTypeOf(dense(2, 8)).toEqualTypeOf<Dense<2, 8>>();
  expectTypeOf(sequential(dense(2, 8, silu), dense(8, 1))).toEqualTypeOf<Sequential<2, 1>>();
  expectTypeOf(sequential(dense(2, 8), dropout(0.5), dense(8, 3), dropout(0.1))).toEqualTypeOf<Sequential<2, 3>>();
  expectTypeOf(sequential(dropout(0.5), frozen(dense(2, 8)), dense(8, 3))).toEqualTypeOf<Sequential<2, 3>>();
  expectTypeOf(sequential(dense(2, 4), sequential(dense(4, 4), dense(4, 7)), dense(7, 1))).toEqualTypeOf<Sequential<2, 1>>();
  expectTypeOf(frozen(dense(2, 8))).toEqualTypeOf<Layer<2, 8>>();
});

test('sizes known only at run time are accepted, and checked when the model is made', () => {
  const width: number = 8;
  expectTypeOf(sequential(dense(2, width), dense(width, 1))).toEqualTypeOf<Sequential<2, 1>>();
  expectTypeOf(sequential(standardize(tensor([[1, 2]])), dense(2, 1))).toEqualTypeOf<Sequential<2, 1>>();
  const layers: Layer[] = [dense(2, width)];
  for (let i = 0; i < 3; i++) layers.push(dense(width, width));
  expectTypeOf(sequential(layers)).toEqualTypeOf<Sequential>();
});

test('wrong sizes do not compile', () => {
  // @ts-expect-error expects 4 inputs, the layer before it has 8 outputs
  expect(() => sequential(dense(2, 8), dense(4, 1))).toThrow(RangeError);
  // @ts-expect-error through dropout
  expect(() => sequential(dense(2, 8), dropout(0.5), dense(4, 1))).toThrow(RangeError);
  // @ts-expect-error the third of four
  expect(() => sequential(dense(2, 8), dense(8, 4), dense(8, 1), dense(1, 1))).toThrow(RangeError);
  // @ts-expect-error a nested model
  expect(() => sequential(dense(2, 8), sequential(dense(4, 4), dense(4, 1)))).toThrow(RangeError);
  // @ts-expect-error a frozen layer
  expect(() => sequential(dense(2, 8), frozen(dense(4, 1)))).toThrow(RangeError);
});

test('formulas, activations and optimizers are checked', () => {
  expectTypeOf(relu).toExtend<Activation>();
  // @ts-expect-error relu is no layer
  expect(() => sequential(dense(2, 8), relu)).toThrow(TypeError);
  // @ts-expect-error an activation with a learnt parameter must say its first value for that name
  const beta: Activation<'beta'> = { name: 'mine', formula: (x, ops, { beta }) => ops.mul(x, beta), parameters: { gamma: 1 } };
  // @ts-expect-error what is learnt needs a first value
  const unset: Activation<'beta'> = { name: 'mine', formula: (x, ops, { beta }) => ops.mul(x, beta) };
  // @ts-expect-error a formula uses the operations of ScalarOps: there is no power
  const power: Activation = { name: 'mine', formula: (x, ops) => ops.pow(x, 2) };
  // @ts-expect-error a formula uses operations: + needs numbers
  const plus: Activation = { name: 'mine', formula: (x) => x * 2 };
  const heavy = { name: 'mine', slots: ['velocity'], coefficients: () => ({ rate: 1 }) } as const;
  // @ts-expect-error the slot is called velocity
  optimizer({ ...heavy, update: ({ parameter, speed }) => ({ parameter, velocity: speed }) });
  // @ts-expect-error an update gives every slot
  optimizer({ ...heavy, update: ({ parameter }) => ({ parameter }) });
  expect([beta.name, unset.name, power.name, plus.name, prelu.parameters.alpha]).toEqual(['mine', 'mine', 'mine', 'mine', 0.25]);
});

describe('what the compiler says', () => {
  const cases = [
    {
      name: 'a layer that does not fit',
      line: 'sequential(dense(2, 8), dense(4, 1))',
      says: 'expects 4 inputs, the layer before it has 8 outputs',
    },
    {
      name: 'one that does not fit behind dropout',
      line: 'sequential(dense(2, 8), dropout(0.5), dense(4, 1))',
      says: 'expects 4 inputs, the layer before it has 8 outputs',
    },
    {
      name: 'the first of two that do not fit',
      line: 'sequential(dense(2, 3), dense(5, 7), dense(6, 1))',
      says: 'expects 5 inputs, the layer before it has 3 outputs',
    },
    {
      name: 'a frozen one that does not fit',
      line: 'sequential(dense(2, 3), frozen(dense(5, 7)))',
      says: 'expects 5 inputs, the layer before it has 3 outputs',
    },
  ];
  const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'nonlin-'));
  let errors: readonly string[] = [];

  beforeAll(async () => {
    const source = `import { dense, dropout, frozen, sequential } from ${JSON.stringify(relative(folder, at('../../src/index.ts')))};\n${cases.map(({ line }) => `${line};\n`).join('')}dropout;\n`;
    writeFileSync(join(folder, 'snippet.mts'), source);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: at('../../../../tsconfig.base.json'), files: ['snippet.mts'] }));
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const failure = await promisify(execFile)(process.execPath, [compiler, '--project', folder]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
    errors = failure.split(/^(?=\S)/mu).filter((text) => text.includes('error TS'));
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is one error for each line', () => {
    expect(errors.map((error) => /snippet\.mts\((\d+),/u.exec(error)?.[1])).toEqual(cases.map((_, i) => String(i + 2)));
  });

  test.each(cases)('of $name ends in: $says', ({ line, says }) => {
    const last = errors[cases.findIndex((row) => row.line === line)]!.trimEnd().split('\n').at(-1);
    expect(last).toContain(`is not assignable to type '"${says}"'`);
  });
});
