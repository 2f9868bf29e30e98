import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binaryCrossEntropy,
  elementwiseLoss,
  hinge,
  huber,
  meanSquaredError,
  reference,
  softmaxCrossEntropy,
  tensor,
} from '../../src/index.ts';
import type { Loss, Nested, Tensor } from '../../src/index.ts';
import { naive, toNaive } from '../naive.ts';
import { expectAllClose, expectClose, messageOf } from '../tools.ts';

const logCosh = elementwiseLoss('log-cosh', (output, target, math) => {
  const size = math.abs(math.sub(output, target));
  return math.sub(math.add(size, math.log1p(math.exp(math.mul(-2, size)))), Math.LN2);
});

const { log, exp } = Math;
const cases: readonly { name: string; loss: Loss; output: Nested; target: Nested; weight?: Nested; value: number; corners?: readonly number[] }[] = [
  { name: 'squares', loss: meanSquaredError, output: [[1, 2], [3, 4]], target: [[2, 1], [3, 2]], value: 6 / 4 },
  { name: 'squares, weighted', loss: meanSquaredError, output: [[1, 2], [3, 4]], target: [[2, 1], [3, 2]], weight: [[3], [1]], value: (3 * 2 + 4) / 8 },
  { name: 'Huber inside, at and outside of δ = 1', loss: huber(), output: [[0.5], [1], [-3]], target: [[0], [0], [0]], value: (0.125 + 0.5 + 2.5) / 3, corners: [1] },
  { name: 'Huber, δ = 2', loss: huber({ delta: 2 }), output: [[1], [5]], target: [[0], [0]], value: (0.5 + 2 * 4) / 2 },
  { name: 'hinge, right by a margin, at it, short of it, wrong', loss: hinge, output: [[3], [1], [0.25], [-2]], target: [[1], [1], [1], [1]], value: (0 + 0 + 0.75 + 3) / 4, corners: [1] },
  { name: 'hinge, the other side', loss: hinge, output: [[-3], [2]], target: [[-1], [-1]], value: 1.5 },
  { name: 'yes or no', loss: binaryCrossEntropy, output: [[2], [-1]], target: [[1], [1]], value: (log(1 + exp(-2)) + log(1 + exp(1))) / 2 },
  { name: 'yes or no, soft', loss: binaryCrossEntropy, output: [[0.5]], target: [[0.3]], value: 0.3 * log(1 + exp(-0.5)) + 0.7 * log(1 + exp(0.5)) },
  { name: 'yes or no, weighted', loss: binaryCrossEntropy, output: [[2], [-1]], target: [[1], [1]], weight: [[0], [2]], value: log(1 + exp(1)) },
  { name: 'classes by index', loss: softmaxCrossEntropy, output: [[1, 2, 3], [0, 0, 0]], target: [[2], [0]], value: (log(exp(-2) + exp(-1) + 1) + log(3)) / 2 },
  { name: 'classes by index, [rows]', loss: softmaxCrossEntropy, output: [[1, 2, 3], [0, 0, 0]], target: [2, 0], value: (log(exp(-2) + exp(-1) + 1) + log(3)) / 2 },
  { name: 'classes, one-hot', loss: softmaxCrossEntropy, output: [[1, 2, 3], [0, 0, 0]], target: [[0, 0, 1], [1, 0, 0]], value: (log(exp(-2) + exp(-1) + 1) + log(3)) / 2 },
  { name: 'classes, soft', loss: softmaxCrossEntropy, output: [[1, 2]], target: [[0.25, 0.75]], value: 0.25 * log(1 + exp(1)) + 0.75 * log(1 + exp(-1)) },
  { name: 'classes, a row that sums to 2', loss: softmaxCrossEntropy, output: [[1, 2]], target: [[1, 1]], value: log(1 + exp(1)) + log(1 + exp(-1)) },
  { name: 'classes, weighted', loss: softmaxCrossEntropy, output: [[1, 2, 3], [0, 0, 0]], target: [[2], [0]], weight: [[1], [3]], value: (log(exp(-2) + exp(-1) + 1) + 3 * log(3)) / 4 },
  { name: 'one of one’s own', loss: logCosh, output: [[2], [-0.5]], target: [[0], [0]], value: (log(Math.cosh(2)) + log(Math.cosh(0.5))) / 2 },
]; // prettier-ignore

