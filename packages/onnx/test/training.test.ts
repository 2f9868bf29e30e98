import { describe, expect, test } from 'vitest';
import {
  adam,
  adamW,
  binaryCrossEntropy,
  clipNorm,
  clipValue,
  cosineDecay,
  dense,
  deriveKey,
  dropout,
  frozen,
  hinge,
  huber,
  keyOf,
  keyToLimbs,
  meanSquaredError,
  predictClass,
  random,
  reference,
  referenceBackend,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  standardize,
  Tensor,
  tensor,
  train,
  trainingContext,
  trainingStep,
  zeros,
} from '@nonlin/core';
import type { Clipping, Loss, Named, Optimizer, Sequential } from '@nonlin/core';
import { prelu, tanh } from '@nonlin/gallery';
import { trainingToOnnx } from '@nonlin/onnx';
import type { TrainingToOnnxOptions } from '@nonlin/onnx';
import { silu } from '@nonlin/silu';
import { decode } from '../src/messages/decode.ts';
import { activations } from './activations.ts';
import { check } from './checker.ts';
import { engines, startNode } from './engines.ts';

const xor = { input: tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]]), target: tensor([[0], [1], [1], [0]]) }; // prettier-ignore

/** The numbers that change from step to step, as inputs of shape []. */
const coefficientsAt = ({ coefficients }: Optimizer, step: number): Named<Tensor> =>
  Object.fromEntries(Object.entries(coefficients(step)).map(([name, value]) => [name, new Tensor([], Float32Array.of(value))]));

/** Outputs `next/…` as the inputs that they are at the next step. */
const nextOf = (outputs: Named<Tensor>): Named<Tensor> =>
  Object.fromEntries(Object.entries(outputs).flatMap(([name, value]) => (name.startsWith('next/') ? [[name.slice(5), value]] : [])));

/** What the file takes of what is offered: it leaves out what its step does not use. */
const taken = (bytes: Uint8Array, offered: Named<Tensor>): Named<Tensor> =>
  Object.fromEntries((decode(bytes).graph!.input ?? []).map(({ name }) => [name, offered[name!]!]));

/** The largest |a − b| of tensors of the same names. */
const distance = (a: Named<Tensor>, b: Named<Tensor>): number =>
  Math.max(...Object.keys(b).flatMap((name) => Array.from(b[name]!.data, (y, i) => Math.abs(a[name]!.data[i]! - y))));

describe.for(engines)('$engine: XOR', ({ start }) => {
  test('four of four after 300 steps; losses within 10⁻⁵, weights within 10⁻⁴ of ours at every step', async () => {
    const model = sequential(dense(2, 8, silu), dense(8, 1)).setup(7);
    const optimizer = adam({ rate: 0.05 });
    const options = { loss: binaryCrossEntropy, optimizer } as const;
    const first = await start(trainingToOnnx(model, { ...options, part: 'start' }));
    const bytes = trainingToOnnx(model, options);

    const step = await start(bytes);
    let state = await first({});
    const losses: number[] = [];
    for (let t = 1; t <= 300; t++) {
      const outputs = await step(taken(bytes, { ...xor, ...coefficientsAt(optimizer, t), ...state }));
      losses.push(outputs['loss']!.at());
      state = nextOf(outputs);
    }

    const ours: number[] = [];
    for await (const { loss } of train(model, xor, { ...options, epochs: 300 })) ours.push(loss);
    expect(Math.max(...ours.map((loss, i) => Math.abs(loss - losses[i]!)))).toBeLessThan(1e-5);
    expect(distance(state, model.parameters)).toBeLessThan(1e-4);
    model.parameters = Object.fromEntries(Object.keys(model.parameters).map((name) => [name, state[name]!]));
    expect(predictClass(model, xor.input).toArray()).toEqual([0, 1, 1, 0]);
  });
});

/** A model with all that training treats in some way of its own, 4 columns to 3. */
const network = (dropping = true): Sequential =>
  sequential([
    standardize(random([20, 4], 2)),
    dense(4, 6, prelu({ perUnit: true })),
    ...(dropping ? [dropout(0.3)] : []),
    frozen(dense(6, 5, tanh)),
    sequential(dense(5, 5, silu), dense(5, 3)),
  ]).setup(4);

