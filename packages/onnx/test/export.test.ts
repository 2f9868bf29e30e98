import { describe, expect, test } from 'vitest';
import {
  binaryCrossEntropy,
  dense,
  dropout,
  frozen,
  meanSquaredError,
  noPull,
  predictProbabilities,
  random,
  sequential,
  softmaxCrossEntropy,
  standardize,
  tensor,
  Tensor,
} from '@nonlin/core';
import type { AnyActivation, Layer, ScalarOps, Sequential } from '@nonlin/core';
import * as gallery from '@nonlin/gallery';
import { mish, prelu, softplus, tanh } from '@nonlin/gallery';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { toOnnx } from '@nonlin/onnx';
import { decode } from '../src/messages/decode.ts';
import { activations } from './activations.ts';
import { check } from './checker.ts';
import { engines, startNode } from './engines.ts';

/** The activation alone: weights 1, biases 0; two units for those whose units differ. */
function alone(activation: AnyActivation): Sequential {
  const model = sequential([dense(1, 2, activation)]).setup(1);
  const learnt = Object.entries(model.parameters).slice(2);
  model.parameters = { '0.weight': tensor([[1, 1]]), '0.bias': tensor([0, 0]), ...Object.fromEntries(learnt) };
  return model;
}

/** −20 to 20 in steps of 1/64. (exp overflows float32 from 89 on, tails reach its end from −10 to −88.) */
const line = new Tensor(
  [2561, 1],
  Float32Array.from({ length: 2561 }, (_, i) => i / 64 - 20),
);

/** The distance of two float32 numbers of a sign, in units of the last place of y. */
const unit = (y: number): number => Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(y))) - 23));

/** The largest of |got − expected| over what is allowed. */
function worst(got: Tensor, expected: Tensor, allowed: (y: number, x: number) => number): { ratio: number; x: number } {
  let found = { ratio: 0, x: NaN };
  for (const [i, y] of expected.data.entries()) {
    const x = line.data[i >> 1]!;
    const ratio = Math.abs(got.data[i]! - y) / allowed(y, x);
    if (!(ratio <= found.ratio)) found = { ratio, x };
  }
  return found;
}

const SMALL = 2 ** -24;

/** What float32 arithmetic leaves of digits: more where the argument of an exponential is rounded, or a difference cancels. */
const UNITS: { readonly [activation: string]: (y: number, x: number) => number } = {
  gelu: (y, x) => (4 + 1.2 * x * x) * unit(y),
  'gelu (tanh)': (y, x) => (8 + 2 * Math.abs(x) ** 3) * unit(y) + 2 ** -126,
  tanh_shrink: (_, x) => 2 * Math.max(1, Math.abs(x)) * SMALL,
  'hard_sigmoid(slope 0.2)': () => 2 * SMALL,
  hard_sigmoid: () => 2 * SMALL,
  hard_swish: () => 8 * SMALL,
  'x * cos(x) / (1 + x^2)': () => 2 * SMALL,
  'a * tanh(b * x) + erf(x)': () => 6 * SMALL,
};

