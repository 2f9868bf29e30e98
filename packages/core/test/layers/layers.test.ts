import { describe, expect, test } from 'vitest';
import {
  activate,
  dense,
  deriveKey,
  dropout,
  fit,
  frozen,
  gainOf,
  heNormal,
  identity,
  keyOf,
  meanSquaredError,
  noPull,
  normals,
  numbers,
  predicting,
  reference,
  sequential,
  sgd,
  standardize,
  tensor,
  threefry,
} from '../../src/index.ts';
import type {
  Activation,
  AnyActivation,
  Context,
  DenseOptions,
  Forward,
  Layer,
  Named,
  Pulled,
  Sequential,
  Tensor,
  TensorOps,
} from '../../src/index.ts';
import { elu, gelu, geluTanh, mish, prelu, relu, sigmoid, silu, softplus, step, swish, tanh } from '../activations.ts';
import { allToNaive, naive, toNaive } from '../naive.ts';
import type { Naive } from '../naive.ts';
import { expectAllClose, expectClose, messageOf } from '../tools.ts';

const key = { shape: [4], data: [1, 2, 3, 4] };

/** Draws that do not change between two passes, as finite differences need. */
function training<T>(ops: TensorOps<T>, key: T): Context<T> {
  let stream = 0;
  return { mode: 'train', random: (like) => ops.random(key, stream++, like) };
}

const data = (shape: readonly number[], seed: number): Tensor =>
  tensor(
    Float32Array.from(
      normals(
        keyOf(seed),
        shape.reduce((a, b) => a * b, 1),
      ),
    ),
    shape,
  );

/** `Σ c·y` for fixed c: a scalar whose slope in the output y is c. */
function weighted(layer: Layer, parameters: Named<Naive>, input: Naive, c: Naive): number {
  const { output } = layer.forward(naive, parameters, input, training(naive, key));
  return output.data.reduce((sum, y, i) => sum + y * c.data[i]!, 0);
}

/** Slope of f in element `place` of `of`, by central differences: exact to some 1e-9 in double precision. */
function differenceIn(of: Naive, place: number, f: (changed: Naive) => number): number {
  const moved = (by: number): number => f({ shape: of.shape, data: of.data.map((value, i) => (i === place ? value + by : value)) });
  const h = 1e-4;
  return (moved(-2 * h) - 8 * moved(-h) + 8 * moved(h) - moved(2 * h)) / (12 * h);
}

/** A layer of one's own, as a user writes it: `x² + shift`. */
const squared: Layer = {
  name: 'squared',
  shapes: { shift: [1] },
  initialize: () => ({ shift: tensor([0.5]) }),
  forward<T>(ops: TensorOps<T>, { shift }: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
    const { output } = ops.map({ input, shift: shift! }, (x, math) => ({ output: math.add(math.mul(x.input, x.input), x.shift) }));
    if (mode === 'predict') return { output, pull: noPull };
    return {
      output,
      pull: (gradient) => ({
        input: () => ops.map({ gradient, input }, (x, math) => ({ slope: math.mul(2, math.mul(x.gradient, x.input)) })).slope,
        parameters: { shift: ops.reshape(ops.sum(gradient), [1]) },
      }),
    };
  },
};

