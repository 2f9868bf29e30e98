import { describe, expect, test } from 'vitest';
import {
  accuracy,
  adam,
  binaryCrossEntropy,
  dense,
  diagnose,
  evaluate,
  fit,
  meanSquaredError,
  predictProbabilities,
  save,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  train,
  zeros,
} from '../../src/index.ts';
import type { Data, TrainOptions } from '../../src/index.ts';
import { relu } from '../activations.ts';
import { messageOf } from '../tools.ts';

const model = sequential(dense(2, 3, relu), dense(3, 1));
const good: Data = { input: [[0, 0], [0, 1]], target: [[0], [1]] }; // prettier-ignore
const options: TrainOptions = { loss: meanSquaredError, optimizer: sgd(), epochs: 1 };
const three = sequential(dense(2, 3));

describe('what is not of its kind is refused by name', () => {
  const x = tensor([1, 2]);
  test.each<[string, () => unknown, string]>([
    ['a shape', () => zeros(3 as never), 'TypeError: tensor: expected a shape, as [2, 3], got 3'],
    [
      'rows where a tensor was expected',
      () => x.add([[1]] as never),
      'TypeError: add: expected a tensor, as tensor([[1, 2]]), got an array of 1',
    ],
    ['nothing to compare with', () => x.equals(null as never), 'TypeError: equals: expected a tensor, as tensor([[1, 2]]), got null'],
    [
      'a product with an array',
      () => x.matmul([[1]] as never),
      'TypeError: matmul: expected a tensor, as tensor([[1, 2]]), got an array of 1',
    ],
    [
      'an activation for its formula',
      () => x.map(relu as never),
      'TypeError: map: expected a formula, as silu.formula, got an object with name, formula',
    ],
    [
      'a shape for dimensions',
      () => x.reshape([2, 1] as never),
      'TypeError: reshape: expected dimensions as numbers, as reshape(2, 3), got an array of 2',
    ],
    ['a rate for options', () => adam(0.1 as never), 'TypeError: adam: expected options { rate, beta1, beta2, epsilon }, got 0.1'],
    [
      'an initialization by name',
      () => dense(2, 1, relu, { initialization: 'he' as never }),
      'TypeError: dense(2, 1, relu): initialization: expected a function, as heNormal, got "he"',
    ],
    [
      'no options of fit',
      () => fit(model, good, undefined as never),
      'TypeError: train: expected options { loss, optimizer, epochs }, got undefined',
    ],
    [
      'no options of evaluate',
      () => evaluate(model, good, undefined as never),
      'TypeError: evaluate: expected options { loss, metrics }, got undefined',
    ],
    [
      'no loss of diagnose',
      () => diagnose(model, good, undefined as never),
      'TypeError: diagnose: expected options { loss }, as { loss: binaryCrossEntropy }, got undefined',
    ],
    [
      'no loss of predictProbabilities',
      () => predictProbabilities(model, [[1, 2]], undefined as never),
      'TypeError: predictProbabilities: expected the loss the model was trained with, as binaryCrossEntropy, got undefined',
    ],
    ['a layer to save', () => save(dense(2, 1) as never), 'TypeError: save: expected a model made by sequential(…), got an object with '],
    [
      'an array and a layer',
      () => (sequential as (...layers: unknown[]) => unknown)([dense(2, 1)], dense(1, 1)),
      'TypeError: sequential: expected layers, or one array of them, got both; spread the array: sequential(...layers, last)',
    ],
    [
      'a formula that gives nothing',
      () => dense(2, 1, { name: 'mine', formula: () => {} } as never),
      "TypeError: dense(2, 1): the formula of mine gives undefined for numbers and undefined for duals at x = -0.7; compute with ops, as ops.mul(x, x), not with JavaScript's operators, and list what it learns in parameters",
    ],
    [
      'a formula of parameters it does not list',
      () =>
        dense(2, 1, {
          name: 'mine',
          formula: (z: never, ops: { mul(a: never, b: never): never }, { b }: { b: never }) => ops.mul(z, b),
        } as never),
      "TypeError: dense(2, 1): the formula of mine gives NaN for numbers and undefined for duals at x = -0.7; compute with ops, as ops.mul(x, x), not with JavaScript's operators, and list what it learns in parameters",
    ],
    [
      'targets of other rows',
      () => accuracy(tensor([[1], [2]]), tensor([[1]])),
      'RangeError: accuracy: expected targets for 2 rows, got shape [1, 1]',
    ],
  ])('%s', async (_, act, message) => {
    let got: unknown;
    try {
      await act();
    } catch (error) {
      got = String(error);
    }
    expect(got).toContain(message);
  });
});