for (const { engine, start } of engines) {
  describe(`${engine}: each activation as a file of its own`, () => {
    test.for(activations.map((activation) => [activation.name, activation] as const))(
      '%s: standard operators within 8 ULP + 4 · max(1, |x|) · 2⁻²⁴',
      async ([, activation]) => {
        const model = alone(activation);
        const run = await start(toOnnx(model));
        const { output } = await run({ input: line });
        const found = worst(output!, model.predict(line), (y, x) => 8 * unit(y) + 4 * Math.max(1, Math.abs(x)) * SMALL);
        expect(found.ratio, `at x = ${found.x}`).toBeLessThanOrEqual(1);
      },
    );

    test.for(activations.map((activation) => [activation.name, activation] as const))(
      '%s: primitive operators within 5 ULP, tails too, but for those listed',
      async ([name, activation]) => {
        const model = alone(activation);
        const run = await start(toOnnx(model, { operators: 'primitive' }));
        const { output } = await run({ input: line });
        const found = worst(output!, model.predict(line), UNITS[name] ?? ((y) => 5 * unit(y)));
        expect(found.ratio, `at x = ${found.x}`).toBeLessThanOrEqual(1);
      },
    );
  });

  describe(`${engine}: NaN, infinities and −0 as here`, () => {
    test.for(activations.map((activation) => [activation.name, activation] as const))('%s', async ([, activation]) => {
      const model = alone(activation);
      const special = tensor([[NaN], [Infinity], [-Infinity], [-0]]);
      for (const operators of ['standard', 'primitive'] as const) {
        const { output } = await (await start(toOnnx(model, { operators })))({ input: special });
        const rows = Array.from(model.predict(special).data, (y, i) => [operators, y, output!.data[i]!] as const);
        for (const [, y, got] of rows)
          expect(Object.is(y, got) || Math.abs(y - got) <= 1e-6 || y === got, `${operators}: ${rows.join(' | ')}`).toBe(true);
      }
    });
  });

  describe(`${engine}: whole models`, () => {
    const inputs = random([37, 5], 3);
    const several: readonly (readonly [what: string, model: Sequential])[] = [
      ['layers of several kinds', sequential(dense(5, 16, gelu), dense(16, 8, mish), dense(8, 3, silu), dense(3, 2)).setup(1)],
      ['learnt parameters', sequential(dense(5, 8, prelu({ perUnit: true })), dense(8, 4, prelu()), dense(4, 1)).setup(2)],
      ['dropout, which predicts nothing else', sequential([dense(5, 8, relu), dropout(0.5), dense(8, 1, sigmoid)]).setup(3)],
      ['scaling of inputs', sequential([standardize(random([50, 5], 9)), dense(5, 4, softplus()), dense(4, 1)]).setup(4)],
      ['frozen and nested', sequential([frozen(dense(5, 4, tanh)), sequential(dense(4, 4, relu), dense(4, 2))]).setup(5)],
    ];

    test.for(several)('%s: within 2⁻²⁰, for 37 rows and for 1', async ([, model]) => {
      const run = await start(toOnnx(model));
      for (const rows of [inputs, inputs.slice(0, 1)]) {
        const { output } = await run({ input: rows });
        expect(output!.allClose(model.predict(rows), { relative: 2 ** -20, absolute: 2 ** -20 })).toBe(true);
      }
    });

    test.for([
      ['sigmoid of logits', binaryCrossEntropy, 'Sigmoid'],
      ['softmax of logits', softmaxCrossEntropy, 'Softmax'],
    ] as const)('probabilities: %s, within 2⁻²⁰', async ([, loss, last]) => {
      const model = sequential(dense(5, 8, relu), dense(8, 3)).setup(6);
      const bytes = toOnnx(model, { probabilities: loss });
      expect(operators(bytes)).toEqual(['Gemm', 'Relu', 'Gemm', last]);
      const { output } = await (await start(bytes))({ input: inputs });
      expect(output!.allClose(predictProbabilities(model, inputs, loss), { relative: 2 ** -20, absolute: 2 ** -20 })).toBe(true);
    });
  });
}

/** ReLU, but 1 more where |u| < 0.9. */
const jump = <S>(u: S, x: S, ops: ScalarOps<S>): S => ops.where(ops.less(ops.abs(u), 0.9), ops.add(ops.max(x, 0), 1), ops.max(x, 0));

const operators = (bytes: Uint8Array): (string | undefined)[] => decode(bytes).graph!.node!.map(({ opType }) => opType);