const networks: readonly { name: string; layer: () => Layer; learnt: readonly string[] }[] = [
  ...[sigmoid, tanh, relu, silu, gelu, geluTanh, softplus, mish, elu, identity].map((activation) => ({
    name: `dense(3, 4, ${activation.name}), dense(4, 2)`,
    layer: () => sequential(dense(3, 4, activation), dense(4, 2)),
    learnt: ['0.weight', '0.bias', '1.weight', '1.bias'],
  })),
  { name: 'dense(3, 2, prelu for each unit)', layer: () => dense(3, 2, { ...prelu, perUnit: true }), learnt: ['weight', 'bias', 'alpha'] },
  { name: 'dense(3, 2, swish): learns β', layer: () => dense(3, 2, swish), learnt: ['weight', 'bias', 'beta'] },
  {
    name: 'dense(3, 4, prelu), dense(4, 2, swish)',
    layer: () => sequential(dense(3, 4, prelu), dense(4, 2, swish)),
    learnt: ['0.weight', '0.bias', '0.alpha', '1.weight', '1.bias', '1.beta'],
  },
  {
    name: 'dropout between dense layers',
    layer: () => sequential(dense(3, 6, tanh), dropout(0.4), dense(6, 2)),
    learnt: ['0.weight', '0.bias', '2.weight', '2.bias'],
  },
  { name: 'dropout first', layer: () => sequential(dropout(0.4), dense(3, 2, tanh)), learnt: ['1.weight', '1.bias'] },
  {
    name: 'frozen in the middle: slopes pass it',
    layer: () => sequential(dense(3, 4, tanh), frozen(dense(4, 4, silu)), dense(4, 2)),
    learnt: ['0.weight', '0.bias', '2.weight', '2.bias'],
  },
  { name: 'standardize first', layer: () => sequential(standardize(data([9, 3], 5)), dense(3, 2, tanh)), learnt: ['1.weight', '1.bias'] },
  {
    name: 'nested sequential',
    layer: () => sequential(dense(3, 4, tanh), sequential(dense(4, 3, silu), sequential(dense(3, 3, gelu))), dense(3, 2)),
    learnt: ['0.weight', '0.bias', '1.0.weight', '1.0.bias', '1.1.0.weight', '1.1.0.bias', '2.weight', '2.bias'],
  },
  {
    name: 'a layer of one’s own between dense layers',
    layer: () => sequential(dense(3, 4, tanh), squared, dense(4, 2)),
    learnt: ['0.weight', '0.bias', '1.shift', '2.weight', '2.bias'],
  },
];

describe.each(networks)('the way back through $name', ({ layer: make, learnt }) => {
  const layer = make();
  const parameters = layer.initialize!({ key: keyOf(11), gain: 1 });
  const input = data([5, 3], 12);
  const c = data([5, 2], 13);
  const [exact, x, cn] = [allToNaive(parameters), toNaive(input), toNaive(c)];
  const pulled = layer.forward(naive, exact, x, training(naive, key)).pull(cn);

  test('slopes in all parameters are within 1e-8 of finite differences of the whole network', () => {
    expect(Object.keys(pulled.parameters).toSorted()).toEqual(learnt.toSorted());
    for (const name of learnt) {
      const expected = exact[name]!.data.map((_, place) =>
        differenceIn(exact[name]!, place, (changed) => weighted(layer, { ...exact, [name]: changed }, x, cn)),
      );
      expect(pulled.parameters[name]!.shape).toEqual(parameters[name]!.shape);
      expectAllClose(pulled.parameters[name]!.data, expected, { absolute: 1e-8, relative: 1e-8 }, name);
    }
  });

  test('slopes in the input are within 1e-8 of finite differences', () => {
    const expected = x.data.map((_, place) => differenceIn(x, place, (changed) => weighted(layer, exact, changed, cn)));
    expect(pulled.input().shape).toEqual([5, 3]);
    expectAllClose(pulled.input().data, expected, { absolute: 1e-8, relative: 1e-8 }, 'input');
  });

  test('float32 on the reference gives the same output and slopes within 2e-6', () => {
    const { output, pull } = layer.forward(reference, parameters, input, training(reference, tensor(key.data)));
    const slopes = pull(c);
    expectAllClose(
      output.data,
      layer.forward(naive, exact, x, training(naive, key)).output.data,
      { absolute: 2e-6, relative: 2e-6 },
      'output',
    );
    expectAllClose(slopes.input().data, pulled.input().data, { absolute: 2e-6, relative: 2e-6 }, 'input');
    for (const name of learnt)
      expectAllClose(slopes.parameters[name]!.data, pulled.parameters[name]!.data, { absolute: 5e-6, relative: 2e-6 }, name);
  });
});

