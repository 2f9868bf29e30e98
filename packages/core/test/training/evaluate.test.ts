import { describe, expect, test } from 'vitest';
import {
  accuracy,
  binaryCrossEntropy,
  dense,
  diagnose,
  dropout,
  evaluate,
  frozen,
  meanAbsoluteError,
  meanSquaredError,
  predictClass,
  predictProbabilities,
  rootMeanSquaredError,
  rSquared,
  sequential,
  softmaxCrossEntropy,
  standardize,
  tensor,
} from '../../src/index.ts';
import type { Metric, Nested, Sequential } from '../../src/index.ts';
import { relu, sigmoid, step, tanh } from '../activations.ts';
import { expectAllClose, expectClose, messageOf } from '../tools.ts';

describe('metrics', () => {
  test.each([
    { name: 'accuracy of logits and 0/1', metric: accuracy, output: [[2], [-1], [0.1], [0]], target: [[1], [0], [0], [0]], value: 0.75 },
    { name: 'accuracy of logits and −1/1', metric: accuracy, output: [[2], [-1], [0.1]], target: [[1], [-1], [-1]], value: 2 / 3 },
    { name: 'accuracy of logits and probabilities', metric: accuracy, output: [[2], [-1], [-1], [-1]], target: [[0.9], [0.6], [0.4], [0.5]], value: 0.75 },
    { name: 'accuracy of classes by index', metric: accuracy, output: [[1, 2, 3], [3, 2, 1]], target: [[2], [1]], value: 0.5 },
    { name: 'accuracy of classes by index, [rows]', metric: accuracy, output: [[1, 2, 3], [3, 2, 1]], target: [2, 0], value: 1 },
    { name: 'accuracy of classes, one-hot', metric: accuracy, output: [[1, 2, 3], [3, 2, 1]], target: [[0, 0, 1], [0, 1, 0]], value: 0.5 },
    { name: 'accuracy of a tie takes the first class', metric: accuracy, output: [[1, 1]], target: [0], value: 1 },
    { name: 'mean absolute error', metric: meanAbsoluteError, output: [[1, 2], [3, 4]], target: [[2, 2], [3, 1]], value: 1 },
    { name: 'root mean squared error', metric: rootMeanSquaredError, output: [[1, 2], [3, 4]], target: [[2, 2], [3, 1]], value: Math.sqrt(2.5) },
    { name: 'R² of perfect predictions', metric: rSquared, output: [[1], [2]], target: [[1], [2]], value: 1 },
    { name: 'R² of the mean', metric: rSquared, output: [[2], [2]], target: [[1], [3]], value: 0 },
    { name: 'R² over two columns', metric: rSquared, output: [[1, 0], [3, 0]], target: [[1, -1], [3, 1]], value: 0.5 },
    { name: 'R² of a target that never changes', metric: rSquared, output: [[1], [2]], target: [[1], [1]], value: NaN },
  ] satisfies readonly { name: string; metric: Metric; output: Nested; target: Nested; value: number }[])('$name is $value within 1e-7', ({ metric, output, target, value }) => {
    expectClose(metric(tensor(output), tensor(target)), value, { absolute: 1e-7 });
  }); // prettier-ignore

  test.each([
    { name: 'meanAbsoluteError', metric: meanAbsoluteError },
    { name: 'rootMeanSquaredError', metric: rootMeanSquaredError },
    { name: 'rSquared', metric: rSquared },
  ])('$name refuses targets of another shape', ({ name, metric }) => {
    expect(messageOf(() => metric(tensor([[1], [2]]), tensor([1, 2])))).toBe(
      `RangeError: ${name}: expected targets of shape [2, 1], as the model's output, got [2]`,
    );
  });
});

const linear = (weight: Nested): Sequential => {
  const [inputs, outputs] = tensor(weight).shape as [number, number];
  const model = sequential([dense(inputs, outputs)]);
  model.parameters = { '0.weight': tensor(weight), '0.bias': tensor(new Float32Array(outputs)) };
  return model;
};

describe('predictions', () => {
  test('as classes: of one output above 0, of several the largest', () => {
    expect(predictClass(linear([[1]]), [[0.1], [-3], [0]]).toArray()).toEqual([1, 0, 0]);
    expect(predictClass(linear([[1, 0, -1]]), [[2], [-1]]).toArray()).toEqual([0, 2]);
  });

  test('as probabilities, within 1e-7', () => {
    expectAllClose(predictProbabilities(linear([[1]]), [[0], [2]], binaryCrossEntropy).data, [0.5, 1 / (1 + Math.exp(-2))], {
      absolute: 1e-7,
    });
    expectAllClose(
      predictProbabilities(linear([[1, 0]]), [[2]], softmaxCrossEntropy).data,
      [1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(2))],
      { absolute: 1e-7 },
    );
  });

  test('own their buffers', () => {
    for (const { data } of [
      predictClass(linear([[1, 0]]), [[2], [3]]),
      predictProbabilities(linear([[1]]), [[2], [3]], binaryCrossEntropy),
    ])
      expect(data.buffer.byteLength).toBe(data.byteLength);
  });

  test('evaluate gives loss and metrics, with weights for the loss alone', () => {
    expect(
      evaluate(
        linear([[1]]),
        { input: [[1], [2]], target: [[0], [0]], weight: [3, 1] },
        { loss: meanSquaredError, metrics: { meanAbsoluteError } },
      ),
    ).toEqual({ loss: 7 / 4, metrics: { meanAbsoluteError: 1.5 } });
    expect(evaluate(linear([[1]]), { input: [[1]], target: [[0]] }, { loss: meanSquaredError }).metrics).toEqual({});
  });

  test('evaluate refuses an unknown option', () => {
    const options = { loss: meanSquaredError, metric: { meanAbsoluteError } };
    expect(() => evaluate(linear([[1]]), { input: [[1]], target: [[0]] }, options)).toThrow(
      'evaluate: unknown option "metric"; it takes loss, metrics',
    );
  });
});

