import { describe, expect, test } from 'vitest';
import {
  accuracy,
  adam,
  adamW,
  binaryCrossEntropy,
  clipNorm,
  dense,
  dropout,
  elementwiseLoss,
  evaluate,
  fit,
  frozen,
  huber,
  keyOf,
  meanSquaredError,
  NonFiniteError,
  normals,
  random,
  referenceBackend,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  standardize,
  tensor,
  train,
  zeros,
} from '../../src/index.ts';
import type { Backend, Data, EpochReport, Named, Sequential, Tensor, TrainingState, TrainOptions } from '../../src/index.ts';
import { prelu, relu, sigmoid, silu, swish, tanh } from '../activations.ts';
import { expectAllClose, expectClose, fingerprint } from '../tools.ts';

const xor: Data = { input: [[0, 0], [0, 1], [1, 0], [1, 1]], target: [[0], [1], [1], [0]] }; // prettier-ignore

/** 50 rows of three columns, and what they add up to. */
const input = tensor(Float32Array.from(normals(keyOf(1), 150)), [50, 3]);
const sums: Data = { input, target: input.sum(1, { keepDimension: true }) };

const small = (): Sequential => sequential(dense(2, 4, silu), dense(4, 1));
/** A network with everything that draws or remembers. */
const rich = (): Sequential =>
  sequential(standardize(input), dense(3, 8, swish), dropout(0.2), dense(8, 6, prelu), frozen(dense(6, 4, tanh)), dense(4, 1));

async function reports(model: Sequential, data: Parameters<typeof train>[1], options: TrainOptions): Promise<EpochReport[]> {
  const all: EpochReport[] = [];
  for await (const report of train(model, data, options)) all.push(report);
  return all;
}
const same = (a: Named<Tensor>, b: Named<Tensor>): boolean =>
  Object.keys(a).every((name) => a[name]!.equals(b[name]!)) && Object.keys(a).length === Object.keys(b).length;
const basic: TrainOptions = { loss: meanSquaredError, optimizer: adam({ rate: 0.02 }), epochs: 10, seed: 7 };

describe('learns', () => {
  test.each([
    { activation: silu, seed: 7 },
    { activation: tanh, seed: 7 },
    { activation: sigmoid, seed: 7 },
    { activation: relu, seed: 7 },
  ])('XOR with $activation.name: loss below 0.05, four of four', async ({ activation, seed }) => {
    const model = sequential(dense(2, 8, activation), dense(8, 1));
    const { loss } = await fit(model, xor, { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 400, seed });
    expect(loss).toBeLessThan(0.05);
    expect(evaluate(model, xor, { loss: binaryCrossEntropy, metrics: { accuracy } }).metrics).toEqual({ accuracy: 1 });
  });

  test('three classes, from indices, in batches', async () => {
    const classes = tensor(Float32Array.from({ length: 90 }, (_, i) => i % 3));
    const points = tensor(
      Float32Array.from({ length: 180 }, (_, i) => Math.sin(((i >> 1) % 3) * 2 + (i % 2) * 1.5) * 2 + normals(keyOf(i), 1)[0]! * 0.2),
      [90, 2],
    );
    const model = sequential(dense(2, 6, tanh), dense(6, 3));
    await fit(
      model,
      { input: points, target: classes },
      { loss: softmaxCrossEntropy, optimizer: rmsprop({ rate: 0.02 }), epochs: 40, batchSize: 16 },
    );
    expect(
      evaluate(model, { input: points, target: classes }, { loss: softmaxCrossEntropy, metrics: { accuracy } }).metrics['accuracy'],
    ).toBe(1);
  });

  test('a line: weights 2 and −1, bias 0.5 within 1e-4', async () => {
    const target = input.slice(0).map((x) => x).matmul(tensor([[2], [-1], [0]])).add(0.5); // prettier-ignore
    const model = sequential(dense(3, 1));
    await fit(model, { input, target }, { loss: meanSquaredError, optimizer: sgd({ rate: 0.3 }), epochs: 300 });
    expectAllClose([...model.parameters['0.weight']!.data, ...model.parameters['0.bias']!.data], [2, -1, 0, 0.5], { absolute: 1e-4 });
  });

  test('learnt parameters: PReLU finds the α of |x|, −1, within 1e-2', async () => {
    const x = random([40, 1], 3).mul(4).sub(2);
    const model = sequential(dense(1, 1, prelu));
    model.parameters = { '0.weight': tensor([[1]]), '0.bias': tensor([0]), '0.alpha': tensor([0.25]) };
    await fit(
      model,
      { input: x, target: x.map((x, math) => math.abs(x)) },
      { loss: meanSquaredError, optimizer: adam({ rate: 0.05 }), epochs: 1000 },
    );
    expectClose(model.parameters['0.alpha']!.at(0), -1, { absolute: 1e-2 });
  });
});

