import { createHash } from 'node:crypto';
import { numbers, reference, save, Tensor, tensor } from '@nonlin/core';
import type { Clipping, Loss, Named, Optimizer, Sequential, TrainingData, TrainOptions } from '@nonlin/core';

/** What the numbers of a training depend on, as texts: equal where the training is the same. */
export interface Identity {
  /** Name, what it remembers, and a reading of its formula. */
  readonly optimizer: string;
  /** Its numbers for the next step, as the rate, and for some to come. */
  readonly coefficients: string;
  /** Name, and a reading of it. */
  readonly loss: string;
  /** Names, and what they give at 32 inputs: to the bit of float32, or within 6 digits for a training that is deterministic on any machine. */
  readonly activations: string;
  /** What it makes of large gradients. */
  readonly clip: string;
  readonly seed: string;
  readonly batchSize: string;
  readonly shuffle: string;
  readonly backend: string;
  readonly deterministic: string;
  /** Shapes and contents, where they are known: not those of batches that an iterator makes. */
  readonly data: string;
}

/** What stands for a part that cannot be told: it differs from nothing. */
export const UNKNOWN = 'unknown';

/** The training that `options` describe, after `step` steps; what activations give is rounded where that of the training compared with is. */
export function identityOf(
  { optimizer, loss, clip = [], seed = 0, batchSize, shuffle = true, backend, deterministic = false }: TrainOptions,
  step: number,
  model: Sequential,
  data?: TrainingData,
  isRounded: boolean = deterministic,
): Identity {
  return {
    optimizer: `${optimizer.name}(${optimizer.slots.join(', ')}) ${fingerprint(optimizer).map(digits).join(' ')}`,
    coefficients: scheduled(optimizer, step),
    loss: `${loss.name}${measured(loss, model)}`,
    activations: activated(model, isRounded),
    clip: clipped(typeof clip === 'function' ? [clip] : clip, model),
    seed: String(seed),
    batchSize: batchSize === undefined ? 'all' : String(batchSize),
    shuffle: batchSize === undefined ? 'unused' : String(shuffle),
    backend: backend?.name ?? 'reference',
    deterministic: String(deterministic),
    data: contents(data),
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

/** Steps from now at which a schedule is read. */
const AHEAD = [0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000];

/** `rate 0.1`, or `rate 0.1, then 0.1 0.05 …` where it changes. */
function scheduled({ coefficients }: Optimizer, step: number): string {
  const later = AHEAD.map((ahead) => coefficients(step + 1 + ahead));
  return Object.keys(later[0]!)
    .map((name) => {
      const [next, ...more] = later.map((at) => digits(at[name]!));
      return `${name} ${next}${more.every((value) => value === next) ? '' : `, then ${more.join(' ')}`}`;
    })
    .join(', ');
}

/** The loss and some of its slopes at a few outputs, for each kind of target that it takes. */
function measured(loss: Loss, { outputs = 1 }: Sequential): string {
  const rows = 4;
  const output = new Tensor(
    [rows, outputs],
    Float32Array.from({ length: rows * outputs }, (_, i) => (((i * 7) % 11) - 5) / 2),
  );
  const like = (of: (i: number) => number): Tensor =>
    new Tensor(
      [rows, outputs],
      Float32Array.from({ length: rows * outputs }, (_, i) => of(i)),
    );
  const targets = [
    like((i) => (i % 5) / 4), // numbers, probabilities
    like((i) => i % 2),
    like((i) => 1 - 2 * (i % 2)), // signs
    new Tensor(
      [rows, 1],
      Float32Array.from({ length: rows }, (_, i) => i % outputs),
    ), // class indices
  ];
  const readings = targets.flatMap((target) => {
    try {
      loss.check(target, output.shape);
      const { value, gradient } = loss.measure(reference, output, target);
      return [value.data[0]!, ...gradient.data].map((reading) => String(Number(reading.toPrecision(6))));
    } catch {
      return []; // not a target of it
    }
  });
  return readings.length === 0 ? '' : ` ${hash(readings.join(' '))}`;
}

/** A name, and what stands for the values that it names. */
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function activated(model: Sequential, isRounded: boolean): string {
  const all = describe(model).activations as readonly { readonly name: string; readonly fingerprint: readonly (number | string)[] }[];
  // Engines' own exp may differ in the last bit: a deterministic training has one of its own and goes on elsewhere.
  const exactly = (value: number | string): string => (isRounded ? Number(value).toPrecision(6) : String(value));
  return all.map(({ name, fingerprint }) => `${name} ${hash(fingerprint.map(exactly).join(' '))}`).join(', ');
}

/** What is left of gradients that are 0 but for 3 million first and −4 million last, in each parameter. */
function clipped(clips: readonly Clipping[], { shapes }: Sequential): string {
  if (clips.length === 0) return 'none';
  const gradients: Named<Tensor> = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
      if (data.length > 1) data[data.length - 1] = -4e6;
      if (data.length > 0) data[0] = 3e6;
      return [name, new Tensor(shape, data)];
    }),
  );
  try {
    return Object.entries(clips.reduce((current, clip) => clip(reference, current), gradients))
      .map(([name, { data }]) => `${name} ${[data[0], data.at(-1)].map((value) => Number(value?.toPrecision(6))).join(' ')}`)
      .join(', ');
  } catch {
    return UNKNOWN; // one that takes other gradients than these
  }
}

const hashes = new WeakMap<object, string>();

function contents(data: TrainingData | undefined): string {
  if (data === undefined || !('input' in data)) return UNKNOWN;
  let found = hashes.get(data);
  if (found === undefined) {
    const sum = createHash('sha256');
    const shapes: string[] = [];
    for (const [name, part] of Object.entries({ input: data.input, target: data.target, weight: data.weight })) {
      if (part === undefined) continue;
      const { shape, data: elements } = part instanceof Tensor ? part : tensor(part);
      shapes.push(`${name} [${shape.join(', ')}]`);
      sum.update(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
    }
    found = `${shapes.join(', ')} ${sum.digest('hex').slice(0, 16)}`;
    hashes.set(data, found); // read once, not at each report
  }
  return found;
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
