import { load } from '@nonlin/core';
import type { AnyActivation, Layer, LoadOptions, Sequential, Tensor, TrainingData, TrainOptions } from '@nonlin/core';
import { CheckpointError } from './checkpoint-error.ts';
import { shorten } from './format.ts';
import { describe, identityOf, UNKNOWN } from './identity.ts';
import type { Identity } from './identity.ts';
import type { Checkpoint } from './load-checkpoint.ts';

export interface ResumeOptions {
  /** What may differ from the training that was saved: its bits are then no longer those of one without a stop. */
  readonly accept?: readonly (keyof Identity)[];
  /** The data, to be compared with those that `saveCheckpoint` was given. */
  readonly data?: TrainingData;
}

/** What each part of a training's identity is called in messages. */
const PARTS: { readonly [part in keyof Identity]: string } = {
  optimizer: 'the optimizer',
  coefficients: 'what the optimizer is set to for the next steps',
  loss: 'the loss',
  activations: 'what the activations give',
  clip: 'what clipping leaves of large gradients',
  seed: 'the seed',
  batchSize: 'the batch size',
  shuffle: 'shuffle',
  backend: 'the backend',
  deterministic: 'deterministic',
  data: 'the data',
};

/**
 * `options` with which `train` goes on where the checkpoint was saved, to the same bits as without the stop (with the same data
 * and, unless `deterministic`, the same kind of machine). Throws a `CheckpointError` that names another model, activation,
 * optimizer, loss, seed, batch size, backend or, where both are given, other data; a `TypeError` for a part to accept that there is not.
 */
export function resumeFrom(
  checkpoint: Checkpoint,
  model: Sequential,
  options: TrainOptions,
  { accept = [], data }: ResumeOptions = {},
): TrainOptions {
  const { path, epoch, step, state } = checkpoint;
  const where = `checkpoint ${path}`;
  expectModel(where, checkpoint, model);
  const unknown = accept.find((part) => !Object.hasOwn(PARTS, part));
  if (unknown !== undefined) throw new TypeError(`resumeFrom: accept has ${shorten(unknown)}; known are ${Object.keys(PARTS).join(', ')}`);
  if (options.epochs < epoch)
    throw new CheckpointError(`${where}: ${epoch} epochs are done, more than the ${options.epochs} asked for; ask for more, or start anew`);
  const now = identityOf(options, step, model, data, checkpoint.training.deterministic === 'true');
  const differs = (part: keyof Identity): boolean =>
    now[part] !== checkpoint.training[part] && now[part] !== UNKNOWN && checkpoint.training[part] !== UNKNOWN;
  for (const part of Object.keys(PARTS) as (keyof Identity)[])
    if (differs(part) && !accept.includes(part))
      throw new CheckpointError(
        `${where}: ${PARTS[part]} was ${shorten(checkpoint.training[part])}, now it is ${shorten(now[part])}; train as before, or take the difference with accept: ['${part}']`,
      );
  expectState(where, checkpoint, model, options);
  const groups = [...options.optimizer.slots, 'parameters'];
  return { ...options, resume: { epoch, step, state: Object.fromEntries(groups.map((group) => [group, inOrder(model, state[group]!)])) } };
}

/** The tensors in the order of the model's parameters; the file has that of their names. */
const inOrder = ({ shapes }: Sequential, named: { readonly [name: string]: Tensor }): { [name: string]: Tensor } =>
  Object.fromEntries(Object.keys(shapes).map((name) => [name, named[name]!]));

function expectModel(where: string, { layers, model: saved }: Checkpoint, model: Sequential): void {
  const now = describe(model);
  // A newer one may describe the same model in other words.
  if (saved.format !== now.format || saved.version !== now.version)
    throw new CheckpointError(
      `${where}: its model is written as version ${shorten(String(saved.version))}, @nonlin/core here reads version ${String(now.version)}; update @nonlin/core`,
    );
  const same = asCheckpointError(where, () => JSON.stringify(saved.model) === JSON.stringify(now.model));
  if (layers !== model.name || !same)
    throw new CheckpointError(`${where}: it is of ${layers.slice(0, 500)}, not of ${model.name}; give the model that was trained`);
  // A model of one layer without weights, which has the activations to compare.
  const probe = { ...saved, model: { kind: 'sequential', layers: [{ kind: 'dropout', sizes: [0] }] }, parameters: {} };
  asCheckpointError(where, () => load(JSON.stringify(probe), { activations: activationsOf(model) }));
}

function activationsOf({ activation, layers = [] }: Layer): AnyActivation[] {
  return [...(activation === undefined ? [] : [activation]), ...layers.flatMap(activationsOf)];
}

/** Each group holds a tensor of the right shape for each parameter. */
function expectState(where: string, { state }: Checkpoint, model: Sequential, { optimizer }: TrainOptions): void {
  const groups = ['parameters', ...optimizer.slots];
  for (const group of new Set([...groups, ...Object.keys(state)])) {
    if (!groups.includes(group))
      throw new CheckpointError(
        `${where}: it holds ${shorten(group)}, which ${optimizer.name} does not remember; go on with the optimizer it was saved with`,
      );
    const shapes = Object.fromEntries(Object.entries(state[group] ?? {}).map(([name, { shape }]) => [name, shape]));
    for (const name of new Set([...Object.keys(model.shapes), ...Object.keys(shapes)])) {
      const [expected, got] = [shapeIn(model.shapes, name), shapeIn(shapes, name)];
      if (expected !== got) throw new CheckpointError(`${where}: expected ${group} of ${shorten(name)} of shape ${expected}, got ${got}`);
    }
  }
}

/** Names come from the file: `__proto__` is one. */
const shapeIn = (shapes: { readonly [name: string]: readonly number[] }, name: string): string =>
  Object.hasOwn(shapes, name) ? `[${shapes[name]!.join(', ')}]` : 'none';

/**
 * The model in a checkpoint, with the weights it had. As for core's `load`, activations and layers of one's own are passed in, and must
 * be the same functions. Throws a `CheckpointError` that names what is missing or different.
 */
export function restoreModel({ path, model: saved, state }: Checkpoint, options: LoadOptions = {}): Sequential {
  const parameters = state['parameters'] ?? {};
  // `load` makes the layers for weights of these shapes; the weights themselves need not go through text.
  const shapes = Object.entries(parameters).map(([name, { shape, size }]) => [
    name,
    { shape, data: Array.from<number>({ length: size }).fill(0) },
  ]);
  return asCheckpointError(`checkpoint ${path}`, () => {
    const model = load(JSON.stringify({ ...saved, parameters: Object.fromEntries(shapes) }), options);
    model.parameters = inOrder(model, parameters);
    return model;
  });
}

/** Errors of core's `load` and `save`, with the file in front. */
function asCheckpointError<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    // What to type next is a function of this package.
    const message = cause.message.replace(/^load: /, '').replace('load(text, ', 'restoreModel(checkpoint, ');
    throw new CheckpointError(`${where}: ${message}`, { cause });
  }
}