describe.each(cases)('$name ($loss.name)', ({ loss, output, target, weight, value, corners = [] }) => {
  const [y, t, w] = [tensor(output), tensor(target), weight === undefined ? undefined : tensor(weight)];
  const exact = (outputs: readonly number[]): { value: { data: readonly number[] }; gradient: { data: readonly number[] } } =>
    loss.measure(naive, { shape: y.shape, data: outputs }, toNaive(t), w && toNaive(w));

  test('is the written-out sum within 1e-15, on the reference within 1e-7', () => {
    expectClose(exact([...y.data]).value.data[0]!, value, { relative: 2e-7 });
    const measured = loss.measure(reference, y, t, w);
    expect([measured.value.shape, measured.gradient.shape]).toEqual([[], y.shape]);
    expectClose(measured.value.at(), value, { relative: 2e-7 });
    expectAllClose(measured.gradient.data, exact([...y.data]).gradient.data, { absolute: 1e-7, relative: 1e-6 });
  });

  test('has slopes within 1e-8 of finite differences, except at corners', () => {
    const h = 1e-4;
    const { gradient } = exact([...y.data]);
    for (const place of y.data.keys()) {
      const at = (by: number): number => exact([...y.data].map((v, i) => (i === place ? v + by : v))).value.data[0]!;
      if (corners.includes(place)) continue;
      expectClose(gradient.data[place]!, (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h), { absolute: 1e-8 }, `[${place}]`);
    }
  });

  test('is what `check` lets pass', () => {
    expect(() => loss.check(t, y.shape)).not.toThrow();
  });
});

describe('at corners and far out', () => {
  const measure = (loss: Loss, output: Nested, target: Nested): { value: number; gradient: number[] } => {
    const { value, gradient } = loss.measure(reference, tensor(output), tensor(target));
    return { value: value.at(), gradient: [...gradient.data] };
  };

  test.each([
    { name: 'hinge at its corner has slope 0', loss: hinge, output: [[1]], target: [[1]], value: 0, gradient: [0] },
    {
      name: 'Huber at δ: slope δ on both sides',
      loss: huber(),
      output: [[1], [-1]],
      target: [[0], [0]],
      value: 0.5,
      gradient: [0.5, -0.5],
    },
    { name: 'Huber far out grows straight', loss: huber(), output: [[1e30]], target: [[0]], value: Math.fround(1e30), gradient: [1] },
    {
      name: 'yes or no, right at 1e30',
      loss: binaryCrossEntropy,
      output: [[1e30], [-1e30]],
      target: [[1], [0]],
      value: 0,
      gradient: [0, 0],
    },
    {
      name: 'yes or no, wrong at 1e30',
      loss: binaryCrossEntropy,
      output: [[1e30]],
      target: [[0]],
      value: Math.fround(1e30),
      gradient: [1],
    },
    {
      name: 'yes or no, right at −100 keeps its digits',
      loss: binaryCrossEntropy,
      output: [[-100]],
      target: [[0]],
      value: Math.fround(Math.exp(-100)),
      gradient: [Math.fround(Math.exp(-100))],
    },
    { name: 'yes or no at 0', loss: binaryCrossEntropy, output: [[0]], target: [[1]], value: Math.fround(Math.LN2), gradient: [-0.5] },
    { name: 'classes at 1e30', loss: softmaxCrossEntropy, output: [[1e30, 0]], target: [[0]], value: 0, gradient: [0, 0] },
    {
      name: 'classes, wrong at 1e30',
      loss: softmaxCrossEntropy,
      output: [[1e30, 0]],
      target: [[1]],
      value: Math.fround(1e30),
      gradient: [1, -1],
    },
    {
      name: 'classes with a logit of −∞ not asked for',
      loss: softmaxCrossEntropy,
      output: [[-Infinity, 0, 0]],
      target: [[0, 0.5, 0.5]],
      value: Math.fround(Math.LN2),
      gradient: [0, 0, 0],
    },
  ])('$name', ({ loss, output, target, value, gradient }) => {
    expect(measure(loss, output, target)).toEqual({ value, gradient: gradient.map((slope) => expect.closeTo(slope, 12) as number) });
  });
});