describe('the same seed, data and options give the same bits', () => {
  const options: TrainOptions = { ...basic, epochs: 12, batchSize: 16, clip: clipNorm(0.5) };

  test('twice', async () => {
    const [a, b] = [rich(), rich()];
    const [first, second] = [await reports(a, sums, options), await reports(b, sums, options)];
    expect(first.map(({ loss }) => loss)).toEqual(second.map(({ loss }) => loss));
    expect(same(a.parameters, b.parameters)).toBe(true);
  });

  // Another number here means: another order of operations, another generator, or an engine whose arithmetic differs.
  test('on every engine and machine: golden fingerprints of the weights', async () => {
    const [a, b] = [rich(), small()];
    await fit(a, sums, options);
    await fit(b, xor, {
      loss: binaryCrossEntropy,
      optimizer: sgd({ rate: 0.5, momentum: 0.9, nesterov: true }),
      epochs: 100,
      seed: 2 ** 40,
      deterministic: true,
    });
    expect([fingerprint(a.parameters), fingerprint(b.parameters)]).toEqual(['dce95b2d', 'f55201d8']);
  });

  test('another seed gives another run', async () => {
    const [a, b] = [small(), small()];
    await fit(a, xor, basic);
    await fit(b, xor, { ...basic, seed: 8 });
    expect(same(a.parameters, b.parameters)).toBe(false);
  });

  test('the seed does not touch weights that are there already', async () => {
    const [a, b] = [small().setup(1), small().setup(1)];
    await fit(a, xor, basic);
    await fit(b, xor, { ...basic, seed: 8 });
    expect(same(a.parameters, b.parameters)).toBe(true);
  });

  test.each([1, 3, 5, 12, 100])('however often it reports: every %i', async (every) => {
    const [a, b] = [rich(), rich()];
    const [all, some] = [await reports(a, sums, options), await reports(b, sums, { ...options, every })];
    expect(same(a.parameters, b.parameters)).toBe(true);
    const expected = all.filter(({ epoch }) => epoch % every === 0 || epoch === 12);
    expect(some.map(({ epoch, step, loss, gradientNorms }) => ({ epoch, step, loss, gradientNorms }))).toEqual(
      expected.map(({ epoch, step, loss, gradientNorms }) => ({ epoch, step, loss, gradientNorms })),
    );
  });

  test('by fit and by train', async () => {
    const [a, b] = [small(), small()];
    const last = await fit(a, xor, basic);
    expect((await reports(b, xor, basic)).at(-1)!.loss).toBe(last.loss);
    expect(same(a.parameters, b.parameters)).toBe(true);
  });
});