describe('a formula that is an operator of ONNX becomes it where its values are the operator’s', () => {
  const rows: readonly (readonly [formula: AnyActivation, opset: number, operators: string])[] = [
    [relu, 13, 'Relu'],
    [sigmoid, 13, 'Sigmoid'],
    [tanh, 13, 'Tanh'],
    [gelu, 20, 'Gelu'],
    [geluTanh, 20, 'Gelu'],
    [silu, 26, 'Sigmoid Mul'],
    [gallery.softplus(), 13, 'Softplus'],
    [gallery.softsign, 13, 'Softsign'],
    [gallery.elu(), 13, 'Elu'],
    [gallery.elu({ alpha: 0.5 }), 13, 'Elu'],
    [gallery.celu({ alpha: 2 }), 13, 'Celu'],
    [gallery.selu, 13, 'Selu'],
    [gallery.leakyRelu({ slope: 0.3 }), 13, 'LeakyRelu'],
    [gallery.prelu({ perUnit: true }), 13, 'PRelu'],
    [gallery.hardSigmoid(), 13, 'HardSigmoid'],
    [gallery.sparseSigmoid, 13, 'HardSigmoid'],
    [gallery.hardSwish, 14, 'HardSwish'],
    [gallery.hardSwish, 13, 'HardSigmoid Mul'],
    [mish, 18, 'Mish'],
    [gallery.relu6, 13, 'Clip'],
    [gallery.hardTanh({ low: -2, high: 0.5 }), 13, 'Clip'],
    [gallery.squaredRelu, 13, 'Relu Mul'],
    [{ name: '1 / (1 + e⁻ˣ)', formula: (x, ops) => ops.div(1, ops.add(1, ops.exp(ops.neg(x)))) }, 13, 'Sigmoid'],
    [{ name: 'x by erf', formula: (x, ops) => ops.mul(ops.mul(0.5, x), ops.add(1, ops.erf(ops.mul(Math.SQRT1_2, x)))) }, 20, 'Gelu'],
    [{ name: 'NaN to 0', formula: (x, ops) => ops.where(ops.greater(x, 0), x, 0) }, 13, 'ThresholdedRelu'],
    [
      {
        name: 'shrink, NaN to 0',
        formula: (x, ops) =>
          ops.where(ops.greater(ops.abs(x), 0.3), ops.sub(x, ops.mul(0.1, ops.sub(ops.greater(x, 0), ops.less(x, 0)))), 0),
      },
      13,
      'Shrink',
    ],
    // ONNX's operators give 0 for NaN, these do not.
    [gallery.threshold(), 13, 'LessOrEqual Where'],
    [gallery.hardShrink(), 13, 'Abs LessOrEqual Where'],
    [gallery.softShrink(), 13, 'Sub Relu Sub Relu Sub'],
    // Not the same far out, or close to one number.
    [{ name: 'cut off', formula: (x, ops) => ops.max(ops.where(ops.greater(x, 1e20), 0, x), 0) }, 13, 'Greater Where Relu'],
    [
      { name: 'dent', formula: (x, ops) => ops.where(ops.less(ops.abs(ops.sub(x, 3.21)), 1e-3), 0, ops.max(x, 0)) },
      13,
      'Sub Abs Less Relu Where',
    ],
    [
      {
        name: 'dent in a learnt slope',
        formula: (x, ops, { alpha }) => {
          const line = ops.where(ops.greater(x, 0), x, ops.mul(alpha!, x));
          return ops.where(ops.less(ops.abs(ops.add(x, 7.77)), 1e-3), 0, line);
        },
        parameters: { alpha: 0.2 },
      },
      13,
      'Add Abs Less PRelu Where',
    ],
  ];

  /** Close to ReLU but at a place that the numbers in it tell only together, or for slopes out of bounds. */
  const bounded = <S>(slope: S, ops: ScalarOps<S>): S => ops.neg(ops.max(ops.neg(slope), -10));
  const different: readonly (readonly [AnyActivation, slope?: number])[] = [
    [{ name: 'a jump at 46.3175 / 97', formula: (x, ops) => jump(ops.sub(ops.sub(ops.mul(x, 97), 31), 15.3175), x, ops) }],
    [{ name: 'a jump inside max', formula: (x, ops) => jump(ops.max(ops.sub(ops.sub(ops.mul(x, 97), 31), 15.3175), -5), x, ops) }],
    [{ name: 'a jump asked of a curve', formula: (x, ops) => jump(ops.sub(ops.sub(ops.mul(ops.mul(x, x), 97), 31), 15.3175), x, ops) }],
    [
      {
        name: 'a narrow bell',
        formula: (x, ops) => {
          const u = ops.sub(ops.sub(ops.mul(x, 970), 31), 15.3175);
          return ops.add(ops.max(x, 0), ops.exp(ops.neg(ops.mul(u, u))));
        },
      },
    ],
    [
      {
        name: 'a learnt slope, at most 10',
        formula: (x, ops, { alpha }) => ops.where(ops.greater(x, 0), x, ops.mul(bounded(alpha!, ops), x)),
        parameters: { alpha: 0.25 },
      },
      20,
    ],
    [
      {
        name: 'a learnt slope, at least −2',
        formula: (x, ops, { alpha }) => ops.where(ops.greater(x, 0), x, ops.mul(ops.max(alpha!, -2), x)),
        parameters: { alpha: 0.25 },
      },
      -5,
    ],
  ];
  test.for(different.map(([activation, slope]) => [activation.name, activation, slope] as const))(
    'no operator takes the place of what differs: %s',
    async ([, activation, slope]) => {
      const model = alone(activation);
      if (slope !== undefined) model.parameters = { ...model.parameters, '0.alpha': tensor([slope]) };
      const bytes = toOnnx(model);
      expect(operators(bytes).filter((name) => name === 'PRelu')).toEqual([]);
      const near = new Tensor(
        [4001, 1],
        Float32Array.from({ length: 4001 }, (_, i) => (i - 2000) / 2000),
      );
      const { output } = await (await startNode(bytes))({ input: near });
      expect(output!.allClose(model.predict(near), { relative: 1e-4, absolute: 1e-4 })).toBe(true);
    },
  );

  test.for(rows.map(([activation, ...row]) => [activation.name, ...row, activation] as const))(
    '%s in opset %i: %s',
    ([, opset, expected, activation]) => {
      expect(
        operators(toOnnx(alone(activation), { opset }))
          .slice(1)
          .join(' '),
      ).toBe(expected);
    },
  );
});

