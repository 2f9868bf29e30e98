import { dense, frozen, noPull, random, sequential, tensor } from '@nonlin/core';
import type { Context, Forward, Layer, Named, Sequential, TensorOps } from '@nonlin/core';
import { silu } from '@nonlin/silu';
import { describe, expect, it, test } from 'vitest';
import { toJavaScript, toTypeScript } from '../src/index.ts';
import { run } from './tools.ts';

/** A layer of one's own that only predicts. */
const layer = (
  name: string,
  output: <T>(ops: TensorOps<T>, input: T, parameters: Named<T>, context: Context<T>) => T,
  more: Partial<Layer> = {},
): Layer => ({
  name,
  ...more,
  forward: <T>(ops: TensorOps<T>, parameters: Named<T>, input: T, context: Context<T>): Forward<T> => ({
    output: output(ops, input, parameters, context),
    pull: noPull,
  }),
});

const softmax = layer('softmax', (ops, input) => {
  const largest = ops.max(input, 1, { keepDimension: true });
  const { power } = ops.map({ input, largest }, (x, math) => ({ power: math.exp(math.sub(x.input, x.largest)) }));
  const total = ops.sum(power, 1, { keepDimension: true });
  return ops.map({ power, total }, (x, math) => ({ share: math.div(x.power, x.total) })).share;
});

const normalize = layer('normalize', (ops, input) => {
  const mean = ops.mean(input, -1, { keepDimension: true });
  const { squared } = ops.map({ input, mean }, (x, math) => ({ squared: math.mul(math.sub(x.input, x.mean), math.sub(x.input, x.mean)) }));
  const variance = ops.mean(squared, 1, { keepDimension: true });
  const size = ops.sizeOf(input, 1);
  return ops.map({ input, mean, variance, size }, (x, math) => ({
    scaled: math.add(math.div(math.sub(x.input, x.mean), math.sqrt(math.add(x.variance, 1e-5))), math.div(1, x.size)),
  })).scaled;
});

const residual = (inner: Layer): Layer =>
  layer(
    `residual(${inner.name})`,
    (ops, input, parameters, context) => {
      const { output } = inner.forward(ops, parameters, input, context);
      return ops.map({ output, input }, (x, math) => ({ sum: math.add(x.output, x.input) })).sum;
    },
    { shapes: inner.shapes!, initialize: (beginning) => inner.initialize!(beginning) },
  );

/** Two products in one map, one of a matrix read as its transpose, with outputs that share a formula. */
const gated = layer(
  'gated',
  (ops, input, { a, b }) => {
    const [left, right] = [ops.matmul(input, a!), ops.matmul(input, b!, { transposeB: true })];
    const { open, closed } = ops.map({ left, right }, (x, math) => ({
      open: math.mul(x.left, math.tanh(x.right)),
      closed: math.sub(x.left, x.right),
    }));
    return ops.map({ open, closed, half: ops.constant(-0.5) }, (x, math) => ({ out: math.add(x.open, math.mul(x.half, x.closed)) })).out;
  },
  { shapes: { a: [3, 2], b: [2, 3] }, initialize: () => ({ a: random([3, 2], 5), b: random([2, 3], 6) }), inputs: 3, outputs: 2 },
);

/** The same weights twice. */
const tied = layer('tied', (ops, input, { a }) => ops.matmul(ops.matmul(input, a!), a!), {
  shapes: { a: [3, 3] },
  initialize: () => ({ a: random([3, 3], 8) }),
  inputs: 3,
});

const winner = layer('winner', (ops, input) => ops.reshape(ops.argmax(input), [-1, 1]), { outputs: 1 });
const flat = layer('flat', (ops, input) => ops.reshape(ops.sum(input, 1), [-1, 1]), { outputs: 1 });
const inverted = layer(
  'inverted',
  (ops, input, { scale }) => {
    const { inverse } = ops.map({ scale: ops.transpose(scale!) }, (x, math) => ({ inverse: math.div(1, x.scale) }));
    return ops.map({ input, inverse: ops.sum(inverse, 1) }, (x, math) => ({ out: math.mul(x.input, x.inverse) })).out;
  },
  {
    shapes: { scale: [2, 3] },
    initialize: () => ({
      scale: tensor([
        [1, 2, 4],
        [2, 4, 8],
      ]),
    }),
  },
);