describe('resume goes on to the same bits', () => {
  const optimizers = { sgd: sgd(), momentum: sgd({ momentum: 0.9 }), rmsprop: rmsprop(), adam: adam(), adamW: adamW() };
  test.each(Object.entries(optimizers))('after 5 of 11 epochs, with %s, batches, shuffling and dropout', async (_, optimizer) => {
    const options: TrainOptions = { ...basic, optimizer, epochs: 11, batchSize: 16 };
    const [whole, model] = [rich(), rich()];
    await fit(whole, sums, options);
    const state = await (await fit(model, sums, { ...options, epochs: 5 })).state();
    const resumed = rich();
    const rest = await reports(resumed, sums, { ...options, resume: state });
    expect(rest.map(({ epoch }) => epoch)).toEqual([6, 7, 8, 9, 10, 11]);
    expect(rest.at(-1)!.step).toBe(44);
    expect(same(resumed.parameters, whole.parameters)).toBe(true);
  });

  test('a state taken before the end is not changed by what follows', async () => {
    const states: TrainingState[] = [];
    for await (const report of train(small(), xor, { ...basic, epochs: 3 })) states.push(await report.state());
    const weights = states.map(({ state }) => fingerprint(state['parameters']!));
    expect(new Set(weights).size).toBe(3);
    expect(states.map(({ epoch, step }) => [epoch, step])).toEqual([[1, 1], [2, 2], [3, 3]]); // prettier-ignore
    const model = small();
    await fit(model, xor, { ...basic, epochs: 3, resume: states[0]! });
    expect(fingerprint(model.parameters)).toBe(weights[2]);
    expect(fingerprint(states[0]!.state['parameters']!)).toBe(weights[0]);
  });

  test('nothing is left to do: no report, and fit says so', async () => {
    const state = await (await fit(small(), xor, basic)).state();
    expect(await reports(small(), xor, { ...basic, resume: state })).toEqual([]);
    await expect(fit(small(), xor, { ...basic, resume: state })).rejects.toThrow(
      new RangeError('fit: the 10 epochs asked for are done already; ask for more than the state that was resumed has'),
    );
  });

  test('Adam counts on past 2²⁴ steps, where float32 counts stop: three steps within 1e-6 of double precision', async () => {
    const step = 3 * 2 ** 24;
    const model = sequential(dense(1, 1));
    const state = {
      parameters: { '0.weight': tensor([[2]]), '0.bias': tensor([0]) },
      mean: { '0.weight': tensor([[0.1]]), '0.bias': tensor([0]) },
      variance: { '0.weight': tensor([[0.01]]), '0.bias': tensor([0]) },
    };
    const seen = await reports(
      model,
      { input: [[1]], target: [[0]] },
      { ...basic, optimizer: adam({ rate: 0.1, beta2: 1 - 2 ** -24 }), epochs: 3, resume: { epoch: 0, step, state } },
    );
    expect(seen.map((report) => report.step)).toEqual([step + 1, step + 2, step + 3]);
    let [w, b, mw, mb, vw, vb] = [2, 0, 0.1, 0, 0.01, 0];
    const beta2 = 1 - 2 ** -24;
    for (let t = step + 1; t <= step + 3; t++) {
      const g = 2 * (w + b);
      [mw, mb] = [0.9 * mw + 0.1 * g, 0.9 * mb + 0.1 * g];
      [vw, vb] = [beta2 * vw + (1 - beta2) * g * g, beta2 * vb + (1 - beta2) * g * g];
      const corrected = (v: number): number => Math.sqrt(v / (1 - beta2 ** t)) + 1e-8;
      [w, b] = [w - (0.1 * mw) / corrected(vw), b - (0.1 * mb) / corrected(vb)];
    }
    expectAllClose([model.parameters['0.weight']!.at(0, 0), model.parameters['0.bias']!.at(0)], [w, b], { relative: 1e-6 });
  });
});