describe('train refuses at once, before the first step', () => {
  test('weights that are not finite', () => {
    const broken = sequential(dense(1, 1));
    broken.parameters = { '0.weight': tensor([[NaN]]), '0.bias': tensor([0]) };
    expect(messageOf(() => train(broken, { input: [[1]], target: [[1]] }, options))).toBe(
      "RangeError: train: the model's weights are not all finite; set finite ones, or draw them with model.setup(seed)",
    );
  });
  test.each([
    { name: 'data that is no object', data: null, message: 'TypeError: train: expected data { input, target }, got null' },
    {
      name: 'data of other names',
      data: { x: [[0]], y: [[0]] },
      message: 'TypeError: train: expected data { input, target }, got an object with x, y',
    },
    {
      name: 'weights in the plural',
      data: { input: [[0, 0]], target: [[0]], weights: [2] },
      message: 'TypeError: train: data: unknown option "weights"; it takes input, target, weight',
    },
    {
      name: 'text in the input',
      data: {
        ...good,
        input: [
          ['0', '1'],
          ['1', '1'],
        ],
      },
      message: 'TypeError: tensor: expected numbers in nested arrays, got "0"',
    },
    {
      name: 'ragged input',
      data: { ...good, input: [[0, 1], [0]] },
      message: 'RangeError: tensor: rows differ in length, 2 and 1; all rows must be equally long',
    },
    { name: 'no rows', data: { input: [], target: [] }, message: 'RangeError: train: expected at least one row of input, got shape [0]' },
    {
      name: 'no rows of two columns',
      data: { input: zeros([0, 2]), target: zeros([0, 1]) },
      message: 'RangeError: train: expected at least one row of input, got shape [0, 2]',
    },
    {
      name: 'other columns',
      data: { input: [[0, 0, 0]], target: [[0]] },
      message:
        'RangeError: train: sequential(dense(2, 3, relu), dense(3, 1)): expected input with 2 columns, got shape [1, 3]; give 2 numbers in each row',
    },
    {
      name: 'one sample alone',
      data: { input: [0, 0], target: [0, 1] },
      message:
        'RangeError: train: sequential(dense(2, 3, relu), dense(3, 1)): expected input of shape [rows, 2], got [2]; one sample alone is [[…]]',
    },
    {
      name: 'fewer targets than rows',
      data: { ...good, target: [[0]] },
      message: 'RangeError: train: input has 2 rows, target has 1; each row of input needs one of target',
    },
    {
      name: 'a scalar target',
      data: { ...good, target: 1 },
      message: 'RangeError: train: input has 2 rows, target has 0; each row of input needs one of target',
    },
    {
      name: 'targets of another width',
      data: {
        ...good,
        target: [
          [0, 1],
          [1, 0],
        ],
      },
      message: "RangeError: mean squared error: expected targets of shape [2, 1], as the model's output, got [2, 2]",
    },
    {
      name: 'targets without columns',
      data: { ...good, target: [0, 1] },
      message: "RangeError: mean squared error: expected targets of shape [2, 1], as the model's output, got [2]",
    },
    {
      name: 'NaN in the input',
      data: {
        ...good,
        input: [
          [0, 0],
          [0, NaN],
        ],
      },
      message: 'RangeError: train: input: expected finite numbers, got NaN in row 1, column 1; drop or fill such rows first',
    },
    {
      name: '∞ in the target',
      data: { ...good, target: [[0], [-Infinity]] },
      message: 'RangeError: train: target: expected finite numbers, got -Infinity in row 1, column 0; drop or fill such rows first',
    },
    {
      name: 'too few weights',
      data: { ...good, weight: [1] },
      message: 'RangeError: train: expected 2 sample weights, shape [2, 1], got shape [1]',
    },
    {
      name: 'a negative weight',
      data: { ...good, weight: [1, -1] },
      message: 'RangeError: train: expected sample weights of 0 or more, got -1 in row 1',
    },
    {
      name: 'a NaN weight',
      data: { ...good, weight: [NaN, 1] },
      message: 'RangeError: train: expected sample weights of 0 or more, got NaN in row 0',
    },
    {
      name: 'an infinite weight',
      data: { ...good, weight: [1, Infinity] },
      message: 'RangeError: train: expected sample weights of 0 or more, got Infinity in row 1',
    },
    {
      name: 'weights whose sum float32 does not hold',
      data: { ...good, weight: [3e38, 3e38] },
      message: 'RangeError: train: the sample weights add up to more than float32 holds; divide them all by one number',
    },
    {
      name: 'weights of 0 alone',
      data: { ...good, weight: [0, 0] },
      message: 'RangeError: train: all sample weights are 0; at least one row must count',
    },
  ])('$name', ({ data, message }) => {
    expect(messageOf(() => train(model, data as Data, options))).toBe(message);
  });

  const state = { epoch: 1, step: 1, state: { parameters: { '0.weight': zeros([2, 3]) } } };
  test.each([
    {
      name: 'a layer for a model',
      of: dense(2, 1),
      change: {},
      message: 'TypeError: train: expected a model made by sequential(…), got an object with ',
    },
    {
      name: 'an unknown option',
      change: { learningRate: 0.1 },
      message:
        'TypeError: train: unknown option "learningRate"; it takes loss, optimizer, epochs, seed, batchSize, shuffle, every, clip, metrics, validation, signal, resume, backend, deterministic',
    },
    { name: 'no loss', change: { loss: undefined }, message: 'TypeError: train: expected a loss, as binaryCrossEntropy, got undefined' },
    { name: 'a loss by name', change: { loss: 'mse' }, message: 'TypeError: train: expected a loss, as binaryCrossEntropy, got "mse"' },
    {
      name: 'an optimizer not called',
      change: { optimizer: adam },
      message: 'TypeError: train: expected an optimizer, as adam({ rate: 0.01 }), got function adam',
    },
    {
      name: 'a backend by name',
      change: { backend: 'wasm' },
      message: 'TypeError: train: backend: expected a backend, as referenceBackend, got "wasm"',
    },
    {
      name: 'a controller for its signal',
      change: { signal: new AbortController() },
      message: 'TypeError: train: signal: expected an AbortSignal, got an object with no properties',
    },
    {
      name: 'a number to clip at',
      change: { clip: 1 },
      message: 'TypeError: train: clip: expected clipNorm(…), clipValue(…) or several in an array, got 1',
    },
    {
      name: 'metrics without names',
      change: { metrics: [accuracy] },
      message: 'TypeError: train: metrics: expected functions by name, as { accuracy }, got an array of 1',
    },
    {
      name: 'a metric by name',
      change: { metrics: { accuracy: 'accuracy' } },
      message: 'TypeError: train: metrics: expected functions by name, as { accuracy }, got an object with accuracy',
    },
    { name: 'an epoch to resume', change: { resume: 5 }, message: "TypeError: train: resume: expected a report's state(), got 5" },
    { name: 'no epochs', change: { epochs: 0 }, message: 'RangeError: train: epochs: expected a whole number of at least 1, got 0' },
    {
      name: 'epochs left out',
      change: { epochs: undefined },
      message: 'RangeError: train: epochs: expected a whole number of at least 1, got undefined',
    },
    {
      name: 'infinite epochs',
      change: { epochs: Infinity },
      message: 'RangeError: train: epochs: expected a whole number of at least 1, got Infinity',
    },
    {
      name: 'half a batch',
      change: { batchSize: 0.5 },
      message: 'RangeError: train: batchSize: expected a whole number of at least 1, got 0.5',
    },
    {
      name: 'reports every 0 epochs',
      change: { every: 0 },
      message: 'RangeError: train: every: expected a whole number of at least 1, got 0',
    },
    { name: 'a negative seed', change: { seed: -1 }, message: 'RangeError: seed: expected a whole number of at least 0, got -1' },
    {
      name: 'validation that does not fit',
      change: { validation: { input: [[1, 2]], target: [[NaN]] } },
      message: 'RangeError: train: validation: target: expected finite numbers, got NaN in row 0, column 0; drop or fill such rows first',
    },
    {
      name: 'a class that does not exist',
      of: three,
      change: { loss: softmaxCrossEntropy },
      data: { ...good, target: [0, 3] },
      message: 'RangeError: softmax cross-entropy: class 3 in row 1 does not exist; the model has 3 outputs, so classes are 0 to 2',
    },
    {
      name: 'labels of 2 for yes or no',
      change: { loss: binaryCrossEntropy },
      data: { ...good, target: [[0], [2]] },
      message:
        'RangeError: binary cross-entropy: expected targets from 0 to 1, got 2 in row 1; for classes 2 and up use softmaxCrossEntropy',
    },
    {
      name: 'batchSize for batches brought along',
      change: { batchSize: 2 },
      data: [good],
      message: 'TypeError: train: batchSize is for data given at once; these batches have their own sizes',
    },
    {
      name: 'a state of another model',
      change: { resume: state, epochs: 5 },
      message: 'RangeError: sequential(dense(2, 3, relu), dense(3, 1)): parameter 0.bias of shape [3] is missing',
    },
  ])('$name', ({ of = model, change, data = good, message }) => {
    expect(messageOf(() => train(of as typeof model, data as Data, { ...options, ...change } as TrainOptions))).toContain(message);
  });

  test('a state that another optimizer left', async () => {
    const left = await (await fit(sequential(dense(2, 1)), good, options)).state();
    expect(messageOf(() => train(sequential(dense(2, 1)), good, { ...options, optimizer: adam(), epochs: 5, resume: left }))).toBe(
      'RangeError: train: resume: the state has no mean of 0.weight, which adam remembers; go on with the optimizer that the state was taken with',
    );
  });

  test('refused training leaves the model as it was', () => {
    const untouched = sequential(dense(2, 1));
    messageOf(() => train(untouched, { ...good, target: [[0], [NaN]] }, options));
    expect(untouched.initialized).toBe(false);
  });
});

