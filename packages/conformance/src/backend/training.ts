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
  fit,
  frozen,
  hinge,
  huber,
  keyOf,
  keyToLimbs,
  meanSquaredError,
  referenceBackend,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  standardize,
  stepDecay,
  tensor,
  Tensor,
  train,
  trainingStep,
  warmup,
  zeros,
} from '@nonlin/core';
import type { Activation, Backend, Clipping, Data, Loss, Named, Optimizer, Sequential, State, StepDefinition } from '@nonlin/core';
import type { Failure } from '../finding.ts';
import { same } from '../float32.ts';
import { differing, fractions, whole } from './subject.ts';
import type { Allowed, BackendSubject } from './subject.ts';

const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };
const relu: Activation = { name: 'relu', formula: (x, ops) => ops.max(x, 0) };
/** `x / (1 + e^(−βx))`, β learnt. */
const swish: Activation<'beta'> = {
  name: 'swish',
  parameters: { beta: 1 },
  formula: (x, ops, { beta }) => ops.div(x, ops.add(1, ops.exp(ops.neg(ops.mul(beta, x))))),
};

const ROWS = 7;
const input = fractions([ROWS, 3], 11);

const models: { readonly [name: string]: () => Sequential } = {
  dense: () => sequential(dense(3, 2)),
  'dense, dense': () => sequential([dense(3, 3, tanh), dense(3, 3, relu), dense(3, 2)]),
  'a learnt parameter': () => sequential(dense(3, 4, swish), dense(4, 2)),
  dropout: () => sequential(dense(3, 5, tanh), dropout(0.4), dense(5, 2)),
  frozen: () => sequential(dense(3, 4, tanh), frozen(dense(4, 4, tanh)), dense(4, 2)),
  standardize: () => sequential([standardize(input), dense(3, 4, tanh), dense(4, 2)]),
  nested: () => sequential([sequential(dense(3, 4, tanh), sequential(dense(4, 3, swish))), dense(3, 2)]),
};

const signs = new Tensor(
  [ROWS, 2],
  whole([ROWS, 2], 12).data.map((x) => (x > 0 ? 1 : -1)),
);
const yesOrNo = new Tensor(
  [ROWS, 2],
  signs.data.map((x) => (x + 1) / 2),
);
const losses: { readonly [name: string]: { readonly loss: Loss; readonly target: Tensor } } = {
  'mean squared error': { loss: meanSquaredError, target: fractions([ROWS, 2], 13) },
  'binary cross-entropy': { loss: binaryCrossEntropy, target: yesOrNo },
  'softmax cross-entropy, one-hot': {
    loss: softmaxCrossEntropy,
    target: new Tensor(
      [ROWS, 2],
      yesOrNo.data.map((_, i) => (i % 2 === 0 ? yesOrNo.data[i]! : 1 - yesOrNo.data[i - 1]!)),
    ),
  },
  'softmax cross-entropy, indices': { loss: softmaxCrossEntropy, target: tensor([0, 1, 1, 0, 1, 0, 0]) },
  huber: { loss: huber({ delta: 0.7 }), target: fractions([ROWS, 2], 14) },
  hinge: { loss: hinge, target: signs },
};

const optimizers: { readonly [name: string]: Optimizer } = {
  sgd: sgd({ rate: 0.1 }),
  'sgd, weight decay, falling rate': sgd({ rate: stepDecay({ rate: 0.2, factor: 0.5, every: 1 }), weightDecay: 0.1 }),
  momentum: sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  'nesterov, warmup': sgd({ rate: warmup(2, 0.1), momentum: 0.9, nesterov: true }),
  rmsprop: rmsprop({ rate: 0.01, epsilon: 1e-3 }),
  'adam, cosine': adam({ rate: cosineDecay({ rate: 0.05, steps: 4 }), epsilon: 1e-3 }),
  adamW: adamW({ rate: 0.05, weightDecay: 0.1, epsilon: 1e-3 }),
};

const weight = new Tensor([ROWS, 1], Float32Array.of(1, 0.5, 2, 0, 1, 3, 0.25));

/** What else a step may have; the combinations take turns. */
const variants: { readonly [name: string]: { readonly clip?: readonly Clipping[]; readonly weighted?: true; readonly picked?: true } } = {
  'all rows': {},
  'sample weights': { weighted: true },
  'norm clipped': { clip: [clipNorm(0.3)] },
  'rows picked': { picked: true },
  'values clipped, rows picked, sample weights': { clip: [clipValue(0.05), clipNorm(0.1)], weighted: true, picked: true },
};

const STEPS = 3;

const closely =
  ({ options: { training: { relative, absolute } = { relative: 1e-4, absolute: 1e-5 } } }: BackendSubject): Allowed =>
  (expected) =>
    relative * Math.abs(expected) + absolute;

/** Inputs of a few steps: coefficients, keys and, where rows are picked, three of them for each step. */
function stepInputs(optimizer: Optimizer, picked: boolean, first: number): Named<Tensor> {
  const steps = Array.from({ length: STEPS }, (_, i) => first + i);
  const names = Object.keys(optimizer.coefficients(1));
  return {
    key: tensor(steps.map((step) => keyToLimbs(deriveKey(keyOf(21), 1, step)))),
    ...Object.fromEntries(names.map((name) => [name, tensor(steps.map((step) => optimizer.coefficients(step)[name]!))])),
    ...(picked && { rows: tensor(steps.map((step) => [step % ROWS, (3 * step) % ROWS, (step + 4) % ROWS])) }),
  };
}