describe('diagnose', () => {
  const data = { input: [[1], [-1], [2], [-2]], target: [[1], [0], [1], [0]] }; // prettier-ignore
  const ofTwo = (activation: typeof relu, weight: Nested, bias: Nested): Sequential => {
    const model = sequential(dense(1, 2, activation), dense(2, 1));
    model.parameters = { '0.weight': tensor(weight), '0.bias': tensor(bias), '1.weight': tensor([[1], [1]]), '1.bias': tensor([0]) };
    return model;
  };

  test('a healthy layer: slopes, shares of zero, gradient, nothing found', () => {
    const [hidden, last] = diagnose(ofTwo(relu, [[1, -1]], [0, 0]), data, { loss: meanSquaredError });
    expect(hidden).toMatchObject({ name: 'dense(1, 2, relu)', units: [{ largestSlope: 1, zeroSlope: 0.5 }, { largestSlope: 1, zeroSlope: 0.5 }], largestSlope: 1, zeroSlope: 0.5, finding: '' }); // prettier-ignore
    expect(last).toMatchObject({ name: 'dense(2, 1)', largestSlope: 1, zeroSlope: 0, finding: '' });
    // y = |x|: slopes of the loss (y − t)/2 are 0, ½, ½, 1.
    expectClose(last!.gradientNorm, Math.hypot(0.5 * 2, 0.5 + 2, 2), { relative: 1e-6 });
    expectClose(hidden!.gradientNorm, Math.hypot(0.5 * 2, 0.5 + 2, 0.5, 1.5), { relative: 1e-6 });
  });

  test('a dead unit, and a layer of dead ones', () => {
    expect(diagnose(ofTwo(relu, [[1, 1]], [0, -5]), data, { loss: meanSquaredError })[0]!.finding).toBe(
      '1 of 2 units have slope 0 on every row, so no gradient passes them (dead)',
    );
    expect(diagnose(ofTwo(relu, [[1, 1]], [-5, -5]), data, { loss: meanSquaredError })[0]!.finding).toBe(
      '2 of 2 units have slope 0 on every row, so no gradient passes them (dead); the gradient of its weights is exactly 0: gradient descent will not move them',
    );
  });

  test('a unit that one row in twenty reaches is not dead', () => {
    const input = Array.from({ length: 20 }, (_, i) => [i === 0 ? 1 : -1]);
    const [hidden] = diagnose(ofTwo(relu, [[1, 1]], [0, 0]), { input, target: input }, { loss: meanSquaredError });
    expect(hidden).toMatchObject({ zeroSlope: 0.95, finding: '' });
  });

  test('step: no slope anywhere', () => {
    const [hidden] = diagnose(ofTwo(step, [[1, 1]], [0, 0]), data, { loss: meanSquaredError });
    expect(hidden).toMatchObject({ largestSlope: 0, zeroSlope: 1, gradientNorm: 0 });
    expect(hidden!.finding).toContain('gradient descent will not move them');
  });

  test('saturated units', () => {
    expect(diagnose(ofTwo(sigmoid, [[1, 100]], [0, 0]), data, { loss: meanSquaredError })[0]!.finding).toBe(
      '1 of 2 units have no slope above 0.01 on any row (saturated)',
    );
  });

  test('a tiny gradient is not called 0', () => {
    const model = ofTwo(tanh, [[1e-3, 1e-3]], [0, 0]);
    model.parameters = { ...model.parameters, '1.weight': tensor([[1e-30], [1e-30]]) };
    const [hidden] = diagnose(model, data, { loss: meanSquaredError });
    expect(hidden!.gradientNorm).toBeGreaterThan(1e-31);
    expect(hidden!.finding).toBe('');
  });

  test('looks into a frozen model', () => {
    const inner = ofTwo(relu, [[1, 1]], [-5, -5]);
    const model = sequential([frozen(inner)]).setup(0);
    model.parameters = Object.fromEntries(Object.entries(inner.parameters).map(([name, value]) => [`0.${name}`, value]));
    const [hidden] = diagnose(model, data, { loss: meanSquaredError });
    expect(hidden).toMatchObject({ name: 'frozen(dense(1, 2, relu))', largestSlope: 0, gradientNorm: NaN });
    expect(hidden!.finding).toContain('2 of 2 units have slope 0 on every row');
  });

  test('leaves dropout out, and speaks of nested, frozen and scaling layers one by one', () => {
    const model = sequential(
      standardize(tensor(data.input)),
      sequential(dense(1, 3, tanh), dropout(0.9)),
      frozen(dense(3, 2, relu)),
      dense(2, 1),
    ).setup(3);
    const [first, second] = [diagnose(model, data, { loss: meanSquaredError }), diagnose(model, data, { loss: meanSquaredError })];
    expect(first).toEqual(second);
    expect(first.map(({ name, units, gradientNorm }) => [name, units.length, Number.isNaN(gradientNorm)])).toEqual([
      ['standardize(1)', 0, true], ['dense(1, 3, tanh)', 3, false], ['dropout(0.9)', 0, true], ['frozen(dense(3, 2, relu))', 2, true], ['dense(2, 1)', 1, false],
    ]); // prettier-ignore
    expect(first[1]!.gradientNorm).toBeGreaterThan(0);
  });
});