test.each([
  {
    name: 'evaluate: data',
    act: () => evaluate(model, { input: [[1, 2]], target: [[NaN]] }, { loss: meanSquaredError }),
    message: 'RangeError: evaluate: target: expected finite numbers, got NaN in row 0, column 0; drop or fill such rows first',
  },
  {
    name: 'evaluate: a model without weights',
    act: () => evaluate(sequential(dense(2, 1)), good, { loss: meanSquaredError }),
    message: 'TypeError: sequential(dense(2, 1)): it has no weights yet; train it, or draw them with model.setup(seed)',
  },
  {
    name: 'diagnose: data',
    act: () => diagnose(model, { input: [[1, Infinity]], target: [[1]] }, { loss: meanSquaredError }),
    message: 'RangeError: diagnose: input: expected finite numbers, got Infinity in row 0, column 1; drop or fill such rows first',
  },
  {
    name: 'probabilities of what is no logit',
    act: () => predictProbabilities(sequential(dense(2, 1)).setup(0), tensor([[1, 2]]), meanSquaredError),
    message:
      'TypeError: predictProbabilities: outputs trained with mean squared error are not logits; use model.predict, or train with binaryCrossEntropy or softmaxCrossEntropy',
  },
])('$name is refused', ({ act, message }) => {
  expect(messageOf(act)).toBe(message);
});