describe('properties', () => {
  const table = fc.integer({ min: 1, max: 5 }).chain((rows) =>
    fc.record({
      rows: fc.constant(rows),
      output: fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: rows * 3, maxLength: rows * 3 }),
      classes: fc.array(fc.nat({ max: 2 }), { minLength: rows, maxLength: rows }),
      weight: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: rows, maxLength: rows }),
    }),
  );

  test('softmax cross-entropy: slopes sum to 0 in each row within 1e-7, adding a number to a row changes nothing within 1e-5', () => {
    fc.assert(
      fc.property(table, ({ rows, output, classes }) => {
        const [y, t] = [tensor(output, [rows, 3]), tensor(classes)];
        const { value, gradient } = softmaxCrossEntropy.measure(reference, y, t);
        expectAllClose(gradient.sum(1).data, new Float32Array(rows), { absolute: 1e-7 });
        expectClose(softmaxCrossEntropy.measure(reference, y.add(8), t).value.at(), value.at(), { absolute: 1e-5 });
      }),
    );
  });

  test.each([meanSquaredError, huber(), softmaxCrossEntropy, binaryCrossEntropy])(
    'a row of weight n counts as n rows ($name), value and slope within 1e-6',
    (loss) => {
      fc.assert(
        fc.property(table, ({ rows, output, classes, weight }) => {
          const targets =
            loss === softmaxCrossEntropy
              ? tensor(classes, [rows, 1])
              : tensor(
                  classes.flatMap((c) => [c / 2, 0, 1]),
                  [rows, 3],
                );
          const y = tensor(output, [rows, 3]);
          const repeated = tensor(weight.flatMap((times, row) => Array.from({ length: times }, () => row)));
          const weighted = loss.measure(reference, y, targets, tensor(weight, [rows, 1]));
          const plain = loss.measure(reference, reference.gather(y, repeated), reference.gather(targets, repeated));
          expectClose(weighted.value.at(), plain.value.at(), { relative: 1e-6, absolute: 1e-7 });
          let first = 0;
          for (const [row, times] of weight.entries()) {
            expectAllClose(weighted.gradient.slice(row, row + 1).data, plain.gradient.slice(first, first + 1).mul(times).data, {
              relative: 1e-6,
              absolute: 1e-7,
            });
            first += times;
          }
        }),
      );
    },
  );

  test('a batch whose weights are all 0 has loss 0 and slope 0: nothing to learn, and no NaN', () => {
    for (const loss of [meanSquaredError, softmaxCrossEntropy, binaryCrossEntropy]) {
      const { value, gradient } = loss.measure(reference, tensor([[1, 2]]), tensor([[0, 1]]), tensor([[0]]));
      expect([value.at(), ...gradient.data].map(Math.abs)).toEqual([0, 0, 0]);
    }
  });
});

