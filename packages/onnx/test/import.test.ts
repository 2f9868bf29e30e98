import { describe, expect, test } from 'vitest';
import {
  adam,
  dense,
  fit,
  frozen,
  load,
  meanSquaredError,
  random,
  reference,
  save,
  sequential,
  softmaxCrossEntropy,
  standardize,
  Tensor,
  tensor,
  trainingContext,
  zeros,
} from '@nonlin/core';
import type { AnyActivation, Layer, Named, Sequential } from '@nonlin/core';
import { prelu, tanh } from '@nonlin/gallery';
import { gelu } from '@nonlin/gelu';
import { elementwise, fromOnnx, logSoftmax, onnxLayers, OnnxFormatError, OnnxUnsupportedError, softmax, toOnnx } from '@nonlin/onnx';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { encode } from '../src/messages/encode.ts';
import type { NodeProto, OperatorSetIdProto, TensorProto, ValueInfoProto } from '../src/messages/messages.ts';
import { activations } from './activations.ts';
import { startNode } from './engines.ts';
import { file, held, node, value, weights, whole } from './file.ts';

const names = (model: Sequential): string[] => model.layers.map(({ name }) => name);

const w = held('w', [2, 2], [1, 2, 3, 4]);
const b = held('b', [2], [1, 2]);