describe('break, and weights at each report', () => {
  test('break writes back the weights of the report it breaks at', async () => {
    const [broken, short] = [small(), small()];
    for await (const { epoch } of train(broken, xor, { ...basic, epochs: 1000 })) if (epoch === 4) break;
    await fit(short, xor, { ...basic, epochs: 4 });
    expect(same(broken.parameters, short.parameters)).toBe(true);
  });

  test('an error in the loop’s body does the same', async () => {
    const [broken, short] = [small(), small()];
    await expect((async () => { for await (const _ of train(broken, xor, basic)) throw new Error('mine'); })()).rejects.toThrow('mine'); // prettier-ignore
    await fit(short, xor, { ...basic, epochs: 1 });
    expect(same(broken.parameters, short.parameters)).toBe(true);
  });

  test('early stopping is ordinary code: the loop sees the model learn', async () => {
    const model = small();
    let [best, seen] = [Infinity, 0];
    for await (const { epoch } of train(model, xor, { ...basic, epochs: 5000, optimizer: adam({ rate: 0.05 }) })) {
      seen = epoch;
      const { loss } = evaluate(model, xor, { loss: meanSquaredError });
      if (loss < 0.01) { best = loss; break; } // prettier-ignore
    }
    expect(best).toBeLessThan(0.01);
    expect(seen).toBeLessThan(5000);
  });
});

