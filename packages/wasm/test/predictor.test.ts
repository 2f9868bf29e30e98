import { dense, dropout, random, sequential, standardize } from '@nonlin/core';
import type { Activation, Layer, Sequential } from '@nonlin/core';
import { describe, expect, test, vi } from 'vitest';
import { predictor } from '../src/index.ts';

const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };
const relu: Activation = { name: 'relu', formula: (x, ops) => ops.max(x, 0) };

/** Each row over its sum: a layer of one's own without weights. */
const shares: Layer = {
  name: 'shares',
  forward: (ops, _, input) => ({
    output: ops.map({ input, total: ops.sum(input, 1, { keepDimension: true }) }, (x, math) => ({ y: math.div(x.input, x.total) })).y,
    pull: () => {
      throw new Error('no way back is asked for');
    },
  }),
};

const models: readonly (readonly [name: string, columns: number, model: () => Sequential])[] = [
  ['2-8-1', 2, () => sequential(dense(2, 8, tanh), dense(8, 1))],
  [
    '70-33-20-5 with dropout, which predicts as it comes',
    70,
    () => sequential(dense(70, 33, relu), dropout(0.5), dense(33, 20, tanh), dense(20, 5)),
  ],
  [
    'inputs standardized, a layer of one’s own at the end',
    3,
    () => sequential(standardize(random([9, 3], 5)), dense(3, 6, relu), dense(6, 4), shares),
  ],
  ['nothing but dropout: the input itself', 5, () => sequential([dropout(0.5)])],
];

describe.each(models)('%s', (_, columns, make) => {
  const model = make().setup(3);
  test.each([1, 2, 7, 64, 131])('%i rows: as the reference, within 1e-5 of each output and 1e-6', (rows) => {
    const input = random([rows, columns], rows);
    const compiled = predictor(model);
    const expected = model.predict(input);
    const got = compiled.predict(input);
    expect(got.shape).toEqual(expected.shape);
    for (const [i, value] of expected.data.entries())
      expect(Math.abs(got.data[i]! - value), `element ${i}`).toBeLessThanOrEqual(1e-5 * Math.abs(value) + 1e-6);
    compiled.dispose();
  });
});

const xor = (): Sequential => sequential(dense(2, 8, tanh), dense(8, 1)).setup(7);

test('nested arrays and promises are taken and given', async () => {
  const compiled = predictor(xor());
  const rows = [
    [0, 1],
    [1, 1],
  ];
  expect((await compiled.predictAsync(rows)).equals(compiled.predict(rows))).toBe(true);
});

test('a result is the caller’s own', () => {
  const compiled = predictor(xor());
  const [first, second] = [compiled.predict([[0, 1]]), compiled.predict([[1, 1]])];
  expect(first.equals(second)).toBe(false);
  expect(compiled.predict([[0, 1]]).equals(first)).toBe(true);
});

test('more numbers of rows than are kept, there and back, and the bits of the first time', () => {
  const compiled = predictor(xor());
  const inputs = Array.from({ length: 20 }, (_, i) => random([i + 1, 2], i));
  const once = inputs.map((input) => compiled.predict(input));
  for (const [i, input] of [...inputs.entries()].toReversed()) expect(compiled.predict(input).equals(once[i]!), `${i + 1} rows`).toBe(true);
});

test('weights are those of the moment it is made', () => {
  const model = xor();
  const compiled = predictor(model);
  const before = compiled.predict([[0, 1]]);
  model.setup(8);
  expect(compiled.predict([[0, 1]]).equals(before)).toBe(true);
  expect(
    predictor(model)
      .predict([[0, 1]])
      .equals(before),
  ).toBe(false);
});

test.each([
  ['a column too few', [[1], [2]], 'predict: sequential(dense(2, 8, tanh), dense(8, 1)): expected input with 2 columns, got shape [2, 1]'],
  ['a row alone', [1, 2], 'one sample alone is [[…]]'],
])('%s is an error that says so, as a rejection too', async (_, input, message) => {
  const compiled = predictor(xor());
  expect(() => compiled.predict(input)).toThrow(message);
  await expect(compiled.predictAsync(input)).rejects.toThrow(message);
});

test('disposed of, it says so', () => {
  const compiled = predictor(xor());
  compiled.dispose();
  expect(() => compiled.predict([[0, 1]])).toThrow('disposed');
});

test('a model without weights is named', () => {
  expect(() => predictor(sequential(dense(2, 1)))).toThrow('it has no weights yet');
});

test('an engine without WebAssembly is an error with the way round', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  const fresh = await import('../src/index.ts');
  vi.unstubAllGlobals();
  expect(() => fresh.predictor(xor())).toThrow('predictor: this engine has no WebAssembly SIMD; use model.predict');
});