describe('probabilities', () => {
  const p = (loss: Loss, output: Nested): Tensor => loss.probabilities!(reference, tensor(output));

  test('of yes-or-no logits are 1 / (1 + e^(−z)) each, within 1e-7, tails included', () => {
    expectAllClose(p(binaryCrossEntropy, [[0, 2, -2, 800, -800, -50]]).data, [0.5, 1 / (1 + exp(-2)), 1 / (1 + exp(2)), 1, 0, exp(-50)], {
      relative: 1e-7,
    });
  });

  test('of class logits are e^z / Σ e^z, within 1e-7, and sum to 1 by row', () => {
    const got = p(softmaxCrossEntropy, [[1, 2, 3], [1000, 0, -1000]]); // prettier-ignore
    const total = exp(1) + exp(2) + exp(3);
    expectAllClose(got.data, [exp(1) / total, exp(2) / total, exp(3) / total, 1, 0, 0], { relative: 1e-7 });
    expectAllClose(got.sum(1).data, [1, 1], { absolute: 1e-7 });
  });

  test('there are none where outputs are no logits', () => {
    expect([meanSquaredError, huber(), hinge, logCosh].map(({ probabilities }) => probabilities)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test.each([
  {
    name: 'another shape',
    act: () => meanSquaredError.check(tensor([1, 2]), [2, 1]),
    message: "RangeError: mean squared error: expected targets of shape [2, 1], as the model's output, got [2]",
  },
  {
    name: 'another shape, of a loss of one’s own',
    act: () => logCosh.check(tensor([1, 2]), [2, 1]),
    message: "RangeError: log-cosh: expected targets of shape [2, 1], as the model's output, got [2]",
  },
  {
    name: 'a target of 2',
    act: () => binaryCrossEntropy.check(tensor([[0], [2]]), [2, 1]),
    message: 'RangeError: binary cross-entropy: expected targets from 0 to 1, got 2 in row 1; for classes 2 and up use softmaxCrossEntropy',
  },
  {
    name: 'a negative target',
    act: () =>
      binaryCrossEntropy.check(
        tensor([
          [0, 1],
          [0, -1],
        ]),
        [2, 2],
      ),
    message:
      'RangeError: binary cross-entropy: expected targets from 0 to 1, got -1 in row 1; for classes 2 and up use softmaxCrossEntropy',
  },
  {
    name: 'a hinge target of 0',
    act: () => hinge.check(tensor([[1], [0]]), [2, 1]),
    message: 'RangeError: hinge: expected targets −1 or 1, got 0 in row 1; map 0 and 1 to −1 and 1 first',
  },
  {
    name: 'a class too many',
    act: () => softmaxCrossEntropy.check(tensor([0, 3]), [2, 3]),
    message: 'RangeError: softmax cross-entropy: class 3 in row 1 does not exist; the model has 3 outputs, so classes are 0 to 2',
  },
  {
    name: 'half a class',
    act: () => softmaxCrossEntropy.check(tensor([[0.5], [1]]), [2, 3]),
    message: 'RangeError: softmax cross-entropy: class 0.5 in row 0 does not exist; the model has 3 outputs, so classes are 0 to 2',
  },
  {
    name: 'a probability of 1.5',
    act: () =>
      softmaxCrossEntropy.check(
        tensor([
          [0, 1],
          [1.5, 0],
        ]),
        [2, 2],
      ),
    message: 'RangeError: softmax cross-entropy: expected probabilities from 0 to 1, got 1.5 in row 1',
  },
  {
    name: 'targets of two columns for three classes',
    act: () =>
      softmaxCrossEntropy.check(
        tensor([
          [0, 1],
          [1, 0],
        ]),
        [2, 3],
      ),
    message: 'RangeError: softmax cross-entropy: expected class indices of shape [2, 1] or probabilities of shape [2, 3], got [2, 2]',
  },
  {
    name: 'classes of one output',
    act: () => softmaxCrossEntropy.check(tensor([[0], [1]]), [2, 1]),
    message: 'RangeError: softmax cross-entropy: expected a model with at least 2 outputs, got 1; for yes or no use binaryCrossEntropy',
  },
  { name: 'beta for δ', act: () => huber({ beta: 2 } as never), message: 'TypeError: huber: unknown option "beta"; it takes delta' },
  { name: 'δ = 0', act: () => huber({ delta: 0 }), message: 'RangeError: huber: delta: expected a finite number in (0, Infinity), got 0' },
])('$name is refused', ({ act, message }) => {
  expect(messageOf(act)).toBe(message);
});