describe('models as other frameworks write them: what the engine gives, within 2 · 10⁻⁶', () => {
  const cases: readonly (readonly [
    what: string,
    input: readonly number[],
    bytes: Uint8Array,
    layers: readonly string[],
    options?: Parameters<typeof fromOnnx>[1],
  ])[] = [
    [
      'PyTorch: Linear, ReLU, Linear, Sigmoid',
      [7, 4],
      file(
        ['batch', 4],
        [
          held('0.weight', [8, 4], weights(32)),
          held('0.bias', [8], weights(8)),
          held('2.weight', [2, 8], weights(16)),
          held('2.bias', [2], weights(2)),
        ],
        [
          node('Gemm', 'x 0.weight 0.bias', 'a', { transB: 1, alpha: 1, beta: 1 }),
          node('Relu', 'a', 'b'),
          node('Gemm', 'b 2.weight 2.bias', 'c', { transB: 1 }),
          node('Sigmoid', 'c', 'y'),
        ],
      ),
      ['dense(4, 8, Relu)', 'dense(8, 2, Sigmoid)'],
    ],
    [
      'Keras: Reshape, MatMul, Add, Selu, MatMul, Add, Softmax',
      [5, 2, 3],
      file(
        ['batch', 2, 3],
        [
          whole('shape', [-1, 6]),
          held('w1', [6, 5], weights(30)),
          held('b1', [5], weights(5)),
          held('w2', [5, 3], weights(15)),
          held('b2', [3], weights(3)),
        ],
        [
          node('Reshape', 'x shape', 'r'),
          node('MatMul', 'r w1', 'a'),
          node('Add', 'a b1', 'b'),
          node('Selu', 'b', 'c'),
          node('MatMul', 'c w2', 'd'),
          node('Add', 'b2 d', 'e'),
          node('Softmax', 'e', 'y'),
        ],
        { opset: 17 },
      ),
      ['dense(6, 5, Selu)', 'dense(5, 3)', 'softmax(3)'],
    ],
    [
      'scikit-learn: scaler, MatMul, Add, Tanh',
      [9, 3],
      file(
        ['batch', 3],
        [
          held('mean', [1, 3], [1, 2, 3]),
          held('scale', [1, 3], [2, 0.5, 1]),
          held('w', [3, 2], weights(6)),
          held('b', [1, 2], [0.5, -0.5]),
        ],
        [
          node('Sub', 'x mean', 'c'),
          node('Div', 'c scale', 's'),
          node('MatMul', 's w', 'm'),
          node('Add', 'm b', 'd'),
          node('Tanh', 'd', 'y'),
        ],
        { opset: 13 },
      ),
      ['frozen(elementwise(Sub Div))', 'dense(3, 2, Tanh)'],
    ],
    [
      'an image: Flatten, Gemm, Clip, Dropout, Gemm, LogSoftmax',
      [3, 3, 2, 2],
      file(
        ['batch', 3, 2, 2],
        [
          held('w1', [12, 4], weights(48)),
          held('b1', [4], weights(4)),
          held('low', [], [0]),
          held('high', [], [6]),
          held('w2', [4, 3], weights(12)),
          held('b2', [1], [0.25]),
        ],
        [
          node('Flatten', 'x', 'f'),
          node('Gemm', 'f w1 b1', 'a', { alpha: 0.5, beta: 2 }),
          node('Clip', 'a low high', 'c'),
          node('Dropout', 'c', 'd'),
          node('Gemm', 'd w2 b2', 'e'),
          node('LogSoftmax', 'e', 'y', { axis: -1 }),
        ],
        { opset: 13 },
      ),
      ['dense(12, 4, Clip(min 0, max 6))', 'dropout(0.5)', 'dense(4, 3)', 'logSoftmax(3)'],
    ],
    [
      'a product over the last of three dimensions',
      [4, 2, 3],
      file([4, 2, 3], [held('w', [3, 5], weights(15)), held('b', [5], weights(5))], [node('MatMul', 'x w', 'a'), node('Add', 'a b', 'y')]),
      ['dense(3, 5)'],
    ],
    [
      'PyTorch: Linear, BatchNorm1d, ReLU, Linear',
      [5, 3],
      file(
        ['n', 3],
        [
          held('w', [3, 4], weights(12)),
          held('b', [4], weights(4)),
          held('scale', [4], [1, 2, 0.5, -1]),
          held('shift', [4], [0, 0.5, -0.5, 1]),
          held('mean', [4], [0.1, 0.2, 0.3, 0.4]),
          held('variance', [4], [1, 0.5, 2, 0.25]),
          held('v', [4, 1], weights(4)),
        ],
        [
          node('Gemm', 'x w b', 'a'),
          node('BatchNormalization', 'a scale shift mean variance', 'n', { epsilon: 1e-3, momentum: 0.9, training_mode: 0 }),
          node('Relu', 'n', 'r'),
          node('MatMul', 'r v', 'y'),
        ],
      ),
      ['dense(3, 4, BatchNormalization Relu)', 'dense(4, 1)'],
    ],
    [
      'weights that are turned in the file, and no bias',
      [6, 3],
      file(['n', 3], [held('w', [4, 3], weights(12))], [node('Transpose', 'w', 't', { perm: [1, 0] }), node('MatMul', 'x t', 'y')]),
      ['dense(3, 4)'],
    ],
    [
      'x · σ(x) in three nodes, for which SiLU is given',
      [6, 2],
      file(
        ['n', 2],
        [held('w', [2, 3], weights(6)), held('b', [3], weights(3))],
        [node('Gemm', 'x w b', 'a'), node('Sigmoid', 'a', 's'), node('Mul', 'a s', 'y')],
      ),
      ['dense(2, 3, silu)'],
      { activations: [relu, silu] },
    ],
    [
      'GELU in five nodes, of opset 13',
      [6, 2],
      file(
        ['n', 2],
        [
          held('w', [2, 3], weights(6)),
          held('b', [3], weights(3)),
          held('root', [], [Math.SQRT2]),
          held('one', [], [1]),
          held('half', [1], [0.5]),
        ],
        [
          node('Gemm', 'x w b', 'a'),
          node('Div', 'a root', 'u'),
          node('Erf', 'u', 'e'),
          node('Add', 'e one', 'p'),
          node('Mul', 'a p', 'q'),
          node('Mul', 'q half', 'y'),
        ],
        { opset: 13 },
      ),
      ['dense(2, 3, gelu)'],
      { activations: [gelu] },
    ],
    [
      'slopes learnt for each unit and for all',
      [6, 2],
      file(
        ['n', 2],
        [held('w', [2, 3], weights(6)), held('slopes', [3], [0.1, 0.2, 0.3]), held('v', [3, 2], weights(6)), held('slope', [1], [0.4])],
        [node('MatMul', 'x w', 'a'), node('PRelu', 'a slopes', 'b'), node('MatMul', 'b v', 'c'), node('PRelu', 'c slope', 'y')],
      ),
      ['dense(2, 3, PRelu)', 'dense(3, 2, prelu)'],
      { activations: [prelu()] },
    ],
    [
      'comparisons, Where, Pow, Min and constants of its own',
      [6, 3],
      file(
        ['n', 3],
        [held('limits', [3], [0.1, -0.2, 0.3]), held('two', [], [2])],
        [
          node('Greater', 'x limits', 'g'),
          node('Pow', 'x two', 'p'),
          node('Constant', '', 'k', { value: held('', [1], [0.75]) }),
          node('Min', 'p k two', 'm'),
          node('Neg', 'x', 'n'),
          node('Where', 'g m n', 'y'),
        ],
      ),
      ['frozen(elementwise(Greater Pow(2) Min Neg Where))'],
    ],
    [
      'truth values, in all the ways to combine them',
      [6, 3],
      file(
        ['n', 3],
        [held('zero', [], [0]), held('half', [], [0.5])],
        [
          node('Greater', 'x zero', 'g'),
          node('LessOrEqual', 'x half', 'l'),
          node('And', 'g l', 'a'),
          node('Not', 'g', 'n'),
          node('Or', 'a n', 'o'),
          node('Cast', 'o', 'c', { to: 1 }),
          node('Cast', 'x', 'b', { to: 9 }),
          node('Sign', 'x', 's'),
          node('Where', 'b s half', 'w'),
          node('Add', 'c w', 'y'),
        ],
      ),
      ['elementwise(Greater LessOrEqual And Not Or Cast Cast to bool Sign … (10 operators))'],
    ],
    [
      'powers: whole, negative, of a number, and a root',
      [6, 3],
      file(
        ['n', 3],
        [held('three', [1], [3]), held('less', [], [-2]), held('half', [], [0.5]), held('odd', [], [1.7]), held('base', [], [2])],
        [
          node('Pow', 'x three', 'a'),
          node('Abs', 'x', 'p'),
          node('Pow', 'p half', 'b'),
          node('Pow', 'p odd', 'c'),
          node('Exp', 'x', 'e'),
          node('Pow', 'e less', 'd'),
          node('Pow', 'base x', 'f'),
          node('Reciprocal', 'f', 'r'),
          node('Sum', 'a b c d f r', 'y'),
        ],
      ),
      ['elementwise(Pow(3) Abs Pow(0.5) Pow(1.7) Exp Pow(-2) Pow(of 2) Reciprocal … (9 operators))'],
    ],
    [
      'constants as nodes, and numbers worked out of them',
      [4, 2],
      file(
        ['n', 2],
        [],
        [
          node('Constant', '', 'a', { value_float: 0.5 }),
          node('Constant', '', 'b', { value: held('', [1, 2], [1, -1]) }),
          node('Constant', '', 's', { value_ints: [0, -1] }),
          node('Exp', 'a', 'e'),
          node('Reshape', 'x s', 'r'),
          node('Mul', 'r e', 'm'),
          node('Sub', 'm b', 'y'),
        ],
      ),
      ['frozen(elementwise(Mul Sub))'],
    ],
    [
      'softmax over all dimensions after the first, opset 11',
      [4, 2, 3],
      file(['n', 2, 3], [], [node('Softmax', 'x', 'y')], { opset: 11 }),
      ['softmax(6)'],
    ],
    [
      'bounds as settings, opset 10',
      [4, 3],
      file(['n', 3], [], [node('Clip', 'x', 'y', { min: -0.5 })], { opset: 10 }),
      ['elementwise(Clip(min -0.5))'],
    ],
    [
      'dropout with its ratio as a setting, opset 10',
      [4, 3],
      file(['n', 3], [], [node('Dropout', 'x', 'y', { ratio: 0.25 })], { opset: 10 }),
      ['dropout(0.25)'],
    ],
    [
      'rows of which the file says nothing',
      [4, 2],
      file(undefined, [w, b], [node('Flatten', 'x', 'f'), node('Relu', 'f', 'r'), node('MatMul', 'r w', 'm'), node('Add', 'm b', 'y')]),
      ['elementwise(Relu)', 'dense(2, 2)'],
    ],
    [
      'one row of all numbers',
      [2, 3],
      file([2, 3], [whole('s', [6])], [node('Reshape', 'x s', 'r'), node('Tanh', 'r', 'y')]),
      ['elementwise(Tanh)'],
    ],
    [
      'rows of a fixed number',
      [2, 2, 3],
      file([2, 2, 3], [whole('s', [4, -1])], [node('Reshape', 'x s', 'r'), node('Tanh', 'r', 'y')]),
      ['elementwise(Tanh)'],
    ],
    ['what hands on its input', [2, 3], file(['n', 3], [], [node('Identity', 'x', 'y')]), ['elementwise(identity)']],
  ];

  test.for(cases)('%s', async ([, shape, bytes, layers, options]) => {
    const model = fromOnnx(bytes, options);
    expect(names(model)).toEqual(layers);
    const input = random(shape, 5).map((x, math) => math.sub(math.mul(4, x), 2));
    const { y } = await (await startNode(bytes))({ x: input });
    const output = model.predict(input.reshape(-1, model.inputs ?? shape.at(-1)!));
    expect(output.size).toBe(y!.size);
    for (const [i, expected] of y!.data.entries())
      expect(Math.abs(output.data[i]! - expected)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(expected)));
  });
});