/** A model with all that is written in some way of its own. */
const everything = (): Sequential =>
  sequential([
    standardize(random([9, 3], 1)),
    ...activations.map((activation) => dense(3, 3, activation)),
    dropout(0.1),
    frozen(dense(3, 2, gelu)),
  ]).setup(8);

describe('files', () => {
  test.for(Array.from({ length: 14 }, (_, i) => 13 + i))(
    'opset %i: the rules of the ONNX checker hold, and the engine gives what we predict',
    async (opset) => {
      const model = everything();
      for (const operators of ['standard', 'primitive'] as const) {
        const bytes = toOnnx(model, { opset, operators, probabilities: softmaxCrossEntropy });
        expect(check(bytes)).toEqual([]);
        const inputs = random([4, 3], 5);
        const { output } = await (await startNode(bytes))({ input: inputs });
        expect(output!.allClose(predictProbabilities(model, inputs, softmaxCrossEntropy), { relative: 2 ** -16, absolute: 2 ** -18 })).toBe(
          true,
        );
      }
    },
  );

  test('names are those of layers and weights, input and output', () => {
    const model = sequential(dense(2, 3, silu), dense(3, 1)).setup(1);
    const { graph, opsetImport, irVersion, producerName } = decode(toOnnx(model, { name: 'xor' }));
    expect(graph!.name).toBe('xor');
    expect([opsetImport, irVersion, producerName]).toEqual([[{ domain: '', version: 26 }], 13, 'nonlin']);
    expect(graph!.node!.map(({ name }) => name)).toEqual(['0.dense/Gemm', '0.dense/Sigmoid', '0.dense/Mul', '1.dense/Gemm']);
    expect(graph!.initializer!.map(({ name }) => name)).toEqual(['0.weight', '0.bias', '1.weight', '1.bias']);
    expect(graph!.input).toEqual([
      { name: 'input', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'batch' }, { dimValue: 2 }] } } } },
    ]);
    expect(graph!.output![0]!.name).toBe('output');
  });

  test.for([999_983, 1_000_003])('%i columns, which could be a number of rows', async (columns) => {
    const model = sequential([dense(columns, 1)]).setup(1);
    const input = random([1, columns], 1);
    const { output } = await (await startNode(toOnnx(model)))({ input });
    expect(output!.allClose(model.predict(input), { absolute: 1e-2 })).toBe(true);
  });

  test('the same model gives the same bytes', () => {
    expect(toOnnx(everything())).toEqual(toOnnx(everything()));
  });

  test('1,000 layers, and a formula of 3,000 operations', async () => {
    const deep = sequential(Array.from({ length: 1000 }, () => dense(2, 2, relu))).setup(1);
    expect(operators(toOnnx(deep)).length).toBe(2000);
    const long: AnyActivation = {
      name: 'long',
      formula: (x, ops) => {
        let y = x;
        for (let i = 0; i < 1000; i++) y = ops.sin(ops.add(ops.mul(y, 0.5 - i / 4000), x));
        return y;
      },
    };
    const model = sequential([dense(2, 2, long)]).setup(1);
    const bytes = toOnnx(model);
    expect(check(bytes)).toEqual([]);
    const inputs = random([5, 2], 1);
    const { output } = await (await startNode(bytes))({ input: inputs });
    expect(output!.allClose(model.predict(inputs), { absolute: 1e-4 })).toBe(true);
  });

  test('a model that hands its input on', async () => {
    const model = sequential([{ ...through, inputs: 2, outputs: 2 }]);
    model.parameters = {};
    const bytes = toOnnx(model);
    expect(check(bytes)).toEqual([]);
    const { output } = await (await startNode(bytes))({ input: tensor([[1, 2]]) });
    expect(output!.toArray()).toEqual([[1, 2]]);
  });
});

