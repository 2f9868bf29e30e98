import {
  adam,
  binaryCrossEntropy,
  clipNorm,
  dense,
  dropout,
  elementwiseLoss,
  fit,
  frozen,
  meanSquaredError,
  optimizer,
  random,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
} from '@nonlin/core';
import type { Activation, Backend, Layer, Named, Sequential, Tensor, TensorOps, TrainOptions } from '@nonlin/core';
import { wasm } from '../src/index.ts';

export const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };
const relu: Activation = { name: 'relu', formula: (x, ops) => ops.max(x, 0) };
const slopedLeft: Activation<'slope'> = {
  name: 'prelu',
  parameters: { slope: 0.25 },
  formula: (x, ops, { slope }) => ops.where(ops.greater(x, 0), x, ops.mul(slope, x)),
};

export const xor = {
  input: tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
  target: tensor([[0], [1], [1], [0]]),
};

/** 150 rows of four columns in three clusters, as the iris flowers are. */
const flowers = {
  input: random([150, 4], 3)
    .map((x, math) => math.mul(2, x))
    .add(
      tensor(
        Array.from({ length: 600 }, (_, i) => Math.floor(i / 200) - 1),
        [150, 4],
      ),
    ),
  target: tensor(
    Array.from({ length: 150 }, (_, i) => Math.floor(i / 50)),
    [150, 1],
  ),
  weight: tensor(
    Array.from({ length: 150 }, (_, i) => 1 + (i % 3)),
    [150, 1],
  ),
};

/** `(x − mean) / deviation` by row: a layer of one's own, of reductions and maps. */
const normalize: Layer = {
  name: 'normalize',
  forward<T>(ops: TensorOps<T>, _: Named<T>, input: T) {
    const mean = ops.mean(input, 1, { keepDimension: true });
    const { centred, square } = ops.map({ input, mean }, (x, math) => {
      const centred = math.sub(x.input, x.mean);
      return { centred, square: math.mul(centred, centred) };
    });
    const variance = ops.mean(square, 1, { keepDimension: true });
    const { output, inverse } = ops.map({ centred, variance }, (x, math) => {
      const inverse = math.div(1, math.sqrt(math.add(x.variance, 1e-5)));
      return { inverse, output: math.mul(x.centred, inverse) };
    });
    return {
      output,
      pull: (gradient: T) => ({
        parameters: {},
        input: () => {
          const { share } = ops.map({ gradient, output }, (x, math) => ({ share: math.mul(x.gradient, x.output) }));
          const along = ops.mean(share, 1, { keepDimension: true });
          const level = ops.mean(gradient, 1, { keepDimension: true });
          return ops.map({ gradient, output, along, level, inverse }, (x, math) => ({
            input: math.mul(x.inverse, math.sub(math.sub(x.gradient, x.level), math.mul(x.output, x.along))),
          })).input;
        },
      }),
    };
  },
};

/** Sign descent with a fading memory: an optimizer of one's own. */
const signs = optimizer({
  name: 'signs',
  slots: ['memory'],
  coefficients: (step) => ({ rate: 0.01 / step }),
  update: ({ parameter, gradient, memory, rate }, math) => {
    const next = math.add(math.mul(0.9, memory), gradient);
    const sign = math.sub(math.greater(next, 0), math.less(next, 0));
    return { parameter: math.sub(parameter, math.mul(rate, sign)), memory: next };
  },
});

const logCosh = elementwiseLoss('log-cosh', (output, target, math) => {
  const error = math.abs(math.sub(output, target));
  return math.add(error, math.log1p(math.exp(math.mul(-2, error))));
});

/** A training of a few steps. */
interface Case {
  readonly name: string;
  readonly model: () => Sequential;
  readonly data: { readonly input: Tensor; readonly target: Tensor; readonly weight?: Tensor };
  readonly options: TrainOptions;
}

export const cases: readonly Case[] = [
  {
    name: 'XOR, 2-8-1, SGD',
    model: () => sequential(dense(2, 8, tanh), dense(8, 1)),
    data: xor,
    options: { loss: binaryCrossEntropy, optimizer: sgd({ rate: 0.1 }), epochs: 200 },
  },
  {
    name: 'XOR, 2-3-1, in batches of three and one, Adam',
    model: () => sequential(dense(2, 3, tanh), dense(3, 1)),
    data: xor,
    options: { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.02 }), epochs: 40, batchSize: 3 },
  },
  {
    name: 'flowers, 4-10-3, in batches of 16 and 6, weighted, RMSProp',
    model: () => sequential(dense(4, 10, tanh), dense(10, 3)),
    data: flowers,
    options: { loss: softmaxCrossEntropy, optimizer: rmsprop({ rate: 0.005 }), epochs: 5, batchSize: 16 },
  },
  {
    name: 'flowers, three layers, dropout, a norm clipped, momentum',
    model: () => sequential(dense(4, 20, relu), dropout(0.2), dense(20, 7, slopedLeft), dense(7, 3)),
    data: flowers,
    options: { loss: softmaxCrossEntropy, optimizer: sgd({ rate: 0.05, momentum: 0.9 }), epochs: 6, batchSize: 50, clip: clipNorm(1) },
  },
  {
    name: "one's own layer, loss and optimizer, and a frozen layer",
    model: () => sequential(frozen(dense(4, 9, tanh)), normalize, dense(9, 1)),
    data: { input: flowers.input, target: flowers.target },
    options: { loss: logCosh, optimizer: signs, epochs: 12, batchSize: 40 },
  },
  {
    name: 'one column to one column',
    model: () => sequential(dense(1, 1)),
    data: { input: tensor([[1], [2], [3]]), target: tensor([[2], [4], [6]]) },
    options: { loss: meanSquaredError, optimizer: sgd({ rate: 0.05 }), epochs: 50 },
  },
];

export const deterministic: Backend = {
  name: 'wasm',
  compile: (definition, options) => wasm.compile(definition, { ...options, deterministic: true }),
};

/** FNV-1a of each case's weights after training that is the same on every engine and machine. */
export async function fingerprints(): Promise<{ [name: string]: string }> {
  const hashes: { [name: string]: string } = {};
  for (const { name, model, data, options } of cases) {
    const trained = model();
    await fit(trained, data, { ...options, backend: deterministic });
    let hash = 0x811c9dc5;
    for (const { data: weights } of Object.values(trained.parameters))
      for (const byte of new Uint8Array(weights.slice().buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
    hashes[name] = (hash >>> 0).toString(16).padStart(8, '0');
  }
  return hashes;
}