describe('layers of one’s own are code too, within 2e-6 of predict', () => {
  test.each<[string, Sequential]>([
    ['softmax', sequential<readonly Layer[]>(dense(3, 4, silu), softmax)],
    ['normalize', sequential<readonly Layer[]>(dense(3, 4, silu), normalize, dense(4, 2))],
    ['residual', sequential<readonly Layer[]>(dense(3, 4, silu), residual(dense(4, 4, silu)), dense(4, 1))],
    ['residual on the input', sequential<readonly Layer[]>(residual(dense(3, 3)), dense(3, 2))],
    ['tied weights', sequential<readonly Layer[]>(tied)],
    ['two products', sequential<readonly Layer[]>(gated, dense(2, 2, silu))],
    ['the winner', sequential<readonly Layer[]>(dense(3, 5), winner)],
    ['a sum, and a layer after it', sequential<readonly Layer[]>(dense(3, 5), flat, dense(1, 3, silu), inverted)],
    ['of weights alone', sequential<readonly Layer[]>(dense(3, 3), inverted)],
    [
      'nested, frozen',
      sequential<readonly Layer[]>(frozen(sequential(dense(3, 4, silu), dense(4, 4, silu))), sequential(dense(4, 2)), softmax),
    ],
  ])('%s', async (_, model) => {
    const predict = await run(toJavaScript(model.setup(3)));
    for (const row of random([50, 3], 9).map((x, math) => math.mul(6, math.sub(x, 0.5)))) {
      const expected = [...model.predict(row.reshape(1, 3)).data];
      const got = predict([...row.data]);
      expect(got).toHaveLength(expected.length);
      for (const [unit, value] of got.entries())
        expect(Math.abs(value - expected[unit]!)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)));
    }
  });

  test.each<[string, Layer, string]>([
    [
      'the mean over rows',
      layer('center', (ops, input) => ops.map({ input, mean: ops.mean(input, 0) }, (x, math) => ({ y: math.sub(x.input, x.mean) })).y),
      'takes the mean over rows',
    ],
    [
      'the largest of all',
      layer('top', (ops, input) => ops.map({ input, top: ops.max(input) }, (x, math) => ({ y: math.div(x.input, x.top) })).y),
      'takes the max over rows',
    ],
    [
      'the number of rows',
      layer('count', (ops, input) => ops.map({ input, rows: ops.sizeOf(input, 0) }, (x, math) => ({ y: math.div(x.input, x.rows) })).y),
      'asks for the number of rows',
    ],
    [
      'rows times rows',
      layer('gram', (ops, input) => ops.matmul(input, input, { transposeB: true })),
      'multiplies by a matrix made of rows',
    ],
    ['rows as columns', layer('turn', (ops, input) => ops.transpose(input)), 'transposes rows and columns'],
    ['a long row', layer('flatten', (ops, input) => ops.reshape(input, [-1])), 'reshapes rows and columns into each other'],
    ['the first row', layer('first', (ops, input) => ops.gather(input, ops.constant(0))), 'gathers rows'],
    ['columns of indices', layer('hot', (ops, input) => ops.oneHot(ops.argmax(input), 4)), 'makes columns of indices (oneHot)'],
    [
      'a vector of rows on columns',
      layer(
        'mixed',
        (ops, input) => ops.map({ input, sum: ops.reshape(ops.sum(input, 1), [1, -1]) }, (x, math) => ({ y: math.add(x.input, x.sum) })).y,
      ),
      'reshapes rows and columns into each other',
    ],
    [
      'random numbers',
      layer('noise', (_ops, input, _parameters, context) => context.random(input)),
      "random: mode 'predict' draws nothing",
    ],
    ['a constant', layer('one', (ops) => ops.constant(1)), 'gives the same for every row'],
  ])('%s is refused by the name of the layer', (_, given, message) => {
    const model = sequential<readonly Layer[]>(dense(3, 4), given).setup(0);
    expect(() => toJavaScript(model)).toThrow(message);
    if (!message.startsWith('random')) expect(() => toTypeScript(model)).toThrow(`toTypeScript: layer 1 (${given.name}) `);
  });
});