const through: Layer = { name: 'through', forward: (_, __, input) => ({ output: input, pull: noPull }) };

/** Centres each row on its mean; `wrong` takes the number of rows from the shape instead. */
const centred = (wrong: boolean): Layer => ({
  name: 'centred',
  inputs: 3,
  outputs: 3,
  forward(ops, _, input) {
    const total = ops.sum(input, 0);
    const rows = wrong ? ops.constant(ops.shapeOf(input)[0]!) : ops.sizeOf(input, 0);
    const { output } = ops.map({ input, total, rows }, (x, math) => ({ output: math.sub(x.input, math.div(x.total, x.rows)) }));
    return { output, pull: noPull };
  },
});

/** Every operation on tensors that prediction may use, the results side by side. */
const everyOperation: Layer = {
  name: 'every operation',
  inputs: 3,
  outputs: 12,
  forward(ops, _, input) {
    const { square, half, shifted } = ops.map({ input }, (x, math) => ({
      square: math.mul(x.input, x.input),
      half: 0.5,
      shifted: math.sub(x.input, 0.5),
    }));
    const rowSum = { keepDimension: true };
    const largest = ops.argmax(input);
    const { chosen } = ops.map({ input, taken: ops.oneHot(largest, 3) }, (x, math) => ({ chosen: math.mul(x.input, x.taken) }));
    const numbers = {
      mean: ops.mean(input),
      max: ops.max(shifted),
      size: ops.sizeOf(input),
      rows: ops.sizeOf(input, 0),
      columns: ops.sizeOf(input, 1),
      place: ops.argmax(ops.mean(input, 0)),
      number: ops.constant(0.25),
    };
    const sum = ops.sum(input, 1, rowSum);
    const { spread } = ops.map({ ...numbers, sum }, (x, math) => {
      const sizes = math.add(math.div(x.size, x.columns), x.rows);
      return { spread: math.add(math.add(math.mul(x.mean, x.max), math.add(sizes, x.place)), math.mul(x.number, x.sum)) };
    });
    const columns = [
      sum,
      spread,
      ops.mean(square, 1, rowSum),
      ops.max(shifted, 1, rowSum),
      ops.reshape(largest, [-1, 1]),
      ops.sum(chosen, -1, rowSum),
      ops.sum(ops.gather(input, largest), 1, rowSum),
      ops.sum(ops.matmul(input, ops.matmul(input, square, { transposeA: true }), { transposeB: true }), 1, rowSum),
      ops.reshape(ops.max(ops.transpose(input), 0), [-1, 1]),
      ops.sum(half, 1, rowSum),
      ops.sum(ops.reshape(ops.reshape(input, [-1]), [-1, 3]), 1, rowSum),
      ops.map({ sum }, () => ({ one: 1 })).one,
    ];
    const output = columns.reduce((all, column, place) => {
      const mask = ops.oneHot(ops.reshape(ops.constant(place), [1]), columns.length);
      return ops.map({ all, column, mask }, (x, math) => ({ sum: math.add(x.all, math.mul(x.column, x.mask)) })).sum;
    }, ops.constant(0));
    return { output, pull: noPull };
  },
};

