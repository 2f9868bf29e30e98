import type { State, Tensor, TrainingState } from '@nonlin/core';
import { CheckpointError, withPath } from './checkpoint-error.ts';
import { decode, shorten } from './format.ts';
import type { Description, Identity } from './identity.ts';
import { readWhole } from './read-whole.ts';

/** A training as it stood when it was saved. */
export interface Checkpoint extends TrainingState {
  /** Where it was read from. */
  readonly path: string;
  /** Weights under `parameters`, and what the optimizer remembers of each under names of its own. */
  readonly state: State<Tensor>;
  /** The model, in words: `sequential(dense(2, 8, silu), dense(8, 1))`. */
  readonly layers: string;
  /** The model as core's `save` describes it, without weights: layers, activations with their packages. */
  readonly model: Description;
  /** What training the numbers belong to. */
  readonly training: Identity;
}

const TRAINING: readonly string[] = [
  'optimizer',
  'coefficients',
  'loss',
  'activations',
  'clip',
  'seed',
  'batchSize',
  'shuffle',
  'backend',
  'deterministic',
  'data',
] satisfies (keyof Identity)[];

/**
 * The checkpoint in a file that `saveCheckpoint` wrote.
 * Throws a `CheckpointError` for any other file, a newer one, and one whose contents have changed.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  return parseCheckpoint(path, await withPath(path, 'read', () => readWhole(path)));
}

/** `loadCheckpoint` of bytes. */
export function parseCheckpoint(path: string, bytes: Uint8Array): Checkpoint {
  const where = `checkpoint ${path}`;
  const { state, texts } = decode(where, bytes);
  const damaged = (key: string): CheckpointError =>
    new CheckpointError(`${where}: the file is damaged: its ${key} is ${shorten(texts[key])}; take an older checkpoint`);
  const count = (key: string): number => {
    const text = texts[key] ?? '';
    if (!/^\d{1,15}$/.test(text)) throw damaged(key);
    return Number(text);
  };
  const object = (key: string): { readonly [name: string]: unknown } => {
    try {
      const value: unknown = JSON.parse(texts[key] ?? '');
      if (typeof value === 'object' && value !== null) return value as { readonly [name: string]: unknown };
    } catch {
      // It is no JSON.
    }
    throw damaged(key);
  };
  const training = object('training');
  if (!TRAINING.every((name) => typeof training[name] === 'string')) throw damaged('training');
  const unknown = Object.keys(training).find((name) => !TRAINING.includes(name));
  if (unknown !== undefined)
    throw new CheckpointError(
      `${where}: the file says of its training what this package does not know, ${shorten(unknown)}; update @nonlin/checkpoint`,
    );
  const { layers } = texts;
  if (layers === undefined) throw damaged('layers');
  const { format, version, model, activations } = object('model');
  return {
    path,
    epoch: count('epoch'),
    step: count('step'),
    state,
    layers,
    model: { format, version, model, activations },
    training: training as unknown as Identity,
  };
}
