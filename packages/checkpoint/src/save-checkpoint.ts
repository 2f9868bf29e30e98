import type { EpochReport, Sequential, TrainingData, TrainOptions } from '@nonlin/core';
import { withPath } from './checkpoint-error.ts';
import { encode } from './format.ts';
import { describe, identityOf } from './identity.ts';
import { writeAtomically } from './write-atomically.ts';

/**
 * Writes what training with `options` needs to go on after `report`: weights, what the optimizer remembers, seed, epoch and step,
 * and what model, activations and training they belong to. It is a safetensors file, `parameters/0.weight` and the like.
 * With `data`, their shapes and a hash of their contents too, so that others are refused.
 * Throws a `CheckpointError` where the file cannot be written.
 * A crash at any moment leaves the old file or the new one. To be awaited before the next report is asked for.
 */
export async function saveCheckpoint(
  path: string,
  model: Sequential,
  options: TrainOptions,
  report: EpochReport,
  data?: TrainingData,
): Promise<void> {
  const { epoch, step, state } = await report.state();
  const texts = {
    epoch: String(epoch),
    step: String(step),
    layers: model.name,
    model: JSON.stringify(describe(model)),
    training: JSON.stringify(identityOf(options, step, model, data)),
  };
  const bytes = encode(state, texts);
  await withPath(path, 'written', () => writeAtomically(path, bytes));
}