describe('files of opset 6, which the engine no longer reads', () => {
  test.for<readonly [what: string, bytes: Uint8Array, expected: readonly number[]]>([
    ['Add that stretches', file(['n', 2], [b], [node('Add', 'x b', 'y', { broadcast: 1, axis: 1 })], { opset: 6 }), [1.5, 1]],
    ['Gemm', file(['n', 2], [w, b], [node('Gemm', 'x w b', 'y', { broadcast: 1 })], { opset: 6 }), [-1.5, -1]],
    [
      'PRelu along the second dimension',
      file(['n', 2], [held('s', [2], [0.5, 0.25])], [node('PRelu', 'x s', 'y')], { opset: 6 }),
      [0.5, -0.25],
    ],
    ['Dropout of a test', file(['n', 2], [], [node('Dropout', 'x', 'y', { is_test: 1, ratio: 0.5 })], { opset: 6 }), [0.5, -1]],
    ['what sets before 6 noted on memory', file(['n', 2], [], [node('Relu', 'x', 'y', { consumed_inputs: [0] })], { opset: 6 }), [0.5, 0]],
  ])('%s', ([, bytes, expected]) => {
    expect(
      fromOnnx(bytes)
        .predict([[0.5, -1]])
        .toArray(),
    ).toEqual([expected]);
  });

  test('and Swish of opset 24, which it does not read yet, is SiLU', () => {
    const model = fromOnnx(file(['n', 2], [w, b], [node('Gemm', 'x w b', 'a'), node('Swish', 'a', 'y')], { opset: 24 }), {
      activations: [silu],
    });
    expect(names(model)).toEqual(['dense(2, 2, silu)']);
  });
});

test('a share of 0 of the bias leaves it out, whatever it holds; CastLike makes numbers of truth', () => {
  const numbers = held('c', [2], [NaN, Infinity]);
  const read = fromOnnx(file(['n', 2], [w, numbers], [node('Gemm', 'x w c', 'y', { beta: 0 })]));
  expect(read.predict([[1, -1]]).toArray()).toEqual([[-2, -2]]);
  const cast = file(['n', 2], [b], [node('Greater', 'x b', 'g'), node('CastLike', 'g x', 'c'), node('Add', 'c x', 'y')]);
  expect(
    fromOnnx(cast)
      .predict([[2, 1]])
      .toArray(),
  ).toEqual([[3, 1]]);
});