describe('batches', () => {
  /** A loss that keeps what it measures, row by row: what the step was given. */
  function watching(): { options: TrainOptions; seen: number[][] } {
    const seen: number[][] = [];
    const loss = {
      ...meanSquaredError,
      measure: ((ops, output, target, weight) => {
        seen.push([...(target as unknown as Tensor).data]);
        return meanSquaredError.measure(ops, output, target, weight);
      }) as typeof meanSquaredError.measure,
    };
    return { options: { loss, optimizer: sgd({ rate: 0 }), epochs: 2, seed: 1 }, seen };
  }
  const numbered: Data = {
    input: tensor(
      Float32Array.from({ length: 10 }, (_, i) => i),
      [10, 1],
    ),
    target: tensor(
      Float32Array.from({ length: 10 }, (_, i) => i),
      [10, 1],
    ),
  };
  const one = (): Sequential => sequential(dense(1, 1));

  test('of 4 from 10 rows are of 4, 4 and 2; each epoch holds each row once, in another order', async () => {
    const { options, seen } = watching();
    const [, last] = await reports(one(), numbered, { ...options, batchSize: 4 });
    expect(seen.map((batch) => batch.length)).toEqual([4, 4, 2, 4, 4, 2]);
    const [first, second] = [seen.slice(0, 3).flat(), seen.slice(3).flat()];
    const all = Array.from({ length: 10 }, (_, i) => i);
    expect([first.toSorted((a, b) => a - b), second.toSorted((a, b) => a - b)]).toEqual([all, all]);
    expect(first).not.toEqual(all);
    expect(second).not.toEqual(first);
    expect(last!.step).toBe(6);
  });

  test('without shuffling take the rows in their order', async () => {
    const { options, seen } = watching();
    await fit(one(), numbered, { ...options, batchSize: 4, shuffle: false });
    expect(seen).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]); // prettier-ignore
  });

  test.each([10, 11, 1e9])('of %f rows are the whole data', async (batchSize) => {
    const { options, seen } = watching();
    await fit(one(), numbered, { ...options, batchSize });
    expect(seen.map((batch) => batch.length)).toEqual([10, 10]);
  });

  test('the last, smaller batch takes a step of its own size: as three plain steps on those rows', async () => {
    const [batched, byHand] = [one().setup(3), one().setup(3)];
    await fit(batched, numbered, { loss: meanSquaredError, optimizer: sgd({ rate: 0.001 }), epochs: 1, batchSize: 4, shuffle: false });
    const { input, target } = numbered as { input: Tensor; target: Tensor };
    for (const [from, to] of [
      [0, 4],
      [4, 8],
      [8, 10],
    ] as const)
      // prettier-ignore
      await fit(byHand, { input: input.slice(from, to), target: target.slice(from, to) }, { loss: meanSquaredError, optimizer: sgd({ rate: 0.001 }), epochs: 1 });
    expect(same(batched.parameters, byHand.parameters)).toBe(true);
  });

  test('the loss reported is the mean over the rows, not over the batches, within 1e-6', async () => {
    const model = one().setup(3);
    const { loss } = evaluate(model, numbered, { loss: meanSquaredError });
    const [report] = await reports(model, numbered, { loss: meanSquaredError, optimizer: sgd({ rate: 0 }), epochs: 1, batchSize: 4 });
    expectClose(report!.loss, loss, { relative: 1e-6 });
  });

  describe('brought along', () => {
    const { input, target } = numbered as { input: Tensor; target: Tensor };
    const parts: Data[] = [{ input: input.slice(0, 4), target: target.slice(0, 4) }, { input: input.slice(4), target: target.slice(4) }]; // prettier-ignore
    const once = { [Symbol.asyncIterator]: async function* () { await Promise.resolve(); yield* parts; } }; // prettier-ignore
    test.each([
      { name: 'in an array', batches: parts },
      { name: 'in a set', batches: new Set(parts) },
      { name: 'from an async iterable', batches: once },
    ])('$name: one step each, in their order, each epoch', async ({ batches }) => {
      const { options, seen } = watching();
      const all = await reports(one(), batches, options);
      expect(seen.map((batch) => batch.length)).toEqual([4, 6, 4, 6]);
      expect(all.map(({ epoch, step, metrics }) => [epoch, step, metrics])).toEqual([[1, 2, {}], [2, 4, {}]]); // prettier-ignore
    });

    test('give the same bits as the same batches cut from whole data', async () => {
      const [a, b] = [one().setup(1), one().setup(1)];
      const options = { loss: meanSquaredError, optimizer: adam(), epochs: 3 };
      await fit(
        a,
        [parts[0]!, { input: input.slice(4, 8), target: target.slice(4, 8) }, { input: input.slice(8), target: target.slice(8) }],
        options,
      );
      await fit(b, numbered, { ...options, batchSize: 4, shuffle: false });
      expect(same(a.parameters, b.parameters)).toBe(true);
    });

    test('weights of rows count in the loss reported: within 1e-6', async () => {
      const [report] = await reports(
        one().setup(1),
        parts.map((part, i) => (i === 0 ? { ...part, weight: [0, 0, 0, 2] } : part)),
        { loss: meanSquaredError, optimizer: sgd({ rate: 0 }), epochs: 1 },
      );
      const expected = evaluate(one().setup(1), { ...numbered, weight: [0, 0, 0, 2, 1, 1, 1, 1, 1, 1] }, { loss: meanSquaredError });
      expectClose(report!.loss, expected.loss, { relative: 1e-6 });
    });

    test('a generator that is used up is an error in the second epoch; the weights of the first stay', async () => {
      const model = one();
      const generator = (function* () { yield* parts; })(); // prettier-ignore
      const seen: number[] = [];
      await expect(
        (async () => {
          for await (const { epoch } of train(model, generator, { ...basic, epochs: 3 })) seen.push(epoch);
        })(),
      ).rejects.toThrow(
        // prettier-ignore
        new RangeError('train: epoch 2 got no batches; give an array or an object that can be iterated over once for each epoch, not a generator that is used up'),
      );
      expect(seen).toEqual([1]);
    });

    test('each batch is checked', async () => {
      await expect(fit(one(), [parts[0]!, { input: [[1, 2]], target: [[1]] }], basic)).rejects.toThrow(
        'expected input with 1 columns, got shape [1, 2]',
      );
      await expect(fit(one(), [{ input: [[NaN]], target: [[1]] }], basic)).rejects.toThrow(
        new RangeError(
          'train: batch 0 of epoch 1: input: expected finite numbers, got NaN in row 0, column 0; drop or fill such rows first',
        ),
      );
      await expect(fit(one(), [], basic)).rejects.toThrow('train: epoch 1 got no batches');
    });
  });
});

