import { describe, expect, test } from 'vitest';
import {
  adam,
  adamW,
  binaryCrossEntropy,
  dense,
  evaluate,
  meanSquaredError,
  reference,
  rmsprop,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  train,
  trainingContext,
} from '../../src/index.ts';
import type { Activation, Loss, Named, Optimizer, Sequential, Tensor } from '../../src/index.ts';
import { gelu, geluTanh, relu, sigmoid, silu, step, tanh } from '../activations.ts';
import { expectAllClose, fixture } from '../tools.ts';

// Runs of PyTorch from given weights on given data, 50 steps each: losses, weights at the end, and gradients at step 1.

type Packed = string;
interface Source {
  readonly architectures: { readonly [arch: string]: readonly number[] };
  readonly optimizers: { readonly [name: string]: { readonly [option: string]: number } };
  readonly init: { readonly [arch: string]: Packed };
  readonly data: { readonly [arch: string]: { readonly x: Packed; readonly y: Packed; readonly labels?: Packed } };
}
interface Case {
  readonly arch: string;
  readonly activation: string;
  readonly loss: string;
}
interface Gradient extends Case {
  readonly kind: 'gradient';
  readonly value: number;
  readonly logits: Packed;
  readonly gradients: Packed;
  readonly deviation: number;
}
interface Run extends Case {
  readonly kind: 'run';
  readonly optimizer: string;
  readonly losses: Packed;
  readonly end: Packed;
  readonly deviation: readonly [loss: number, weight: number];
}

const { source, rows } = fixture('trajectories.jsonl');
const { architectures, optimizers, init, data } = source as unknown as Source;
const cases = rows as readonly (Gradient | Run)[];
const gradients = cases.filter((row) => row.kind === 'gradient');
const runs = cases.filter((row) => row.kind === 'run');

const unpack = (packed: Packed): Float32Array<ArrayBuffer> =>
  new Float32Array(Uint8Array.from(atob(packed), (character) => character.charCodeAt(0)).buffer);

const activations: { readonly [name: string]: Activation } = { sigmoid, relu, silu, gelu, gelu_tanh: geluTanh, tanh, step };
const losses: { readonly [name: string]: Loss } = {
  mse: meanSquaredError,
  bce_with_logits: binaryCrossEntropy,
  cross_entropy: softmaxCrossEntropy,
};

function makeOptimizer(name: string): Optimizer {
  const {
    lr: rate,
    momentum,
    nesterov,
    beta1,
    beta2,
    eps: epsilon,
    weight_decay: weightDecay,
    alpha: decay,
  } = optimizers[name] as { [option: string]: never };
  if (name.startsWith('sgd')) return sgd(momentum === undefined ? { rate: rate! } : { rate: rate!, momentum, nesterov: Boolean(nesterov) });
  if (name === 'adam') return adam({ rate: rate!, beta1: beta1!, beta2: beta2!, epsilon: epsilon! });
  if (name === 'adamw') return adamW({ rate: rate!, beta1: beta1!, beta2: beta2!, epsilon: epsilon!, weightDecay: weightDecay! });
  return rmsprop({ rate: rate!, decay: decay!, epsilon: epsilon! });
}

/** Parameters in PyTorch's order and layout, [outputs][inputs], as nonlin's: [inputs, outputs]. */
function parametersOf(arch: string, packed: Packed): Named<Tensor> {
  const [sizes, flat] = [architectures[arch]!, unpack(packed)];
  const parameters: { [name: string]: Tensor } = {};
  let next = 0;
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, outputs] = [sizes[layer - 1]!, sizes[layer]!];
    parameters[`${layer - 1}.weight`] = tensor(flat.slice(next, (next += inputs * outputs)), [outputs, inputs]).transpose();
    parameters[`${layer - 1}.bias`] = tensor(flat.slice(next, (next += outputs)));
  }
  return parameters;
}

function prepare({ arch, activation, loss }: Case): { model: Sequential; input: Tensor; target: Tensor } {
  const sizes = architectures[arch]!;
  const model = sequential(
    sizes.slice(1).map((outputs, i) => dense(sizes[i]!, outputs, i === sizes.length - 2 ? undefined : activations[activation]!)),
  );
  model.parameters = parametersOf(arch, init[arch]!);
  const { x, y, labels } = data[arch]!;
  const outputs = sizes.at(-1)!;
  const target = loss === 'cross_entropy' ? tensor(unpack(labels!)) : tensor(unpack(y)).reshape(-1, outputs);
  return { model, input: tensor(unpack(x)).reshape(-1, sizes[0]!), target };
}

const title = ({ arch, activation, loss }: Case): string => `${arch}, ${activation}, ${loss}`;

test('all 35 gradients and 70 runs are here', () => {
  expect([gradients.length, runs.length]).toEqual([35, 70]);
});

describe('gradients at step 1: within max(1e-6, 30 times the source’s own float32 error)', () => {
  test.each(gradients.map((row) => [title(row), row] as const))('%s', (_, row) => {
    const { model, input, target } = prepare(row);
    const loss = losses[row.loss]!;
    const { output, pull } = model.forward(reference, model.parameters, input, trainingContext(reference, tensor([0, 0, 0, 0])));
    const { value, gradient } = loss.measure(reference, output, target);
    const tolerance = Math.max(1e-6, 30 * row.deviation);
    const logits = unpack(row.logits);
    expectAllClose(output.data.slice(0, logits.length), logits, { absolute: 1e-6, relative: 1e-5 }, 'logits');
    expectAllClose([value.at()], [row.value], { relative: 1e-5 }, 'loss');
    const got = pull(gradient).parameters;
    for (const [name, expected] of Object.entries(parametersOf(row.arch, row.gradients)))
      expectAllClose(got[name]!.data, expected.data, { absolute: tolerance }, name);
  });
});

describe('50 steps of train: losses within max(1e-5, …) relative, weights at the end within max(2e-5, …)', () => {
  test.each(runs.map((row) => [`${title(row)}, ${row.optimizer}`, row] as const))('%s', async (_, row) => {
    const { model, input, target } = prepare(row);
    const [loss, seen] = [losses[row.loss]!, [] as number[]];
    const run = train(model, { input, target }, { loss, optimizer: makeOptimizer(row.optimizer), epochs: 50 });
    for await (const report of run) seen.push(report.loss);
    seen.push(evaluate(model, { input, target }, { loss }).loss);
    expectAllClose(seen, unpack(row.losses), { relative: Math.max(1e-5, 30 * row.deviation[0]) }, 'loss');
    for (const [name, expected] of Object.entries(parametersOf(row.arch, row.end))) {
      // Behind a step PyTorch has no gradient at all, and moves nothing; here it is exactly 0, and AdamW's decay still acts.
      const decayed =
        row.activation === 'step' &&
        row.optimizer === 'adamw' &&
        name !== `${model.layers.length - 1}.weight` &&
        name !== `${model.layers.length - 1}.bias`;
      const wanted = decayed ? expected.mul((1 - 0.01 * 0.05) ** 50) : expected;
      expectAllClose(model.parameters[name]!.data, wanted.data, { absolute: Math.max(2e-5, 30 * row.deviation[1]) }, name);
    }
  });
});