test('tensors that are given hold what the file says of them', () => {
  const bytes = encode({
    irVersion: 8,
    opsetImport: [{ version: 20 }],
    graph: {
      name: 't',
      node: [node('Reshape', 'x to', 'y')],
      input: [value('x', ['n', 2, 2]), value('to', [2], 7)],
      output: [value('y', undefined)],
    },
  });
  expect(
    fromOnnx(bytes, { constants: { to: tensor([-1, 4]) } })
      .predict([[1, 2, 3, 4]])
      .toArray(),
  ).toEqual([[1, 2, 3, 4]]);
  expect(() => fromOnnx(bytes, { constants: { to: tensor([-1, 0.5]) } })).toThrow('constants: expected "to" to hold whole numbers');
});

describe('what was written here is read back', () => {
  test.for(activations.map((activation) => [activation.name, activation] as const))('%s', ([, activation]) => {
    const model = sequential([dense(3, 4, activation), dense(4, 2)]).setup(1);
    const input = random([20, 3], 4).map((x, math) => math.mul(6, math.sub(x, 0.5)));
    const expected = model.predict(input);
    for (const options of [{}, { operators: 'primitive' }, { opset: 13 }] as const) {
      const read = fromOnnx(toOnnx(model, options));
      expect(read.layers.length).toBe(2);
      expect(read.predict(input).allClose(expected, { relative: 2e-6, absolute: 2e-6 })).toBe(true);
    }
    // With the activation given, it is the same model to the bit.
    const same = fromOnnx(toOnnx(model), { activations: [activation] });
    expect(names(same)).toEqual(names(model));
    for (const [name, value] of Object.entries(model.parameters)) expect(same.parameters[name]!.equals(value), name).toBe(true);
    expect(same.predict(input).equals(expected)).toBe(true);
  });

  test.for(['standard', 'primitive'] as const)('scaling of inputs, frozen layers, probabilities, in %s operators', (operators) => {
    const model = sequential([standardize(random([9, 3], 1)), frozen(dense(3, 4, gelu)), dense(4, 3)]).setup(2);
    const read = fromOnnx(toOnnx(model, { probabilities: softmaxCrossEntropy, operators }), { activations: [gelu] });
    expect(names(read)).toEqual(['frozen(elementwise(Sub Div))', 'dense(3, 4, gelu)', 'dense(4, 3)', 'softmax(3)']);
    const input = random([5, 3], 3);
    expect(read.predict(input).allClose(softmaxCrossEntropy.probabilities!(reference, model.predict(input)), { absolute: 1e-6 })).toBe(
      true,
    );
  });
});

describe('what was read goes on learning', () => {
  const data = {
    input: random([64, 2], 1),
    target: new Tensor(
      [64, 1],
      random([64, 2], 1)
        .sum(1)
        .data.map((x) => (x > 1 ? 1 : 0)),
    ),
  };
  const bytes = toOnnx(sequential(dense(2, 8, prelu({ perUnit: true })), dense(8, 1, sigmoid)).setup(3));

  test('weights and slopes move, the loss falls', async () => {
    const model = fromOnnx(bytes);
    const before = model.parameters;
    const { loss } = await fit(model, data, { loss: meanSquaredError, optimizer: adam({ rate: 0.02 }), epochs: 200 });
    expect(loss).toBeLessThan(0.05);
    for (const name of ['0.weight', '0.bias', '0.alpha', '1.weight', '1.bias'])
      expect(model.parameters[name]!.equals(before[name]!)).toBe(false);
  });

  test('a softmax at the end is cut off, and training goes on with logits', async () => {
    const model = fromOnnx(toOnnx(sequential(dense(2, 8, tanh), dense(8, 2)).setup(1), { probabilities: softmaxCrossEntropy }));
    const logits = sequential(model.layers.slice(0, -1));
    logits.parameters = model.parameters;
    const classes = { input: data.input, target: data.target };
    const { loss } = await fit(logits, classes, { loss: softmaxCrossEntropy, optimizer: adam({ rate: 0.02 }), epochs: 200 });
    expect(loss).toBeLessThan(0.2);
  });

  test('it is saved and loaded, its activations and layers given', () => {
    const model = fromOnnx(
      toOnnx(sequential([standardize(random([9, 2], 1)), dense(2, 3, silu)]).setup(1), { probabilities: softmaxCrossEntropy }),
    );
    const activations = model.layers.flatMap(({ activation }) => (activation === undefined ? [] : [activation]));
    const copy = load(save(model), { activations, layers: onnxLayers(activations) });
    expect(copy.predict(data.input).equals(model.predict(data.input))).toBe(true);
    expect(() => load(save(model), { activations, layers: onnxLayers() })).toThrow(/an elementwise layer of Sub Div, which was not given/);
  });

  const squared: AnyActivation = {
    name: 'squared',
    formula: (x, ops, { alpha }) => ops.mul(alpha!, ops.mul(x, x)),
    parameters: { alpha: 1.5 },
    perUnit: true,
  };
  test.for<readonly [name: string, layer: Layer, parameters: Named<Tensor>]>([
    ['elementwise', elementwise(squared, 3), { alpha: tensor([1, 2, 3]) }],
    ['elementwise, without parameters', elementwise(tanh), {}],
    ['softmax', softmax(3), {}],
    ['logSoftmax', logSoftmax(3), {}],
  ])('the way back through %s agrees with differences, within 10⁻³', ([, layer, parameters]) => {
    const input = random([4, 3], 7);
    const gradient = random([4, 3], 8);
    const context = trainingContext(reference, zeros([4]));
    const lossAt = (parameters: Named<Tensor>, x: Tensor): number =>
      layer.forward(reference, parameters, x, context).output.data.reduce((sum, y, i) => sum + y * gradient.data[i]!, 0);
    const { input: back, parameters: slopes } = layer.forward(reference, parameters, input, context).pull(gradient);
    const step = 2 ** -8;
    const moved = (x: Tensor, i: number, by: number): Tensor =>
      new Tensor(
        x.shape,
        x.data.map((y, j) => (i === j ? y + by : y)),
      );
    for (const i of input.data.keys()) {
      const difference = (lossAt(parameters, moved(input, i, step)) - lossAt(parameters, moved(input, i, -step))) / (2 * step);
      expect(Math.abs(back().data[i]! - difference)).toBeLessThan(1e-3);
    }
    for (const [name, x] of Object.entries(parameters))
      for (const i of x.data.keys()) {
        const difference =
          (lossAt({ ...parameters, [name]: moved(x, i, step) }, input) - lossAt({ ...parameters, [name]: moved(x, i, -step) }, input)) /
          (2 * step);
        expect(Math.abs(slopes[name]!.data[i]! - difference)).toBeLessThan(1e-3);
      }
  });
});