describe('the code', () => {
  it('is what one would write', () => {
    const model = sequential(dense(2, 2, silu), dense(2, 1));
    const [w, b] = [
      tensor([
        [0.5, -1],
        [2, 0.25],
      ]),
      tensor([0.1, 0.5]),
    ];
    model.parameters = { '0.weight': w, '0.bias': b, '1.weight': tensor([[3], [-2]]), '1.bias': tensor([0.3]) };
    expect(toTypeScript(model))
      .toBe(`/** sequential(dense(2, 2, silu), dense(2, 1)): from 2 numbers to 1. Written by @nonlin/standalone; needs nothing. */
export function predict(input: readonly number[]): number[] {
  if (input.length !== 2) throw new RangeError(\`predict: expected 2 numbers, got \${input.length}\`);
  // dense(2, 2, silu)
  const layer0 = weight0.map((weights, i) => {
    const a = dot(weights, input) + bias0[i]!;
    return a * sigmoid(a);
  });
  // dense(2, 1)
  return weight1.map((weights) => dot(weights, layer0) + bias1);
}

const dot = (weights: readonly number[], x: readonly number[]): number => weights.reduce((sum, weight, i) => sum + weight * x[i]!, 0);

/** \`u = exp(where(x < 0, x, -x)); where(x < 0, u, 1) / (1 + u)\` */
const sigmoid = (x: number): number => {
  const a = Math.exp(x < 0 ? x : -x);
  return (x < 0 ? a : 1) / (1 + a);
};

const weight0 = [
  [0.5, 2],
  [-1, 0.25],
];

const bias0 = [0.1, 0.5].map(Math.fround);

const weight1 = [
  [3, -2],
];

const bias1 = Math.fround(0.3);
`);
  });

  it('has weights that are used twice once', () => {
    expect(toJavaScript(sequential<readonly Layer[]>(tied).setup(0)).match(/^const a_0/gm)).toHaveLength(1);
  });

  it('is called as one likes', async () => {
    const model = sequential(dense(3, 1)).setup(0);
    expect((await run(toJavaScript(model, { name: 'price$1' }), 'price$1'))([1, 2, 3])).toHaveLength(1);
    for (const name of ['class', 'dot', '1a', 'a b', 'a()', '', 'sigmoid', 'input'])
      expect(() => toJavaScript(model, { name })).toThrow('expected a name for a function');
  });

  it('names no two things alike, whatever parameters are called', async () => {
    const names = ['a', 'layer', 'weight', 'class', '*/', 'é', 'a b', 'a_b'];
    const shapes = Object.fromEntries(names.map((name) => [name, [3]]));
    const adding = layer(
      'adding */ `${x}`',
      (ops, input, parameters) =>
        ops.map({ input, ...parameters }, (x, math) => ({
          y: names.reduce((sum, name) => math.add(math.mul(sum, 0.5), (x as Named<typeof sum>)[name]!), math.add(x.input, 0)),
        })).y,
      { shapes, initialize: () => Object.fromEntries(names.map((name, i) => [name, tensor([i, i + 1, i + 2])])) },
    );
    const model = sequential<readonly Layer[]>(dense(3, 3), adding, adding).setup(0);
    const predict = await run(toJavaScript(model));
    const expected = [...model.predict([[1, 2, 3]]).data];
    for (const [unit, value] of predict([1, 2, 3]).entries()) expect(value).toBeCloseTo(expected[unit]!, 5);
  });

  it('checks the length of its input', async () => {
    const predict = await run(toJavaScript(sequential(dense(3, 1)).setup(0)));
    expect(() => predict([1, 2])).toThrow(new RangeError('predict: expected 3 numbers, got 2'));
  });

  test.each<[string, () => unknown, string]>([
    ['a model without weights', () => toJavaScript(sequential(dense(2, 1))), 'it has no weights yet'],
    [
      'a model without a width',
      () => toJavaScript(sequential<readonly Layer[]>(softmax).setup(0)),
      'does not say how many columns it takes',
    ],
    ['what is no model', () => toTypeScript({} as never), 'toTypeScript: expected a model made by sequential(…), got object'],
  ])('refuses %s', (_, write, message) => {
    expect(write).toThrow(message);
  });
});

test.each(['0', '2nd', '', 'a b', 'class', '$', '\u200D', 'é', '__proto__'])('a parameter named %j has a legal name', async (name) => {
  const own = layer(
    'own',
    (ops, input, parameters) => ops.map({ input, by: parameters[name]! }, (x, math) => ({ y: math.mul(x.input, x.by) })).y,
    {
      inputs: 2,
      outputs: 2,
      shapes: Object.fromEntries([[name, [2]]]),
      initialize: () => Object.fromEntries([[name, tensor([3, 5])]]),
    },
  );
  const model = sequential([own]).setup(1);
  expect((await run(toJavaScript(model)))([1, 2])).toEqual([3, 10]);
  expect(toTypeScript(model)).toMatch(/\nconst [\p{ID_Start}$_][\p{ID_Continue}$\u200D]* = \[3, 5\];/u);
});

test.each([1000, 200_000])('the largest of %s columns', async (columns) => {
  const model = sequential([
    layer('largest', (ops, input) => ops.max(input, 1, { keepDimension: true }), { inputs: columns, outputs: 1 }),
  ]).setup(1);
  const predict = await run(toJavaScript(model));
  expect(predict(Array.from({ length: columns }, (_, i) => -Math.abs(i - 700)))).toEqual([-0]);
  expect(predict(Array.from({ length: columns }, (_, i) => (i === 5 ? NaN : 1)))).toEqual([NaN]);
});
