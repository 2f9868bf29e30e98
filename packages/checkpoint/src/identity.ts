import { numbers, reference, save, tensor } from '@nonlin/core';
import type { Clipping, Named, Optimizer, Sequential, Tensor, TrainOptions } from '@nonlin/core';

/** What the numbers of a training depend on beside its data, as texts: equal where the training is the same. */
export interface Identity {
  /** Name, what it remembers, and a reading of its formula. */
  readonly optimizer: string;
  /** Its numbers for the next step, as the rate. */
  readonly coefficients: string;
  readonly loss: string;
  /** What it makes of large gradients. */
  readonly clip: string;
  readonly seed: string;
  readonly batchSize: string;
  readonly shuffle: string;
  readonly backend: string;
  readonly deterministic: string;
}

/** The training that `options` describe, after `step` steps. The data are not in it. */
export function identityOf(
  { optimizer, loss, clip = [], seed = 0, batchSize, shuffle = true, backend, deterministic = false }: TrainOptions,
  step: number,
  model: Sequential,
): Identity {
  return {
    optimizer: `${optimizer.name}(${optimizer.slots.join(', ')}) ${fingerprint(optimizer).map(digits).join(' ')}`,
    coefficients: Object.entries(optimizer.coefficients(step + 1))
      .map(([name, value]) => `${name} ${digits(value)}`)
      .join(', '),
    loss: loss.name,
    clip: clipped(typeof clip === 'function' ? [clip] : clip, model),
    seed: String(seed),
    batchSize: batchSize === undefined ? 'all' : String(batchSize),
    shuffle: batchSize === undefined ? 'unused' : String(shuffle),
    backend: backend?.name ?? 'reference',
    deterministic: String(deterministic),
  };
}

/** Enough to tell settings apart; a rewritten formula's last bits do not count. */
const digits = (value: number): string => String(Number(value.toPrecision(12)));

/** What the formula makes of a weight, a gradient and memories of ½, ¼, …, whatever its coefficients. */
function fingerprint({ slots, coefficients, update }: Optimizer): number[] {
  const inputs: { parameter: number; gradient: number; [name: string]: number } = { parameter: 0.75, gradient: -0.375 };
  for (const [place, name] of [...slots, ...Object.keys(coefficients(1))].entries()) inputs[name] = 2 ** -(place + 1);
  const outputs = update(inputs, numbers);
  return ['parameter', ...slots].map((name) => Number(outputs[name]));
}

/** What is left of a gradient of 3 million and −4 million in each parameter. */
function clipped(clips: readonly Clipping[], { shapes }: Sequential): string {
  if (clips.length === 0) return 'none';
  const gradients: Named<Tensor> = Object.fromEntries(Object.keys(shapes).map((name) => [name, tensor([3e6, -4e6])]));
  const left = clips.reduce((current, clip) => clip(reference, current), gradients);
  return Object.entries(left)
    .map(([name, { data }]) => `${name} ${Array.from(data, (value) => Number(value.toPrecision(6))).join(' ')}`)
    .join(', ');
}

/** What core's `save` says of a model, without weights. */
export interface Description {
  readonly format: unknown;
  readonly version: unknown;
  readonly model: unknown;
  readonly activations: unknown;
}

/** Layers, and each activation's name, package and values at 32 inputs. Throws a `TypeError` as `save` does. */
export function describe({ name, layers, saved }: Sequential): Description {
  // Weights are in the file as tensors: as text they would take half a second for a quarter of a million.
  const weightless = { name, layers, saved, parameters: {} } as unknown as Sequential;
  const { format, version, model, activations } = JSON.parse(save(weightless)) as Description;
  return { format, version, model, activations };
}