describe('an activation that was given does not stand for another function', () => {
  const one = held('one', [], [1]);
  const number = (name: string, value: number): TensorProto => held(name, [], [value]);
  test.for<readonly [what: string, tensors: readonly TensorProto[], nodes: readonly NodeProto[]]>([
    ['a bound far out', [number('low', 0), number('high', 5000)], [node('Clip', 'a low high', 'y')]],
    [
      'a dent about a number of the file',
      [number('c', 0.6), number('width', 0.05), number('five', 5)],
      [
        node('Sub', 'a c', 'd'),
        node('Abs', 'd', 'e'),
        node('Less', 'e width', 'near'),
        node('Relu', 'a', 'r'),
        node('Where', 'near five r', 'y'),
      ],
    ],
    [
      'a dent whose place is computed from three numbers',
      [number('p', 97), number('q', 31), number('s', 15.3175), number('width', 0.9), one],
      [
        node('Mul', 'a p', 'b'),
        node('Sub', 'b q', 'c'),
        node('Sub', 'c s', 'd'),
        node('Abs', 'd', 'e'),
        node('Less', 'e width', 'near'),
        node('Relu', 'a', 'r'),
        node('Add', 'r one', 'more'),
        node('Where', 'near more r', 'y'),
      ],
    ],
    [
      'a narrow peak without a corner',
      [number('p', 970), number('q', 310), number('s', 153.175)],
      [
        node('Mul', 'a p', 'b'),
        node('Sub', 'b q', 'c'),
        node('Sub', 'c s', 'd'),
        node('Mul', 'd d', 'e'),
        node('Neg', 'e', 'f'),
        node('Exp', 'f', 'g'),
        node('Relu', 'a', 'r'),
        node('Add', 'r g', 'y'),
      ],
    ],
  ])('%s', ([, tensors, nodes]) => {
    const bytes = file(['n', 1], [held('w', [1, 1], [1]), ...tensors], [node('MatMul', 'x w', 'a'), ...nodes]);
    expect(fromOnnx(bytes, { activations: [relu] }).layers[0]!.activation).not.toBe(relu);
  });

  test.for([10, 5000])('nor where it is told apart by what is learnt alone, bounded by %d', (bound) => {
    const bytes = file(
      ['n', 1],
      [held('w', [1, 1], [1]), held('0.alpha', [1], [0.25]), held('high', [], [bound])],
      [
        node('MatMul', 'x w', 'a'),
        node('Min', '0.alpha high', 'slope'),
        node('Mul', 'a slope', 'b'),
        node('Constant', '', 'zero', { value_float: 0 }),
        node('Greater', 'a zero', 'g'),
        node('Where', 'g a b', 'y'),
      ],
    );
    expect(fromOnnx(bytes, { activations: [prelu()] }).layers[0]!.activation!.name).not.toBe('prelu');
  });
});