describe('sample weights', () => {
  const once: Data = { input: [[1, 2], [3, 1], [0, 1]], target: [[1], [0], [2]] }; // prettier-ignore
  const weighted: Data = { ...once, weight: [2, 1, 0] };
  const repeated: Data = { input: [[1, 2], [1, 2], [3, 1]], target: [[1], [1], [0]] }; // prettier-ignore

  test.each([meanSquaredError, huber()])('weight 2 is a row twice, weight 0 none: $name, 20 steps within 1e-6', async (loss) => {
    const [a, b] = [small().setup(1), small().setup(1)];
    const [first, second] = [
      await reports(a, weighted, { ...basic, loss, optimizer: sgd(), epochs: 20 }),
      await reports(b, repeated, { ...basic, loss, optimizer: sgd(), epochs: 20 }),
    ];
    expectAllClose(
      first.map((report) => report.loss),
      second.map((report) => report.loss),
      { relative: 1e-5 },
    );
    for (const [name, { data }] of Object.entries(a.parameters)) expectAllClose(data, b.parameters[name]!.data, { absolute: 1e-6 }, name);
  });

  test.each([[[2], [1], [0]], tensor([2, 1, 0]), tensor([[2], [1], [0]])])('are taken as %s too', (weight) => {
    expect(evaluate(small().setup(1), { ...once, weight }, { loss: meanSquaredError })).toEqual(
      evaluate(small().setup(1), weighted, { loss: meanSquaredError }),
    );
  });

  test('a batch whose rows all weigh 0 leaves training finite', async () => {
    const model = small();
    const { loss } = await fit(model, { ...xor, weight: [1, 0, 0, 0] }, { ...basic, batchSize: 1, epochs: 3 });
    expect(Number.isFinite(loss)).toBe(true);
  });
});

describe('reports', () => {
  test('the loss is measured before the step: of the first epoch, that of the first weights', async () => {
    const model = small().setup(5);
    const before = evaluate(model, xor, { loss: meanSquaredError }).loss;
    const [first, second] = await reports(model, xor, { ...basic, epochs: 2 });
    expect(first!.loss).toBe(before);
    expect(second!.loss).toBeLessThan(before);
  });

  test('metrics and validation are those of the weights reached', async () => {
    const model = small();
    const held: Data = { input: [[0.5, 0.5]], target: [[1]] };
    const metrics = { accuracy, rows: (output: Tensor): number => output.size };
    for await (const report of train(model, xor, { ...basic, epochs: 3, metrics, validation: held })) {
      expect(report.metrics).toEqual(evaluate(model, xor, { loss: meanSquaredError, metrics }).metrics);
      expect(report.validation).toEqual(evaluate(model, held, { loss: meanSquaredError, metrics }));
      expect([report.metrics['rows'], report.validation!.metrics['rows']]).toEqual([4, 1]);
    }
  });

  test('without metrics and validation there are none', async () => {
    const [report] = await reports(small(), xor, { ...basic, epochs: 1 });
    expect([report!.metrics, 'validation' in report!]).toEqual([{}, false]);
  });

  test('gradient norms are those of each layer before clipping; frozen layers have none; within 1e-6', async () => {
    const model = sequential(dense(1, 1), frozen(dense(1, 1)), sequential(dense(1, 1)));
    model.parameters = {
      '0.weight': tensor([[2]]),
      '0.bias': tensor([0]),
      '1.weight': tensor([[3]]),
      '1.bias': tensor([0]),
      '2.0.weight': tensor([[1]]),
      '2.0.bias': tensor([0]),
    };
    const [report] = await reports(model, { input: [[1]], target: [[0]] }, { ...basic, epochs: 1, clip: clipNorm(0.01) });
    // y = 6, slope of y² is 12; layer 2 gets it times 6 and 1, layer 0 times 3 in both.
    expect(Object.keys(report!.gradientNorms).toSorted()).toEqual(['0', '2']);
    expectClose(report!.gradientNorms['0']!, 36 * Math.SQRT2, { relative: 1e-6 });
    expectClose(report!.gradientNorms['2']!, 12 * Math.sqrt(37), { relative: 1e-6 });
  });

  test('clipping is applied, in order', async () => {
    const model = sequential(dense(1, 1));
    model.parameters = { '0.weight': tensor([[3]]), '0.bias': tensor([0]) };
    await fit(
      model,
      { input: [[1]], target: [[0]] },
      { ...basic, optimizer: sgd({ rate: 1 }), epochs: 1, clip: [clipNorm(0.5), (_, gradients) => gradients] },
    );
    expectAllClose([model.parameters['0.weight']!.at(0, 0), model.parameters['0.bias']!.at(0)], [3 - 0.5 / Math.SQRT2, -0.5 / Math.SQRT2], {
      relative: 1e-6,
    });
  });
});