const rows = 8;
const input = random([rows, 4], 11);
const values = random([rows, 3], 12);
const weight = random([rows, 1], 13);
const classes = tensor([[0], [2], [1], [1], [0], [2], [2], [1]]);

/** Steps of the reference and of the engine side by side; gives how far apart they are at most. */
async function apart(model: Sequential, data: Named<Tensor>, options: TrainingToOnnxOptions, steps: number): Promise<number> {
  const { loss, optimizer, clip = [] } = options;
  const { parameters } = model;
  const slots = optimizer.slots.map((slot) => [
    slot,
    Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, zeros(shape)])),
  ]);
  const program = await referenceBackend.compile({
    constants: data,
    state: { parameters, ...Object.fromEntries(slots) },
    step: trainingStep({ model, loss, optimizer, clip: typeof clip === 'function' ? [clip] : clip }),
  });
  const bytes = trainingToOnnx(model, options);
  expect(check(bytes)).toEqual([]);
  const step = await startNode(bytes);
  let state = await (await startNode(trainingToOnnx(model, { ...options, part: 'start' })))({});
  let largest = 0;
  for (let t = 1; t <= steps; t++) {
    const key = new Tensor([4], Float32Array.from(keyToLimbs(deriveKey(keyOf(5), 2, t))));
    const inputs = { ...coefficientsAt(optimizer, t), key };
    const one = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, x.reshape(1, ...x.shape)]));
    const { outputs } = await program.run(1, one);
    const got = await step(taken(bytes, { ...data, ...inputs, ...state }));
    state = nextOf(got);
    const reached = await program.state();
    const ours = Object.entries(reached).flatMap(([group, tensors]) =>
      Object.entries(tensors).map(([name, x]) => [group === 'parameters' ? name : `${group}/${name}`, x] as const),
    );
    const moved = Object.fromEntries(ours.filter(([name]) => state[name] !== undefined));
    expect(Object.keys(moved).length).toBe(Object.keys(state).length);
    largest = Math.max(largest, distance(state, moved), Math.abs(got['loss']!.at() - outputs['loss']!.at(0)));
  }
  return largest;
}

describe('20 steps in the engine within 2 · 10⁻⁵ of 20 steps of ours, dropout’s draws the same to the bit', () => {
  const base = { loss: meanSquaredError, optimizer: adam({ rate: 0.01 }) };
  const signs = new Tensor(
    [rows, 3],
    values.data.map((x) => (x > 0.5 ? 1 : -1)),
  );
  const cases: readonly (readonly [what: string, data: Named<Tensor>, options: TrainingToOnnxOptions])[] = [
    ...(
      [
        ['mean squared error', meanSquaredError, values],
        ['Huber', huber({ delta: 0.3 }), values],
        ['hinge', hinge, signs],
        ['binary cross-entropy', binaryCrossEntropy, values],
        ['softmax cross-entropy', softmaxCrossEntropy, values],
      ] as readonly (readonly [string, Loss, Tensor])[]
    ).flatMap(([what, loss, target]) => [
      [what, { input, target }, { ...base, loss }] as const,
      [`${what}, rows with weights`, { input, target, weight }, { ...base, loss, weighted: true }] as const,
    ]),
    ['classes', { input, target: classes }, { ...base, loss: softmaxCrossEntropy, target: 'classes' }],
    ...(
      [
        ['SGD', sgd({ rate: 0.1 })],
        ['Nesterov', sgd({ rate: 0.1, momentum: 0.9, nesterov: true })],
        ['RMSProp', rmsprop({ rate: 0.01 })],
        ['AdamW with a schedule', adamW({ rate: cosineDecay({ rate: 0.01, steps: 30 }), weightDecay: 0.1 })],
      ] as readonly (readonly [string, Optimizer])[]
    ).map(([what, optimizer]) => [what, { input, target: values }, { ...base, optimizer }] as const),
    ...(
      [
        ['clipped by value', clipValue(0.01)],
        ['clipped by norm', [clipNorm(0.1), clipValue(0.05)]],
      ] as readonly (readonly [string, Clipping | Clipping[]])[]
    ).map(([what, clip]) => [what, { input, target: values }, { ...base, clip }] as const),
    ['primitive operators', { input, target: values }, { ...base, operators: 'primitive' }],
    ['opset 18', { input, target: values }, { ...base, opset: 18 }],
  ];

  test.for(cases)('%s', async ([, data, options]) => {
    expect(await apart(network(), data, options, 20)).toBeLessThan(2e-5);
  });

  test.for([13, 14, 15, 16, 17])('opset %i, without draws', async (opset) => {
    expect(await apart(network(false), { input, target: values }, { ...base, opset }, 20)).toBeLessThan(2e-5);
  });
});