describe('what is not understood is named with node, operator and opset', () => {
  test.for<readonly [what: string, bytes: Uint8Array, message: string]>([
    [
      'an operator',
      file(['n', 2], [], [node('Conv', 'x', 'y', {}, { name: 'conv1' })]),
      'fromOnnx: node "conv1", operator Conv of opset 20: the operator is not among those that a sequential is made of',
    ],
    [
      'an operator of another domain',
      file(['n', 2], [], [node('FusedGelu', 'x', 'y', {}, { domain: 'com.microsoft' })]),
      'node "y", operator com.microsoft.FusedGelu of an opset not stated',
    ],
    [
      'an operator of a later opset',
      file(['n', 2], [], [node('Gelu', 'x', 'y')], { opset: 19 }),
      'operator Gelu of opset 19: the operator came with opset 20',
    ],
    [
      'a setting',
      file(['n', 2], [], [node('Relu', 'x', 'y', { slope: 1 })]),
      'node "y", operator Relu of opset 20: its setting slope is not understood',
    ],
    [
      'a setting of another type',
      file(['n', 2], [], [node('Elu', 'x', 'y', { alpha: 'one' })]),
      'operator Elu of opset 20: its setting alpha is of another type',
    ],
    [
      'a residual connection',
      file(['n', 2], [w], [node('MatMul', 'x w', 'a'), node('Add', 'a x', 'y')]),
      'node "y", operator Add of opset 20: it joins values from before and after a layer with weights',
    ],
    [
      'two branches',
      file(['n', 2], [w], [node('MatMul', 'x w', 'a'), node('MatMul', 'x w', 'c'), node('Add', 'a c', 'y')]),
      'operator MatMul of opset 20: two layers go on from the same values',
    ],
    [
      'weights on the left',
      file([2, 2], [w], [node('MatMul', 'w x', 'y')]),
      'operator MatMul of opset 20: expected rows on the left, got weights',
    ],
    [
      'a product of the input with itself',
      file([2, 2], [], [node('MatMul', 'x x', 'y')]),
      'it multiplies two values that depend on the input',
    ],
    ['rows as columns', file([2, 2], [w, b], [node('Gemm', 'x w b', 'y', { transA: 1 })]), 'it takes the rows as columns (transA)'],
    [
      'a bias for each row',
      file([3, 2], [w, held('c', [3, 1], [1, 2, 3])], [node('Gemm', 'x w c', 'y')]),
      'operator Gemm of opset 20: it adds a tensor of shape [3, 1]',
    ],
    [
      'weights of another width',
      file(['n', 3], [w], [node('MatMul', 'x w', 'y')]),
      'operator MatMul of opset 20: its weights take 2 columns, got 3',
    ],
    [
      'constants of another width',
      file(['n', 3], [b], [node('Add', 'x b', 'y')]),
      'its constant of shape [2] does not stretch to columns of shape [3]',
    ],
    [
      'softmax across rows',
      file([2, 2], [], [node('Softmax', 'x', 'y', { axis: 0 })]),
      'operator Softmax of opset 20: its axis is 0 of 2 dimensions, expected the last',
    ],
    [
      'dimensions that are rows to one node and columns to another',
      file([2, 3, 2], [w], [node('MatMul', 'x w', 'a'), node('Flatten', 'a', 'y')]),
      'operator Flatten of opset 20: it takes dimension 1 and later ones for columns, where the nodes before it take 2',
    ],
    [
      'a shape that mixes rows',
      file(['n', 4, 3], [whole('s', [-1, 6])], [node('Reshape', 'x s', 'y')]),
      'its shape [-1, 6] does not keep rows of shape [?, 4, 3] together',
    ],
    ['a shape that is computed', file(['n', 4], [], [node('Shape', 'x', 's'), node('Reshape', 'x s', 'y')]), 'operator Shape of opset 20'],
    [
      'a dropout that always drops',
      file(
        ['n', 2],
        [held('r', [], [0.5]), { name: 't', dims: [], dataType: 9, rawData: Uint8Array.of(1) }],
        [node('Dropout', 'x r t', 'y')],
      ),
      'it drops in prediction too (training_mode)',
    ],
    [
      'a dropout of opset 6 that does not say that it only predicts',
      file(['n', 2], [], [node('Dropout', 'x', 'y', { ratio: 0.5 })], { opset: 6 }),
      'operator Dropout of opset 6: it drops in prediction too (is_test 0)',
    ],
    [
      'a dropout of opset 6 that trains',
      file(['n', 2], [], [node('Dropout', 'x', 'y', { ratio: 0.5, is_test: 0 })], { opset: 6 }),
      'operator Dropout of opset 6: it drops in prediction too (is_test 0)',
    ],
    [
      'a batch normalization of opset 9 that trains',
      file(['n', 2], [b, held('v', [2], [1, 1])], [node('BatchNormalization', 'x b b b v', 'y om ov sm sv')], { opset: 9 }),
      'operator BatchNormalization of opset 9: it normalizes by the batch in prediction too (outputs beside the first)',
    ],
    [
      'a batch normalization of opset 15 that trains',
      file(['n', 2], [b, held('v', [2], [1, 1])], [node('BatchNormalization', 'x b b b v', 'y om ov', { training_mode: 1 })], {
        opset: 15,
      }),
      'operator BatchNormalization of opset 15: it normalizes by the batch in prediction too (training_mode)',
    ],
    ['And of numbers', file(['n', 2], [], [node('And', 'x x', 'y')]), 'operator And of opset 20: its input "x" is not bool but float32'],
    ['Not of numbers', file(['n', 2], [], [node('Not', 'x', 'y')]), 'operator Not of opset 20: its input "x" is not bool but float32'],
    [
      'Where by numbers',
      file(['n', 2], [b], [node('Where', 'x x b', 'y')]),
      'operator Where of opset 20: its input "x" is not bool but float32',
    ],
    [
      'a sum of truth and numbers',
      file(['n', 2], [b], [node('Greater', 'x b', 'g'), node('Add', 'g x', 'y')]),
      'operator Add of opset 20: its input "g" is not float32 but bool',
    ],
    [
      'a product of truth and weights',
      file(['n', 2], [w, b], [node('Greater', 'x b', 'g'), node('MatMul', 'g w', 'y')]),
      'operator MatMul of opset 20: its input "g" is not float32 but bool',
    ],
    [
      'whole numbers among others',
      file(['n', 2], [b, { ...whole('c', [3]), dims: [] }], [node('Greater', 'x b', 'g'), node('Where', 'g x c', 'y')]),
      'operator Where of opset 20: its input "c" is not float32 but whole numbers',
    ],
    [
      'truth of numbers that the file holds, in a sum',
      file(['n', 2], [held('c', [], [1])], [node('Less', 'c c', 'l'), node('Add', 'x l', 'y')]),
      'operator Add of opset 20: its input "l" is not float32 but bool',
    ],
    [
      'weights of double precision',
      file(['n', 2], [{ name: 'w', dims: [2, 2], dataType: 11, doubleData: [1 / 3, 2, 3, 4] }], [node('MatMul', 'x w', 'y')]),
      'the tensor "w" holds float64; float32 is read',
    ],
    [
      'a setting without a type that holds another',
      file(['n', 2], [], [{ ...node('LeakyRelu', 'x', 'y'), attribute: [{ name: 'alpha', i: 1 }] }]),
      'operator LeakyRelu of opset 20: its setting alpha is of another type',
    ],
    [
      'a setting of a type that holds another',
      file(['n', 2], [], [{ ...node('LeakyRelu', 'x', 'y'), attribute: [{ name: 'alpha', type: 1, i: 1 }] }]),
      'operator LeakyRelu of opset 20: its setting alpha is of another type',
    ],
    [
      'Gemm of opset 6 that stretches',
      file(['n', 2], [w, b], [node('Gemm', 'x w b', 'y')], { opset: 6 }),
      'operator Gemm of opset 6: it stretches a tensor of shape [2] without saying so',
    ],
    [
      'a bias of three dimensions',
      file(['n', 2], [w, held('c', [1, 1, 2], [1, 2])], [node('Gemm', 'x w c', 'y')]),
      'operator Gemm of opset 20: it adds a tensor of shape [1, 1, 2]',
    ],
    [
      'a bound of two dimensions',
      file(['n', 2], [held('low', [1, 1], [0])], [node('Clip', 'x low', 'y')]),
      'operator Clip of opset 20: its bounds have dimensions',
    ],
    [
      'two outputs of the model',
      encode({
        irVersion: 8,
        opsetImport: [{ version: 20 }],
        graph: {
          node: [node('Relu', 'x', 'y'), node('Tanh', 'x', 'z')],
          input: [value('x', ['n', 2])],
          output: [value('y', undefined), value('z', undefined)],
        },
      }),
      'node "z", operator Tanh of opset 20: the model has 2 outputs ("y", "z"); a sequential has one',
    ],
    [
      'an output from before a layer that only lends its kind',
      file(['n', 2], [w], [node('MatMul', 'x w', 'a'), node('CastLike', 'x a', 'y')]),
      'node "y", operator CastLike of opset 20: two layers go on from the same values',
    ],
    [
      'a second output',
      file(['n', 2], [], [node('Dropout', 'x', 'a m'), node('Mul', 'a m', 'y')]),
      'operator Dropout of opset 20: its output m is used',
    ],
    ['bounds that are computed', file(['n', 2], [], [node('Clip', 'x x', 'y')]), 'operator Clip of opset 20: its bounds are computed'],
    ['a cast to whole numbers', file(['n', 2], [], [node('Cast', 'x', 'y', { to: 7 })]), 'operator Cast of opset 20: it casts to int64'],
    [
      'stretching as before opset 7',
      file(['n', 2], [b], [node('Add', 'x b', 'y')], { opset: 6 }),
      'operator Add of opset 6: it stretches its second input without saying so',
    ],
    [
      'stretching as before opset 8',
      file(['n', 2], [b], [node('Sum', 'x b', 'y')], { opset: 7 }),
      'operator Sum of opset 7: it stretches an input, which it does from opset 8 on',
    ],
    [
      'a constant for each row',
      file(['n', 2], [w], [node('Add', 'x w', 'y')]),
      'its constant of shape [2, 2] does not stretch to columns of shape [?, 2]',
    ],
    ['a newer opset', file(['n', 2], [], [node('Relu', 'x', 'y')], { opset: 27 }), 'the file is written for opset 27; 6 to 26 are read'],
    ['an older opset', file(['n', 2], [], [node('Relu', 'x', 'y')], { opset: 5 }), 'the file is written for opset 5; 6 to 26 are read'],
    [
      'weights in another file',
      file(
        ['n', 2],
        [{ name: 'w', dims: [2, 2], dataType: 1, dataLocation: 1, externalData: [new Uint8Array()] }],
        [node('MatMul', 'x w', 'y')],
      ),
      'the tensor "w" has its elements in another file',
    ],
    [
      'weights of half precision',
      file(['n', 2], [{ name: 'w', dims: [2, 2], dataType: 10, rawData: new Uint8Array(8) }], [node('MatMul', 'x w', 'y')]),
      'the tensor "w" holds float16',
    ],
    ['an output that is constant', file(['n', 2], [b], [node('Identity', 'b', 'y')]), 'the output "y" does not depend on the input'],
    [
      'an input of whole numbers',
      encode({
        irVersion: 8,
        opsetImport: [{ version: 20 }],
        graph: { node: [node('Relu', 'x', 'y')], input: [value('x', [2], 7)], output: [value('y', undefined)] },
      }),
      'the input "x" holds int64',
    ],
    [
      'two inputs',
      encode({
        irVersion: 8,
        opsetImport: [{ version: 20 }],
        graph: { node: [node('Add', 'x z', 'y')], input: [value('x', [2]), value('z', [2])], output: [value('y', undefined)] },
      }),
      'the model has 2 inputs ("x", "z"); a sequential has one: give the others as { constants: { name: tensor } }',
    ],
  ])('%s', ([, bytes, message]) => {
    expect(() => fromOnnx(bytes)).toThrow(OnnxUnsupportedError);
    expect(() => fromOnnx(bytes)).toThrow(message);
  });

  test('the error has them as properties', () => {
    let error: unknown;
    try {
      fromOnnx(file(['n', 2], [], [node('Conv', 'x', 'y', {}, { name: 'conv1' })]));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'OnnxUnsupportedError', node: 'conv1', operator: 'Conv', opset: 20 });
  });
});