describe('frozen layers', () => {
  test.each([
    { name: 'momentum and decay', optimizer: sgd({ momentum: 0.9, weightDecay: 0.1 }) },
    { name: 'adamW', optimizer: adamW({ rate: 0.1, weightDecay: 0.5 }) },
    { name: 'rmsprop', optimizer: rmsprop() },
  ])('keep weights and memory, to the bit, under $name', async ({ optimizer }) => {
    const model = sequential(standardize(input), frozen(dense(3, 4, swish)), dense(4, 1)).setup(1);
    const before = model.parameters;
    const { state } = await (await fit(model, sums, { ...basic, optimizer, epochs: 20 })).state();
    for (const name of ['0.mean', '0.deviation', '1.weight', '1.bias', '1.beta']) {
      expect(model.parameters[name]!.equals(before[name]!)).toBe(true);
      for (const slot of optimizer.slots) expect(state[slot]![name]!.equals(zeros(before[name]!.shape))).toBe(true);
    }
    expect(model.parameters['2.weight']!.equals(before['2.weight']!)).toBe(false);
  });

  test('a network frozen throughout trains without moving', async () => {
    const model = sequential(frozen(dense(2, 3, relu)), frozen(dense(3, 1))).setup(1);
    const before = model.parameters;
    const report = await fit(model, xor, basic);
    expect([same(before, model.parameters), report.gradientNorms]).toEqual([true, {}]);
  });
});

describe('an AbortSignal', () => {
  test('given before: nothing is trained, its reason is thrown', async () => {
    const model = small().setup(1);
    const before = model.parameters;
    await expect(fit(model, xor, { ...basic, signal: AbortSignal.abort(new Error('not today')) })).rejects.toThrow('not today');
    expect(same(model.parameters, before)).toBe(true);
  });

  test('during: stops between epochs, and the weights reached stay', async () => {
    const [stopped, short] = [small(), small()];
    const controller = new AbortController();
    await expect((async () => { for await (const { epoch } of train(stopped, xor, { ...basic, epochs: 100, signal: controller.signal })) if (epoch === 3) controller.abort(new Error('enough')); })()).rejects.toThrow('enough'); // prettier-ignore
    await fit(short, xor, { ...basic, epochs: 3 });
    expect(same(stopped.parameters, short.parameters)).toBe(true);
  });

  test.each([
    { name: 'whole data', batchSize: 4 },
    { name: 'batches', batchSize: 2 },
  ])(
    'by a timer, while fit runs on $name: timers get their turn, within 2 s of 30 ms',
    async ({ batchSize }) => {
      const start = performance.now();
      await expect(fit(small(), xor, { ...basic, batchSize, epochs: 200_000, signal: AbortSignal.timeout(30) })).rejects.toThrow(
        /timeout/u,
      );
      expect(performance.now() - start).toBeLessThan(2000);
    },
    20_000,
  );
});