describe('gradients', () => {
  test.for(activations.map((activation) => [activation.name, activation] as const))(
    'of a network with %s: within 10⁻⁵ of ours, of the largest where that is above 1',
    async ([, activation]) => {
      const model = sequential([dense(4, 8, activation), dense(8, 3)]);
      model.setup(1);
      const wide = Object.fromEntries(
        Object.entries(model.parameters).map(([name, { shape, data }]) => [
          name,
          new Tensor(
            shape,
            data.map((x) => (name === '0.weight' ? 3 * x : x)),
          ),
        ]),
      );
      model.parameters = wide;
      const options = { loss: meanSquaredError, optimizer: sgd({ rate: 0.1 }), part: 'gradients' } as const;
      const bytes = trainingToOnnx(model, options);
      expect(check(bytes)).toEqual([]);
      const { loss, ...gradients } = await (await startNode(bytes))({ input, target: values, ...model.parameters });
      const { output, pull } = model.forward(reference, model.parameters, input, trainingContext(reference, zeros([4])));
      const { value, gradient } = meanSquaredError.measure(reference, output, values);
      const { parameters } = pull(gradient);
      expect(loss!.at()).toBeCloseTo(value.at(), 5);
      const named = Object.fromEntries(Object.entries(parameters).map(([name, x]) => [`gradient/${name}`, x]));
      expect(Object.keys(gradients).toSorted()).toEqual(Object.keys(named).toSorted());
      const size = Math.max(1, ...Object.values(parameters).flatMap(({ data }) => Array.from(data, Math.abs)));
      expect(distance(gradients, named as Named<Tensor>)).toBeLessThan(1e-5 * size);
    },
  );

  test('gradients, then the update, are the step', async () => {
    const model = network();
    const options = { loss: softmaxCrossEntropy, optimizer: adamW({ rate: 0.01 }), clip: clipNorm(0.1), weighted: true };
    const key = new Tensor([4], Float32Array.of(1, 2, 3, 4));
    const parts = (['start', 'step', 'gradients', 'update'] as const).map((part) => trainingToOnnx(model, { ...options, part }));
    const [start, step, gradients, update] = await Promise.all(parts.map(startNode));
    const state = await start!({});
    const offered = { input, target: values, weight, key, ...coefficientsAt(options.optimizer, 1), ...state };
    const whole = await step!(taken(parts[1]!, offered));
    const slopes = await gradients!(taken(parts[2]!, offered));
    const halves = await update!(taken(parts[3]!, { ...offered, ...slopes }));
    expect(whole['loss']!.equals(slopes['loss']!)).toBe(true);
    expect(whole['weightSum']!.at()).toBeCloseTo(weight.sum().at(), 5);
    expect(distance(nextOf(halves), nextOf(whole))).toBeLessThan(1e-7);
  });
});