describe('dense', () => {
  test('is activation(input · weight + bias), in train as in predict', () => {
    const layer = dense(2, 2, relu);
    const parameters = {
      weight: tensor([
        [1, -1],
        [2, 0.5],
      ]),
      bias: tensor([0.5, -1]),
    };
    const input = tensor([
      [1, 1],
      [0, 3],
    ]);
    for (const context of [predicting, training(reference, tensor(key.data))])
      expect(layer.forward(reference, parameters, input, context).output.toArray()).toEqual([
        [3.5, 0],
        [6.5, 0.5],
      ]);
  });

  test('gives the activation’s slope at each output for diagnosis', () => {
    const { slope } = dense(1, 1, relu).forward(
      reference,
      { weight: tensor([[2]]), bias: tensor([0]) },
      tensor([[1], [-1]]),
      training(reference, tensor(key.data)),
    );
    expect(slope!.toArray()).toEqual([[1], [0]]);
  });

  test('behind step the way back hands on exact zeros', () => {
    const layer = sequential(dense(3, 4, step), dense(4, 1));
    const pulled = layer
      .forward(reference, layer.setup(1).parameters, data([5, 3], 1), training(reference, tensor(key.data)))
      .pull(data([5, 1], 2));
    expect(
      [...pulled.parameters['0.weight']!.data, ...pulled.parameters['0.bias']!.data, ...pulled.input().data].every((slope) => slope === 0),
    ).toBe(true);
    expect(pulled.parameters['1.weight']!.data.some((slope) => slope !== 0)).toBe(true);
  });

  test('in mode predict there is no way back and no draw', () => {
    const { pull } = dense(1, 1).forward(reference, { weight: tensor([[2]]), bias: tensor([0]) }, tensor([[1]]), predicting);
    expect(messageOf(() => pull(tensor([[1]])))).toBe(
      "TypeError: pull: a forward pass in mode 'predict' builds no way back; pass mode: 'train'",
    );
    expect(messageOf(() => predicting.random(undefined as never))).toBe(
      "TypeError: random: mode 'predict' draws nothing; pass mode: 'train'",
    );
  });

  test('first weights and biases: N(0, 1) draws of the layer’s key, scaled by the initialization; learnt parameters at their values', () => {
    const layer = dense(3, 2, swish);
    const { weight, bias, beta } = layer.initialize({ key: [5, 6], gain: 3 }) as { weight: Tensor; bias: Tensor; beta: Tensor };
    expect([...weight.data]).toEqual([...normals(deriveKey([5, 6], 0), 6)].map((z) => Math.fround(z * 1.5)));
    expect([...bias.data]).toEqual([...normals(deriveKey([5, 6], 1), 2)].map((z) => Math.fround(z / 2)));
    expect([weight.shape, bias.shape, beta.toArray()]).toEqual([[3, 2], [2], [1]]);
  });

  test('first weights take another initialization', () => {
    const layer = dense(4, 3, relu, { initialization: heNormal });
    const { weight, bias } = layer.initialize({ key: [5, 6], gain: 99 }) as { weight: Tensor; bias: Tensor };
    expect(weight.data[0]).toBe(Math.fround(normals(deriveKey([5, 6], 0), 1)[0]! * Math.SQRT1_2));
    expect(bias.equals(tensor([0, 0, 0]))).toBe(true);
  });

  const named = (parameters: { readonly [name: string]: number }): AnyActivation => ({ name: 'mine', formula: (x) => x, parameters });
  test.each([
    { name: 'no inputs', make: () => dense(0, 1), message: 'RangeError: dense: inputs: expected a whole number of at least 1, got 0' },
    {
      name: 'half an output',
      make: () => dense(1, 1.5),
      message: 'RangeError: dense: outputs: expected a whole number of at least 1, got 1.5',
    },
    {
      name: 'missing sizes',
      make: () => dense(undefined as never, 1),
      message: 'RangeError: dense: inputs: expected a whole number of at least 1, got undefined',
    },
    {
      name: 'a formula alone',
      make: () => dense(1, 1, relu.formula as never),
      message: 'TypeError: dense(1, 1): expected an activation { name, formula }, got function formula',
    },
    {
      name: 'a name',
      make: () => dense(1, 1, 'relu' as never),
      message: 'TypeError: dense(1, 1): expected an activation { name, formula }, got "relu"',
    },
    {
      name: 'an object without a formula',
      make: () => dense(1, 1, { name: 'relu' } as never),
      message: 'TypeError: dense(1, 1): expected an activation { name, formula }, got an object with name',
    },
    {
      name: 'an unknown option',
      make: () => dense(1, 1, relu, { weight: heNormal } as DenseOptions),
      message: 'TypeError: dense: unknown option "weight"; it takes initialization',
    },
    {
      name: 'a learnt parameter called bias',
      make: () => dense(1, 1, named({ bias: 1 })),
      message: "TypeError: dense(1, 1, mine): the activation's parameter bias has a name of the layer's own; rename it",
    },
    {
      name: 'a learnt parameter called product',
      make: () => dense(1, 1, named({ product: 1 })),
      message: "TypeError: dense(1, 1, mine): the activation's parameter product has a name of the layer's own; rename it",
    },
    {
      name: 'an input of other columns',
      make: () =>
        sequential(dense(8, 1))
          .setup(0)
          .predict([[1, 2]]),
      message: 'RangeError: predict: sequential(dense(8, 1)): expected input with 8 columns, got shape [1, 2]; give 8 numbers in each row',
    },
    {
      name: 'one sample alone',
      make: () => sequential(dense(2, 1)).setup(0).predict([1, 2]),
      message: 'RangeError: predict: sequential(dense(2, 1)): expected input of shape [rows, 2], got [2]; one sample alone is [[…]]',
    },
    {
      name: 'a forward pass of other columns',
      make: () => dense(3, 1).forward(reference, dense(3, 1).initialize({ key: [0, 0], gain: 1 }), tensor([[1, 2]]), predicting),
      message: 'RangeError: dense(3, 1): expected input with 3 columns, got shape [1, 2]; the layer before it must have 3 outputs',
    },
  ])('$name: refused', ({ make, message }) => {
    expect(messageOf(make)).toBe(message);
  });
});

