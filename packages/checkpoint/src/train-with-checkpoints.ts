import { existsSync } from 'node:fs';
import { train } from '@nonlin/core';
import type { EpochReport, Sequential, TrainingData, TrainOptions } from '@nonlin/core';
import { withPath } from './checkpoint-error.ts';
import { loadCheckpoint } from './load-checkpoint.ts';
import { resumeFrom } from './resume.ts';
import type { ResumeOptions } from './resume.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import { removeLeftovers } from './write-atomically.ts';

/**
 * `train`, which goes on from the checkpoint at `path` where there is one, and saves one at each report (`every` says how often).
 * Run again after a crash, it ends with the weights that it would have had without. Throws as `train`, `loadCheckpoint` and `resumeFrom`.
 * One process at a time may train with a path.
 */
export async function* trainWithCheckpoints(
  path: string,
  model: Sequential,
  data: TrainingData,
  options: TrainOptions,
  resume?: ResumeOptions,
): AsyncGenerator<EpochReport, void, undefined> {
  await withPath(path, 'written', () => removeLeftovers(path));
  const going = existsSync(path) ? resumeFrom(await loadCheckpoint(path), model, options, { data, ...resume }) : options;
  for await (const report of train(model, data, going)) {
    await saveCheckpoint(path, model, options, report, data);
    yield report;
  }
}