describe('bytes that are no ONNX file', () => {
  const good = file(['n', 2], [w, b], [node('Gemm', 'x w b', 'y')]);
  const declaring = (
    input: readonly ValueInfoProto[],
    output: ValueInfoProto,
    opsetImport: readonly OperatorSetIdProto[] = [{ version: 20 }],
  ): Uint8Array =>
    encode({
      irVersion: 8,
      opsetImport,
      graph: { name: 't', input, output: [output], initializer: [w], node: [node('MatMul', 'x w', 'y')] },
    });
  test.for<readonly [what: string, bytes: Uint8Array, message: string]>([
    ['nothing', new Uint8Array(), 'it has no graph'],
    ['text', new TextEncoder().encode('{"format":"nonlin-model"}'), 'but it breaks off or is damaged'],
    ['a file cut off', good.subarray(0, good.length - 9), 'export the model again'],
    [
      'more elements than bytes',
      file(['n', 2], [{ ...w, dims: [1_000_000, 1_000_000] }, b], [node('Gemm', 'x w b', 'y')]),
      'the tensor "w" holds 4 elements, its shape [1000000, 1000000] has 1000000000000',
    ],
    [
      'a shape beyond all numbers',
      file(['n', 2], [{ ...w, dims: [2 ** 40, 2 ** 40] }, b], [node('Gemm', 'x w b', 'y')]),
      'the tensor "w" has the shape',
    ],
    [
      'a dimension below 0',
      file(['n', 2], [{ ...w, dims: [-2, -2] }, b], [node('Gemm', 'x w b', 'y')]),
      'the tensor "w" has the shape [-2, -2]',
    ],
    ['a value made twice', file(['n', 2], [], [node('Relu', 'x', 'y'), node('Tanh', 'x', 'y')]), 'the value "y" is made twice'],
    ['a tensor held twice', file(['n', 2], [w, w, b], [node('Gemm', 'x w b', 'y')]), 'it holds two tensors named "w"'],
    [
      'a value used before it is made',
      file(['n', 2], [], [node('Relu', 'a', 'y'), node('Tanh', 'x', 'a')]),
      'the value "a" is used before it is made',
    ],
    ['a value that nothing makes', file(['n', 2], [], [node('Relu', 'a', 'y')]), 'the value "a" is used before it is made'],
    [
      'two versions of the operators',
      declaring([value('x', ['n', 2])], value('y', undefined), [{ version: 6 }, { domain: 'ai.onnx', version: 20 }]),
      'it names two versions of the operator set "ai.onnx"',
    ],
    [
      'weights held twice in two ways',
      file(['n', 2], [{ ...w, floatData: [9, 9, 9, 9] }, b], [node('Gemm', 'x w b', 'y')]),
      'the tensor "w" holds its elements more than once',
    ],
    [
      'weights declared otherwise',
      declaring([value('x', ['n', 2]), value('w', [3, 3])], value('y', undefined)),
      'it says that "w" has the shape [3, 3], and it has [2, 2]',
    ],
    [
      'weights declared as whole numbers',
      declaring([value('x', ['n', 2]), value('w', [2, 2], 7)], value('y', undefined)),
      'it says that "w" holds int64, and it holds float32',
    ],
    [
      'an output declared as whole numbers',
      declaring([value('x', ['n', 2])], value('y', ['n', 2], 7)),
      'it says that "y" holds int64, and it holds float32',
    ],
    [
      'an output declared with another shape',
      declaring([value('x', ['n', 2])], value('y', ['n', 7])),
      'it says that "y" has the shape [?, 7], and it has [?, 2]',
    ],
    ['two graphs', Uint8Array.from([...good, ...good]), 'a ModelProto has two of graph'],
    ['a circle', file(['n', 2], [], [node('Relu', 'a', 'y'), node('Tanh', 'y', 'a')]), 'is used before it is made'],
    ['an output that nothing makes', file(['n', 2], [], []), 'the value "y" is used before it is made'],
  ])('%s', ([, bytes, message]) => {
    expect(() => fromOnnx(bytes)).toThrow(OnnxFormatError);
    expect(() => fromOnnx(bytes)).toThrow(message);
  });

  test('and what is not bytes, or an option that does not exist', () => {
    expect(() => fromOnnx('model.onnx' as never)).toThrow('expected the bytes of a file as a Uint8Array, got model.onnx');
    expect(() => fromOnnx(good, { activation: [] } as never)).toThrow('unknown option "activation"; it takes activations, constants');
    expect(() => fromOnnx(good, null as never)).toThrow('fromOnnx: expected options as { activations, constants }, got null');
    expect(() => fromOnnx(good, { activations: relu } as never)).toThrow('activations: expected a list, got');
    expect(() => fromOnnx(good, { activations: [relu, 'silu'] } as never)).toThrow('activations: expected activations, got silu');
    expect(() => fromOnnx(good, { constants: null } as never)).toThrow('constants: expected tensors by name, got null');
    expect(() => fromOnnx(good, { constants: { w: 1 } } as never)).toThrow('constants: expected w to be a tensor, got 1');
  });
});