describe('activate', () => {
  test('gives value, slope and the slope in each learnt parameter: swish at 0.7, β = 1.5, within 1e-15', () => {
    const { output, slope, 'slope:beta': inBeta } = activate(swish, 0.7, { beta: 1.5 }, numbers);
    const s = 1 / (1 + Math.exp(-1.05));
    expectClose(output, 0.7 * s, { absolute: 1e-15 });
    expectClose(slope, s + 0.7 * 1.5 * s * (1 - s), { absolute: 1e-15 });
    expectClose(inBeta!, 0.49 * s * (1 - s), { absolute: 1e-15 });
  });
});

describe('dropout', () => {
  const rows = tensor(new Float32Array(20_000).fill(2), [200, 100]);
  const layer = dropout(0.3);

  test('drops 30% within 1%, scales the rest by 1/0.7, keeps the mean within 1%: 20,000 elements', () => {
    const { output } = layer.forward(reference, {}, rows, training(reference, tensor(key.data)));
    const kept = output.data.filter((y) => y !== 0);
    expect(kept.every((y) => y === Math.fround(2 / 0.7))).toBe(true);
    expectClose(kept.length / rows.size, 0.7, { absolute: 0.01 });
    expectClose(output.mean().at(), 2, { relative: 0.01 });
  });

  test('the way back drops and scales the same elements', () => {
    const { output, pull } = layer.forward(reference, {}, rows, training(reference, tensor(key.data)));
    expect(pull(rows).input().equals(output)).toBe(true);
  });

  test('is off in predict', () => {
    expect(layer.forward(reference, {}, rows, predicting).output).toBe(rows);
  });

  test('two layers of a step draw apart, and so do two steps', () => {
    const context = training(reference, tensor(key.data));
    const [first, second] = [layer.forward(reference, {}, rows, context), layer.forward(reference, {}, rows, context)];
    const next = layer.forward(reference, {}, rows, training(reference, tensor([9, 2, 3, 4])));
    expect(first.output.equals(second.output)).toBe(false);
    expect(first.output.equals(next.output)).toBe(false);
  });

  test('rate 0 drops nothing', () => {
    expect(
      dropout(0)
        .forward(reference, {}, rows, training(reference, tensor(key.data)))
        .output.equals(rows),
    ).toBe(true);
  });

  test.each([1, -0.1, NaN, Infinity, '0.5' as never])('rate %s is refused', (rate) => {
    expect(messageOf(() => dropout(rate))).toMatch(/^RangeError: dropout: rate: expected a finite number in \[0, 1\), got /u);
  });
});