describe('files', () => {
  const options = { loss: binaryCrossEntropy, optimizer: sgd({ rate: 0.1, momentum: 0.9 }) };

  test('inputs and outputs are named as weights, slots and coefficients are; what does not move stays in the file', () => {
    const model = sequential([frozen(dense(2, 2, tanh)), dense(2, 1)]).setup(1);
    const { graph } = decode(trainingToOnnx(model, options));
    expect(graph!.input!.map(({ name }) => name)).toEqual([
      'input',
      'target',
      'rate',
      '1.weight',
      '1.bias',
      'velocity/1.weight',
      'velocity/1.bias',
    ]);
    expect(graph!.output!.map(({ name }) => name)).toEqual([
      'loss',
      'next/1.weight',
      'next/1.bias',
      'next/velocity/1.weight',
      'next/velocity/1.bias',
    ]);
    expect(graph!.initializer!.map(({ name }) => name)).toEqual(expect.arrayContaining(['0.weight', '0.bias']));
    expect(graph!.name).toBe('step of sequential(frozen(dense(2, 2, tanh)), dense(2, 1))');
    const scopes = new Set(graph!.node!.map(({ name }) => name!.split('/').slice(0, -1).join('/')));
    expect([...scopes].toSorted()).toEqual(['0.dense', '1.dense', 'batch', 'gradient/1.dense', 'loss', 'update']);
  });

  const renamed = (slot: string, coefficient: string): Optimizer => ({
    name: 'own',
    slots: [slot],
    coefficients: () => ({ [coefficient]: 0.1 }),
    update: ({ parameter, gradient }, math) => ({ parameter: math.sub(parameter, gradient), [slot]: gradient }),
  });
  const model = network();
  test.for<readonly [what: string, run: () => unknown, error: RegExp]>([
    ['no options', () => trainingToOnnx(model, undefined as never), /expected options { loss, optimizer }/],
    ['no loss', () => trainingToOnnx(model, { ...options, loss: 'mse' } as never), /expected a loss, as binaryCrossEntropy, got mse/],
    ['no optimizer', () => trainingToOnnx(model, { ...options, optimizer: 'adam' } as never), /expected an optimizer, as adam/],
    [
      'an unknown part',
      () => trainingToOnnx(model, { ...options, part: 'all' } as never),
      /expected part start, step, gradients, update, got all/,
    ],
    ['an unknown option', () => trainingToOnnx(model, { ...options, rate: 1 } as never), /unknown option "rate"/],
    [
      'targets of no kind',
      () => trainingToOnnx(model, { ...options, target: 'rows' } as never),
      /expected target 'values' or 'classes', got rows/,
    ],
    ...(['start', 'step', 'gradients', 'update'] as const).flatMap((part) => [
      [
        `a slot named gradient: ${part}`,
        () => trainingToOnnx(model, { ...options, optimizer: renamed('gradient', 'rate'), part }),
        /gradient/,
      ] as const,
      [
        `a slot named next: ${part}`,
        () => trainingToOnnx(sequential(dense(2, 1)).setup(1), { ...options, optimizer: renamed('next', 'rate'), part }),
        /two values are named next\/0\.weight/,
      ] as const,
      [
        `a coefficient named as a weight: ${part}`,
        () => trainingToOnnx(sequential(dense(2, 1)).setup(1), { ...options, optimizer: renamed('velocity', '0.weight'), part }),
        /two values are named 0\.weight/,
      ] as const,
    ]),
    ...(['start', 'update'] as const).map(
      (part) =>
        [
          `nothing to train: ${part}`,
          () => trainingToOnnx(sequential([frozen(dense(2, 1))]).setup(1), { ...options, part }),
          /training moves no weight of sequential\(frozen\(dense\(2, 1\)\)\)/,
        ] as const,
    ),
    ['a clipping that is none', () => trainingToOnnx(model, { ...options, clip: 5 } as never), /expected clip clipNorm.*got 5/],
    ['a clipping by name', () => trainingToOnnx(model, { ...options, clip: 'norm' } as never), /expected clip clipNorm.*got norm/],
    [
      'an optimizer without coefficients',
      () => trainingToOnnx(model, { ...options, optimizer: { ...options.optimizer, coefficients: undefined } } as never),
      /expected an optimizer, as adam/,
    ],
    [
      'classes of a loss of values',
      () => trainingToOnnx(model, { ...options, loss: meanSquaredError, target: 'classes' }),
      /mean squared error: expected targets of shape/,
    ],
    [
      'softmax of one output',
      () => trainingToOnnx(sequential(dense(2, 1)).setup(1), { ...options, loss: softmaxCrossEntropy }),
      /expected a model with at least 2 outputs, got 1/,
    ],
    ['draws before opset 18', () => trainingToOnnx(model, { ...options, opset: 17 }), /random draws \(dropout\) take opset 18 or later/],
  ])('refused: %s', ([, run, error]) => {
    expect(run).toThrow(error);
  });
});