describe('layers of one’s own', () => {
  test('one that looks across the batch: any number of rows', async () => {
    const model = sequential([centred(false)]);
    model.parameters = {};
    const run = await startNode(toOnnx(model));
    for (const rows of [2, 7]) {
      const input = random([rows, 3], rows);
      const { output } = await run({ input });
      expect(output!.allClose(model.predict(input), { absolute: 1e-6 })).toBe(true);
    }
  });

  test.for([13, 17, 18, 26])('one that asks for every operation on tensors, opset %i: within 10⁻⁵, for 1 row and for 6', async (opset) => {
    const model = sequential([everyOperation]);
    model.parameters = {};
    const bytes = toOnnx(model, { opset });
    expect(check(bytes)).toEqual([]);
    const run = await startNode(bytes);
    for (const rows of [1, 6]) {
      const input = random([rows, 3], 40 + rows);
      const { output } = await run({ input });
      expect(output!.allClose(model.predict(input), { absolute: 1e-5 }), String(output)).toBe(true);
    }
  });

  test('one that takes the number of rows as a JavaScript number is refused', () => {
    const model = sequential([centred(true)]);
    model.parameters = {};
    expect(() => toOnnx(model)).toThrow(/toOnnx: .* depends on the number of rows as a JavaScript number/);
  });
});

describe('errors', () => {
  const model = sequential(dense(2, 1)).setup(1);
  test.for<readonly [what: string, run: () => unknown, error: RegExp]>([
    ['no model', () => toOnnx({} as Sequential), /toOnnx: expected a model made by sequential/],
    ['no weights', () => toOnnx(sequential(dense(2, 1))), /no weights yet/],
    ['an option that does not exist', () => toOnnx(model, { opsets: 13 } as object), /unknown option "opsets"; it takes opset, name/],
    ['too old', () => toOnnx(model, { opset: 12 }), /expected an opset from 13 to 26, got 12/],
    ['too new', () => toOnnx(model, { opset: 27 }), /expected an opset from 13 to 26, got 27/],
    [
      'operators of no kind',
      () => toOnnx(model, { operators: 'all' as 'standard' }),
      /expected operators 'standard' or 'primitive', got all/,
    ],
    ['no logits', () => toOnnx(model, { probabilities: meanSquaredError }), /outputs trained with mean squared error are not logits/],
    ['options that are none', () => toOnnx(model, null as never), /toOnnx: expected options in an object, got null/],
    ['probabilities of no loss', () => toOnnx(model, { probabilities: null } as never), /expected probabilities of a loss.*got null/],
    ['no name', () => toOnnx(model, { name: '' }), /expected a name of at least one letter, got ""/],
    ['a number for a name', () => toOnnx(model, { name: 5 } as never), /expected a name of at least one letter, got 5/],
    ...[1e39, 1e-50].map(
      (number) =>
        [
          `the number ${number}`,
          () => toOnnx(alone({ name: 'far', formula: (x, ops) => ops.div(ops.mul(x, number), number) })),
          new RegExp(`a formula has the number ${number.toString().replace('+', '.')}, which float32`),
        ] as const,
    ),
    ['any number of columns', () => toOnnx(sequential([dropout(0.5)])), /takes any number of columns/],
  ])('%s', ([, run, error]) => {
    expect(run).toThrow(error);
  });
});