describe('standardize', () => {
  const rows = tensor([
    [1, 5, 10],
    [2, 5, 30],
    [3, 5, 50],
    [6, 5, 30],
  ]);
  const model = sequential(standardize(rows)).setup(0);

  test('gives each column mean 0 and mean square 1 within 1e-6; a constant one 0', () => {
    const scaled = model.predict(rows);
    expectAllClose(scaled.mean(0).data, [0, 0, 0], { absolute: 1e-6 });
    expectAllClose(scaled.mul(scaled).mean(0).data, [1, 0, 1], { absolute: 1e-6 });
  });

  test('scales other data by the same numbers', () => {
    expectAllClose(model.predict([[3, 6, 30]]).data, [0, 1, 0], { absolute: 1e-6 });
  });

  test('is right for columns far from 0: 1e6 ± 1, within 1e-6', () => {
    const far = tensor([[1_000_001], [999_999]]);
    expectAllClose(sequential(standardize(far)).setup(0).predict(far).data, [1, -1], { absolute: 1e-6 });
  });

  test('takes nested arrays too', () => {
    expectAllClose(
      sequential(standardize([[1], [3]]))
        .setup(0)
        .predict([[1], [2]]).data,
      [-1, 0],
      { absolute: 1e-6 },
    );
  });

  test.each([
    { name: 'NaN', of: [[0, NaN]], numbers: 'mean NaN and the variance NaN' },
    {
      name: 'squares that overflow float32',
      of: [
        [0, 1e30],
        [1, -1e30],
      ],
      numbers: 'mean 0 and the variance Infinity',
    },
  ])('a column with $name is refused', ({ of, numbers }) => {
    expect(messageOf(() => standardize(of))).toBe(
      `RangeError: standardize: column 1 has the ${numbers}; drop rows that are not finite, or divide the column first`,
    );
  });

  test.each([
    { name: 'a vector', of: tensor([1, 2]), shown: '[2]' },
    { name: 'no rows', of: tensor([], [0, 2]), shown: '[0, 2]' },
    { name: 'a scalar', of: tensor(1), shown: '[]' },
  ])('$name is refused', ({ of, shown }) => {
    expect(messageOf(() => standardize(of))).toBe(
      `RangeError: standardize: expected data of shape [rows, columns] with at least one row, got ${shown}`,
    );
  });
});

