import {
  activate,
  adam,
  binaryCrossEntropy,
  dense,
  referenceBackend,
  sequential,
  sgd,
  softmaxCrossEntropy,
  Tensor,
  tensor,
  train,
  zeros,
} from '@nonlin/core';
import type { Activation, Backend, Named, Sequential, StepDefinition } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { predictor, wasm } from '@nonlin/wasm';
import { readFileSync } from 'node:fs';
import { dataOf, inputOf, numbers } from './data.ts';
import { operationsOf } from './work.ts';
import type { ActivationName, Elementwise, Prediction, Product, Runner, Training, Work } from './work.ts';

const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };
export const activations: { readonly [name in ActivationName]: Activation } = { gelu, relu, sigmoid, silu, tanh };

/** Operations that one call to the library should at least have, so that a clock can tell it from nothing. */
const ENOUGH = { wasm: 3e7, deterministic: 3e7, reference: 3e5 };
type Variant = keyof typeof ENOUGH;

export const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../../packages/wasm/package.json', import.meta.url), 'utf8')) as { version: string }).version;

export function prepare(work: Work, variant: string): Runner | Promise<Runner> {
  const its = variant as Variant;
  if (work.kind === 'train') return training(work, its);
  if (work.kind === 'predict') return predicting(work, its);
  return step(work, its);
}

export function modelOf({ sizes, activation }: Pick<Training, 'sizes' | 'activation'>): Sequential {
  const last = sizes.length - 2;
  return sequential(sizes.slice(1).map((size, i) => dense(sizes[i]!, size, i < last ? activations[activation] : undefined)));
}

/** Through the public `train`, which reports every so many epochs. */
function training(work: Training, variant: Variant): Runner {
  const { rows, batch, rate } = work;
  const { input, target } = dataOf(work);
  const steps = Math.ceil(rows / batch);
  const every = Math.ceil(ENOUGH[variant] / (operationsOf(work) * steps + 500));
  const reports = train(
    modelOf(work),
    { input: new Tensor([rows, work.sizes[0]!], input), target: new Tensor([rows, 1], target) },
    {
      loss: work.loss === 'binary' ? binaryCrossEntropy : softmaxCrossEntropy,
      optimizer: work.optimizer === 'sgd' ? sgd({ rate }) : adam({ rate }),
      epochs: 2 ** 40,
      every,
      batchSize: batch,
      seed: 7,
      backend: backendOf(variant),
      deterministic: variant === 'deterministic',
    },
  );
  let loss = NaN;
  return {
    times: every * steps,
    run: async () => {
      const { value } = await reports.next();
      if (value !== undefined) loss = value.loss;
    },
    loss: () => loss,
    dispose: () => void reports.return(),
  };
}

function predicting(work: Prediction, variant: Variant): Runner {
  const input = new Tensor([work.batch, work.sizes[0]!], inputOf(work));
  const model = modelOf(work).setup(7);
  const { predict } = variant === 'reference' ? model : predictor(model, { deterministic: variant === 'deterministic' });
  return { times: 1, run: () => void predict.call(model, input) };
}

/** A product or an activation as a program whose state is the result. */
async function step(work: Product | Elementwise, variant: Variant): Promise<Runner> {
  const definition = work.kind === 'matmul' ? productOf(work) : elementwiseOf(work);
  const program = await backendOf(variant).compile(definition, { deterministic: variant === 'deterministic' });
  const times = Math.ceil(ENOUGH[variant] / operationsOf(work));
  return { times, run: () => void program.run(times, {}), dispose: () => program.dispose() };
}

function productOf({ size }: Product): StepDefinition {
  const shape = [size, size];
  return {
    constants: { a: new Tensor(shape, numbers(size * size, 1, 1)), b: new Tensor(shape, numbers(size * size, 1, 1)) },
    state: { result: { product: zeros(shape) } },
    step: (ops, { constants }) => ({
      state: { result: { product: ops.matmul(constants['a']!, constants['b']!) } },
      outputs: {},
      last: () => ({}),
    }),
  };
}

function elementwiseOf({ activation, slope, elements }: Elementwise): StepDefinition {
  const its = activations[activation];
  const start: Named<Tensor> = slope ? { value: zeros([elements]), slope: zeros([elements]) } : { value: zeros([elements]) };
  return {
    constants: { x: tensor(numbers(elements, 6, 6)) },
    state: { result: start },
    step: (ops, { constants }) => ({
      state: {
        result: slope
          ? ops.map({ x: constants['x']! }, ({ x }, math) => {
              const { output, slope } = activate(its, x, {}, math);
              return { value: output, slope };
            })
          : ops.map({ x: constants['x']! }, ({ x }, math) => ({ value: its.formula(x, math) })),
      },
      outputs: {},
      last: () => ({}),
    }),
  };
}

const backendOf = (variant: Variant): Backend => (variant === 'reference' ? referenceBackend : wasm);