/** Each layer with each loss and each optimizer, six steps in two runs, with clipping, weights and batches in turn: loss, gradient norms, parameters and memory. */
export async function* trainingSteps(subject: BackendSubject): AsyncIterable<Failure> {
  const others = Object.entries(variants);
  let turn = 0;
  for (const [layers, make] of Object.entries(models))
    for (const [lossName, { loss, target }] of Object.entries(losses))
      for (const [optimizerName, optimizer] of Object.entries(optimizers)) {
        const [variant, { clip = [], weighted, picked = false }] = others[turn++ % others.length]!;
        const model = make().setup(5);
        const definition: StepDefinition = {
          constants: { input, target, ...(weighted && { weight }) },
          state: {
            ...Object.fromEntries(
              optimizer.slots.map((slot) => [
                slot,
                Object.fromEntries(Object.entries(model.parameters).map(([name, { shape }]) => [name, zeros(shape)])),
              ]),
            ),
            parameters: model.parameters,
          },
          step: trainingStep({ model, loss, optimizer, clip }),
        };
        const [got, expected] = [
          await reached(subject.backend, definition, optimizer, picked),
          await reached(referenceBackend, definition, optimizer, picked),
        ];
        yield* differing(`${layers} × ${lossName} × ${optimizerName}, ${variant}`, got, expected, closely(subject));
      }
}

/** All that two runs of a training step give, by name. */
async function reached(backend: Backend, definition: StepDefinition, optimizer: Optimizer, picked: boolean): Promise<Named<Tensor>> {
  const program = await backend.compile(definition);
  try {
    const found: { [name: string]: Tensor } = {};
    for (const run of [0, 1]) {
      const { outputs, last } = await program.run(STEPS, stepInputs(optimizer, picked, 1 + run * STEPS));
      for (const [name, output] of Object.entries(outputs)) found[`${name} of run ${run + 1}`] = output;
      for (const [name, norm] of Object.entries(last)) found[`gradient norm of layer ${name}, run ${run + 1}`] = norm;
    }
    return { ...found, ...flat(await program.state()) };
  } finally {
    program.dispose();
  }
}

const flat = (state: State<Tensor>): Named<Tensor> =>
  Object.fromEntries(
    Object.entries(state).flatMap(([group, tensors]) => Object.entries(tensors).map(([name, value]) => [`${group} ${name}`, value])),
  );

const data: Data = { input, target: losses['binary cross-entropy']!.target };
const common = { loss: binaryCrossEntropy, optimizer: sgd({ rate: 0.3, momentum: 0.5 }), seed: 3 };
const newModel = (): Sequential => sequential(dense(3, 4, tanh), dropout(0.2), dense(4, 2));

/** `train` from data to weights: whole data over more steps than one run holds, shuffled batches with a shorter last one, batches brought along. */
export async function* training(subject: BackendSubject): AsyncIterable<Failure> {
  const { backend } = subject;
  const batches = [0, 3].map((start) => ({
    input: input.slice(start, start + 3),
    target: yesOrNo.slice(start, start + 3),
    weight: weight.slice(start, start + 3),
  }));
  const plans: { readonly [input: string]: (backend: Backend, model: Sequential) => ReturnType<typeof fit> } = {
    'all rows, 1200 epochs': (backend, model) => fit(model, data, { ...common, optimizer: sgd({ rate: 0.01 }), epochs: 1200, backend }),
    'batches of 3 of 7 rows': (backend, model) => fit(model, { ...data, weight }, { ...common, epochs: 5, batchSize: 3, backend }),
    'batches brought along': (backend, model) =>
      fit(model, batches, { ...common, optimizer: adam(), epochs: 4, clip: clipNorm(1), backend }),
  };
  for (const [input, plan] of Object.entries(plans)) {
    const [model, twin] = [newModel(), newModel()];
    const [got, expected] = [await plan(backend, model), await plan(referenceBackend, twin)];
    yield* differing(
      `train, ${input}`,
      { ...model.parameters, loss: tensor(got.loss) },
      { ...twin.parameters, loss: tensor(expected.loss) },
      closely(subject),
    );
  }
}

/** The same seed gives the same bits, with a stop and a resumption on the way too. */
export async function* repeatable({ backend }: BackendSubject): AsyncIterable<Failure> {
  const [model, again, resumed] = [newModel(), newModel(), newModel()];
  const options = { ...common, batchSize: 3, backend };
  await fit(model, data, { ...options, epochs: 4 });
  await fit(again, data, { ...options, epochs: 4 });
  const { done, value } = await train(resumed, data, { ...options, epochs: 2, every: 2 }).next();
  if (done === true) throw new TypeError('train gave no report');
  await fit(resumed, data, { ...options, epochs: 4, resume: await value.state() });
  for (const [input, other] of [
    ['trained a second time', again],
    ['stopped after 2 of 4 epochs and resumed', resumed],
  ] as const)
    for (const [name, { data }] of Object.entries(model.parameters)) {
      const its = other.parameters[name]!.data;
      const i = data.findIndex((y, i) => !same(y, its[i]!));
      if (i >= 0) yield { input: `${input}, ${name}[${i}]`, got: its[i]!, expected: `${data[i]!}, to the bit` };
    }
}