describe('sequential', () => {
  test('an array of layers that goes on changing leaves the model as it was', () => {
    const layers: Layer[] = [dense(2, 3), dense(3, 1)];
    const model = sequential(layers);
    layers.pop();
    expect(model.setup(0).predict([[1, 2]]).shape).toEqual([1, 1]);
  });

  const model = sequential(dense(2, 8, silu), dropout(0.5), frozen(dense(8, 4, relu)), sequential(dense(4, 3, tanh)), dense(3, 1));

  test('knows its name, sizes, and the activation its output has passed', () => {
    expect(model.name).toBe(
      'sequential(dense(2, 8, silu), dropout(0.5), frozen(dense(8, 4, relu)), sequential(dense(4, 3, tanh)), dense(3, 1))',
    );
    expect([model.inputs, model.outputs, model.activation]).toEqual([2, 1, identity]);
    const headless = sequential(dense(2, 3, silu), dropout(0.5));
    expect([headless.inputs, headless.outputs, headless.activation]).toEqual([2, 3, silu]);
  });

  test('names parameters by place, nested ones too', () => {
    expect(Object.entries(model.setup(1).parameters).map(([name, { shape }]) => [name, shape])).toEqual([
      ['0.weight', [2, 8]],
      ['0.bias', [8]],
      ['2.weight', [8, 4]],
      ['2.bias', [4]],
      ['3.0.weight', [4, 3]],
      ['3.0.bias', [3]],
      ['4.weight', [3, 1]],
      ['4.bias', [1]],
    ]);
  });

  test('draws the same numbers for every activation, each scaled by the gain of the activation before it', () => {
    const weights = (activation: Activation): Named<Tensor> =>
      sequential(dense(2, 8, activation), dropout(0.1), dense(8, 4)).setup(5).parameters;
    const plain = weights(identity);
    for (const activation of [sigmoid, relu, silu, gelu, step]) {
      expect(weights(activation)['0.weight']!.equals(plain['0.weight']!)).toBe(true);
      expectAllClose(
        weights(activation)['2.weight']!.data,
        plain['2.weight']!.mul(gainOf(activation)).data,
        { relative: 1e-6 },
        activation.name,
      );
    }
  });

  test('the gain reaches through frozen and nested layers, and into them', () => {
    const flat = sequential(dense(2, 3, relu), dense(3, 3, sigmoid), dense(3, 1)).setup(5);
    const first = deriveKey(keyOf(5), 0, 1);
    const nested = sequential(frozen(dense(2, 3, relu)), sequential(dense(3, 3, sigmoid)), dense(3, 1)).setup(5);
    expect(nested.parameters['0.weight']!.equals(flat.parameters['0.weight']!)).toBe(true);
    expect(nested.parameters['2.weight']!.equals(flat.parameters['2.weight']!)).toBe(true);
    expectAllClose(
      nested.parameters['1.0.weight']!.data,
      [...normals(deriveKey(deriveKey(first, 0, 0), 0), 9)].map((z) => z / Math.SQRT2),
      { relative: 1e-4 },
    );
  });

  test('a gain that is no number is an error only for a layer that needs it', () => {
    const zero: Activation = { name: 'zero', formula: () => 0 };
    expect(sequential(dense(2, 2), dense(2, 1, zero)).setup(0).initialized).toBe(true);
    expect(sequential(dense(2, 2, zero), dropout(0.5)).setup(0).initialized).toBe(true);
    expect(messageOf(() => sequential(dense(2, 2, zero), dense(2, 1)).setup(0))).toMatch(
      /^RangeError: activation zero: the mean of f\(z\)² over z ~ N\(0, 1\) is 0/u,
    );
    expect(sequential(dense(2, 2, zero), dense(2, 1, identity, { initialization: heNormal })).setup(0).initialized).toBe(true);
  });

  test('the same seed gives the same weights, another seed others; setup gives the model back', () => {
    const weights = (seed: number): number[] => [...sequential(dense(2, 3, relu), dense(3, 1)).setup(seed).parameters['1.weight']!.data];
    expect(weights(1)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
    expect(new Set([...weights(1), ...weights(2)]).size).toBe(6);
  });

  test('takes an array made in a loop', () => {
    const layers: Layer[] = [];
    for (const width of [4, 4, 4]) layers.push(dense(width, 4, tanh));
    expect(
      sequential(layers)
        .setup(1)
        .predict([[1, 2, 3, 4]]).shape,
    ).toEqual([1, 4]);
  });

  test('predict takes tensors and arrays, and no batch at all', () => {
    const one = sequential(dense(2, 1)).setup(1);
    expect(one.predict([[1, 2]]).equals(one.predict(tensor([[1, 2]])))).toBe(true);
    expect(one.predict(tensor([], [0, 2])).shape).toEqual([0, 1]);
    expect(one.predict([[1, 2]]).data.buffer.byteLength).toBe(4);
  });

  test('summary', () => {
    expect(sequential(dense(2, 8, silu), dropout(0.5), dense(8, 1)).summary()).toBe(
      [
        '   layer              parameters               numbers',
        '0  dense(2, 8, silu)  weight [2, 8], bias [8]       24',
        '1  dropout(0.5)                                      0',
        '2  dense(8, 1)        weight [8, 1], bias [1]        9',
        '   total                                            33',
      ].join('\n'),
    );
  });

  const inner = sequential(dense(4, 3));
  test.each([
    { name: 'no layers', make: () => sequential([]), message: 'RangeError: sequential: expected at least one layer, got none' },
    { name: 'no arguments', make: () => sequential(), message: 'RangeError: sequential: expected at least one layer, got none' },
    {
      name: 'sizes that do not meet',
      make: () => sequential([dense(2, 8), dense(4, 1)]),
      message: 'RangeError: sequential: dense(4, 1) at place 1 expects 4 inputs, the layer before it has 8 outputs',
    },
    {
      name: 'sizes that do not meet across dropout',
      make: () => sequential([dense(2, 8), dropout(0.5), dense(4, 1)]),
      message: 'RangeError: sequential: dense(4, 1) at place 2 expects 4 inputs, the layer before it has 8 outputs',
    },
    {
      name: 'sizes that do not meet at a nested model',
      make: () => sequential([dense(2, 8), inner]),
      message: 'RangeError: sequential: sequential(dense(4, 3)) at place 1 expects 4 inputs, the layer before it has 8 outputs',
    },
    {
      name: 'sizes that do not meet after standardize',
      make: () => sequential([standardize(tensor([[1, 2, 3]])), dense(2, 1)]),
      message: 'RangeError: sequential: dense(2, 1) at place 1 expects 2 inputs, the layer before it has 3 outputs',
    },
    {
      name: 'an activation as a layer',
      make: () => sequential([dense(2, 8), relu as never]),
      message: 'TypeError: sequential: expected a layer at place 1, got an object with name, formula; make one with dense(inputs, outputs)',
    },
    {
      name: 'undefined as a layer',
      make: () => sequential([undefined as never]),
      message: 'TypeError: sequential: expected a layer at place 0, got undefined; make one with dense(inputs, outputs)',
    },
    {
      name: 'weights before there are any',
      make: () => sequential(dense(2, 1)).parameters,
      message: 'TypeError: sequential(dense(2, 1)): it has no weights yet; train it, or draw them with model.setup(seed)',
    },
    {
      name: 'prediction before there are weights',
      make: () => sequential(dense(2, 1)).predict([[1, 2]]),
      message: 'TypeError: sequential(dense(2, 1)): it has no weights yet; train it, or draw them with model.setup(seed)',
    },
  ])('$name: refused', ({ make, message }) => {
    expect(messageOf(make)).toBe(message);
  });

  describe('setting parameters', () => {
    const good = { '0.weight': tensor([[1], [2]]), '0.bias': tensor([3]) };
    test('all at once, by name', () => {
      const one = sequential(dense(2, 1));
      one.parameters = good;
      expect(one.predict([[10, 1]]).toArray()).toEqual([[15]]);
    });

    test.each([
      {
        name: 'a missing one',
        parameters: { '0.weight': good['0.weight'] },
        message: 'RangeError: sequential(dense(2, 1)): parameter 0.bias of shape [1] is missing',
      },
      {
        name: 'another shape',
        parameters: { ...good, '0.weight': tensor([[1, 2]]) },
        message: 'RangeError: sequential(dense(2, 1)): expected parameter 0.weight of shape [2, 1], got [1, 2]',
      },
      {
        name: 'arrays',
        parameters: { ...good, '0.bias': [3] as never },
        message: 'RangeError: sequential(dense(2, 1)): expected parameter 0.bias of shape [1], got an array of 1',
      },
      {
        name: 'one named like a property of every object',
        parameters: { ...good, valueOf: tensor([3]) } as never,
        message: 'RangeError: sequential(dense(2, 1)): there is no parameter valueOf; it has 0.weight, 0.bias',
      },
      {
        name: 'an unknown one',
        parameters: { ...good, '1.bias': tensor([3]) },
        message: 'RangeError: sequential(dense(2, 1)): there is no parameter 1.bias; it has 0.weight, 0.bias',
      },
    ])('$name is refused, and nothing changes', ({ parameters, message }) => {
      const one = sequential(dense(2, 1)).setup(4);
      const before = one.predict([[1, 2]]);
      expect(
        messageOf(() => {
          one.parameters = parameters;
        }),
      ).toBe(message);
      expect(one.predict([[1, 2]]).equals(before)).toBe(true);
    });
  });
});

test('the layers’ draws come from the published generator alone: the first weight of seed 5 by hand, within 1e-6', () => {
  const layerKey = threefry(5, 0, 0, 0);
  const [k0, k1] = threefry(...layerKey, 0, 0);
  const [a, b] = threefry(k0, k1, 0, 0);
  const z = Math.sqrt(-2 * Math.log((a + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * b) / 2 ** 32);
  expectClose(sequential(dense(1, 1)).setup(5).parameters['0.weight']!.at(0, 0), z / Math.SQRT2, { relative: 1e-6 });
});

test('a nested model that has weights brings them along, frozen or not; one without gets its own', () => {
  const trained = sequential(dense(2, 3, tanh)).setup(1);
  const weight = (model: ReturnType<typeof sequential>): Tensor => model.setup(2).parameters['0.0.weight']!;
  expect(weight(sequential([frozen(trained), dense(3, 1)])).equals(trained.parameters['0.weight']!)).toBe(true);
  expect(weight(sequential([trained, dense(3, 1)])).equals(trained.parameters['0.weight']!)).toBe(true);
  expect(weight(sequential([sequential(dense(2, 3, tanh)), dense(3, 1)])).equals(trained.parameters['0.weight']!)).toBe(false);
  const before = trained.parameters['0.weight']!;
  expect(trained.setup(3).parameters['0.weight']!.equals(before)).toBe(false);
});

test.each([
  {
    name: 'a comparison',
    formula: (x: never) => ((x as number) > 0 ? x : (x as number) * 0.1),
    numbers: '-0.06999999999999999',
    duals: 'NaN',
    x: -0.7,
  },
  { name: 'Math.tanh', formula: (x: never) => Math.tanh(x), numbers: '-0.6043677771171636', duals: 'NaN', x: -0.7 },
])('a formula written with $name of JavaScript is refused when the layer is made', ({ formula, numbers, duals, x }) => {
  const raw = { name: 'raw', formula } as unknown as Activation;
  expect(messageOf(() => dense(2, 3, raw))).toBe(
    `TypeError: dense(2, 3): the formula of raw gives ${numbers} for numbers and ${duals} for duals at x = ${x}; compute with ops, as ops.mul(x, x), not with JavaScript's operators, and list what it learns in parameters`,
  );
});

describe("a layer's way back must give slopes of what it has", () => {
  const wrong = (back: <T>(ops: TensorOps<T>, slope: T) => Pulled<T>): Sequential =>
    sequential([
      dense(2, 2),
      {
        name: 'mine',
        shapes: { scale: [1] },
        initialize: () => ({ scale: tensor([1]) }),
        forward: (ops, _, input) => ({ output: input, pull: (slope) => back(ops, slope) }),
      },
      dense(2, 1),
    ]);
  test.each<[string, <T>(ops: TensorOps<T>, slope: T) => Pulled<T>, string]>([
    [
      'a name it does not have',
      (ops, slope) => ({ input: () => slope, parameters: { s: ops.reshape(ops.sum(slope), [1]) } }),
      'RangeError: mine: its pull gives a slope for s, which is no parameter of it; it has scale',
    ],
    [
      'another shape',
      (_, slope) => ({ input: () => slope, parameters: { scale: slope } }),
      'RangeError: mine: its pull gives a slope of shape [1, 2] for scale, whose shape is [1]',
    ],
    [
      "another shape for its input's",
      (ops, slope) => ({ input: () => ops.sum(slope), parameters: {} }),
      'RangeError: mine: its pull gives a slope of shape [] for input, whose shape is [1, 2]',
    ],
  ])('%s is refused', async (_, back, message) => {
    const data = { input: [[0, 0], [0, 1], [1, 0], [1, 1]], target: [[0], [1], [1], [0]] }; // prettier-ignore
    await expect(fit(wrong(back), data, { loss: meanSquaredError, optimizer: sgd(), epochs: 1 })).rejects.toThrow(
      message.replace('RangeError: ', ''),
    );
  });
});