describe('numbers that leave the finite range', () => {
  // Four calm steps, then one that throws the weights far out: the fifth forward pass overflows.
  const wild: TrainOptions = { ...basic, optimizer: sgd({ rate: (step) => (step < 4 ? 0.01 : 1e37) }), epochs: 50 };
  const linear = (): Sequential => sequential(dense(2, 3), dense(3, 1)).setup(1);

  test.each([
    { name: 'whole data, reported each epoch', more: {}, epoch: 5 },
    { name: 'whole data, in one go', more: { every: 50 }, epoch: 5 },
    { name: 'batches', more: { batchSize: 2 }, epoch: 3 },
    { name: 'batches, reported every 50 epochs', more: { batchSize: 2, every: 50 }, epoch: 3 },
  ])('$name: the error names epoch $epoch, step 5 and the layer; the model holds the weights of step 4', async ({ more, epoch }) => {
    const model = linear();
    await expect(fit(model, xor, { ...wild, ...more })).rejects.toMatchObject({
      name: 'NonFiniteError',
      epoch,
      step: 5,
      where: 'layer 1 (dense(3, 1))',
      message: `train: the output of layer 1 (dense(3, 1)) left the range of finite numbers in epoch ${epoch}, step 5; the model holds the last finite weights. Lower the rate, add clip: clipNorm(1), or scale the input with standardize`,
    });
    const again = linear();
    await fit(again, xor, { ...wild, ...more, epochs: epoch === 5 ? 4 : 2 });
    expect(same(again.parameters, model.parameters)).toBe(true);
  });

  test('the error is a NonFiniteError and a RangeError', async () => {
    const error = await fit(linear(), xor, wild).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error).toBeInstanceOf(RangeError);
  });

  const inverse = elementwiseLoss('inverse', (output, target, math) => math.div(1, math.sub(output, target)));
  const root = elementwiseLoss('root', (output, target, math) => math.sqrt(math.abs(math.sub(output, target))));
  const flat = (): Sequential => {
    const model = sequential(dense(1, 1), dropout(0.1), dense(1, 1));
    model.parameters = { '0.weight': zeros([1, 1]), '0.bias': zeros([1]), '2.weight': zeros([1, 1]), '2.bias': zeros([1]) };
    return model;
  };
  test.each([
    { name: 'in the loss', loss: inverse, optimizer: sgd(), where: 'the loss', what: 'the value' },
    {
      name: 'in a gradient: the last layer’s, which meets it first',
      loss: root,
      optimizer: sgd(),
      where: 'layer 2 (dense(1, 1))',
      what: 'the gradient',
    },
    {
      name: 'in the optimizer',
      loss: elementwiseLoss('steep', (output, _, math) => math.mul(3e38, output)),
      optimizer: sgd({ rate: 1e30 }),
      where: 'the optimizer',
      what: 'a weight or memory',
    },
  ])('$name', async ({ loss, optimizer, where, what }) => {
    await expect(fit(flat(), { input: [[1]], target: [[0]] }, { loss, optimizer, epochs: 2 })).rejects.toThrow(
      `train: ${what} of ${where} left the range of finite numbers in epoch 1, step 1;`,
    );
  });

  test('brought batches: epoch and step', async () => {
    const batch: Data = { input: [[1]], target: [[1]] };
    const error = await fit(sequential(dense(1, 1)).setup(1), [batch, batch, batch], { ...wild, optimizer: sgd({ rate: (step) => (step < 5 ? 0 : 1e30) }) }).catch((reason: unknown) => reason as NonFiniteError); // prettier-ignore
    expect(error).toMatchObject({ epoch: 2, step: 6 });
  });
});

describe('backends', () => {
  test('one of one’s own is used, asked for determinism, and disposed of, however training ends', async () => {
    const log: unknown[] = [];
    const logging: Backend = {
      name: 'logging',
      compile: async (definition, options) => {
        const program = await referenceBackend.compile(definition, options);
        log.push(options);
        return {
          ...program,
          run: (count, inputs) => (log.push(count), Promise.resolve(program.run(count, inputs))),
          state: () => Promise.resolve(program.state()),
          dispose: () => log.push('disposed'),
        };
      },
    };
    const [a, b] = [small(), small()];
    for await (const { epoch } of train(a, xor, { ...basic, backend: logging, deterministic: true })) if (epoch === 2) break;
    await fit(b, xor, { ...basic, epochs: 2 });
    expect(log).toEqual([{ deterministic: true }, 1, 1, 'disposed']);
    expect(same(a.parameters, b.parameters)).toBe(true);
  });
});
