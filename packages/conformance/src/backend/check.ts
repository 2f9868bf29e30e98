import type { Backend } from '@nonlin/core';
import { collectAsync } from '../finding.ts';
import type { Failure, Finding } from '../finding.ts';
import {
  argmax,
  broadcasting,
  constants,
  draws,
  errors,
  gather,
  matmul,
  max,
  mean,
  oneHot,
  outputs,
  reshape,
  shapes,
  sizes,
  sum,
  transpose,
} from './operations.ts';
import { anotherBatch, anotherBatchSize, anotherKey, anotherRate, apart, copies, last, state } from './program.ts';
import { activations, scalarOperations, specials } from './scalars.ts';
import type { BackendOptions, BackendSubject } from './subject.ts';
import { repeatable, training, trainingSteps } from './training.ts';

export interface BackendCheck {
  readonly name: string;
  /** What holds when it passes, with its tolerance. */
  readonly promise: string;
  readonly run: (subject: BackendSubject) => AsyncIterable<Failure>;
  /** Each stage builds on the ones before it: where one of those has findings, this one would only repeat them. */
  readonly stage: 1 | 2 | 3 | 4 | 5;
}

/** All checks, in the order in which a fault is best understood. */
export const backendChecks: readonly BackendCheck[] = [
  { stage: 1, name: 'scalar operations', promise: 'every operation on elements, within its stated error', run: scalarOperations },
  { stage: 2, name: 'specials', promise: 'NaN, infinities, overflow and domain errors as IEEE 754 has them', run: specials },
  { stage: 2, name: 'constant', promise: 'a scalar of that float32, zeros with their signs', run: constants },
  { stage: 2, name: 'matmul', promise: 'four transposes, sizes that are odd, large and 0; k · 2⁻²⁴ · Σ|a·b|', run: matmul },
  { stage: 2, name: 'broadcasting', promise: "map stretches its inputs by NumPy's rule, exactly", run: broadcasting },
  { stage: 2, name: 'outputs', promise: 'map gives several tensors, numbers and its own inputs, exactly', run: outputs },
  { stage: 2, name: 'sum', promise: 'by axis and of all, 0 of nothing; count · 2⁻²⁴ · Σ|x|', run: sum },
  { stage: 2, name: 'mean', promise: 'by axis and of all, NaN of nothing, within 2 ULP', run: mean },
  { stage: 2, name: 'max', promise: 'by axis and of all, exactly; NaN where one is NaN, −∞ of nothing', run: max },
  { stage: 2, name: 'argmax', promise: 'the first of equals, or of NaNs', run: argmax },
  { stage: 2, name: 'sizeOf', promise: 'elements in all and by axis', run: sizes },
  { stage: 2, name: 'gather', promise: 'rows in any order, exactly', run: gather },
  { stage: 2, name: 'oneHot', promise: '1 at the index, 0 elsewhere', run: oneHot },
  { stage: 2, name: 'random', promise: 'Threefry to the bit', run: draws },
  { stage: 2, name: 'reshape', promise: 'the same elements in row-major order', run: reshape },
  { stage: 2, name: 'transpose', promise: 'dimensions in reverse order', run: transpose },
  { stage: 3, name: 'activations', promise: 'value and slope over all of float32; 8 ULP and 8 · 2⁻²⁴ unless stated', run: activations },
  { stage: 3, name: 'shapes', promise: 'shapeOf knows every result while the step is read', run: shapes },
  { stage: 3, name: 'errors', promise: 'shapes that do not fit are a RangeError', run: errors },
  { stage: 3, name: 'state', promise: 'carried from step to step and run to run', run: state },
  { stage: 4, name: 'copies', promise: 'state, outputs and last are copies', run: copies },
  { stage: 4, name: 'programs apart', promise: 'two programs share nothing', run: apart },
  { stage: 4, name: 'another rate', promise: 'a number that differs by step is not baked in', run: anotherRate },
  { stage: 4, name: 'another key', promise: 'nor is a random key', run: anotherKey },
  { stage: 4, name: 'another batch', promise: 'nor are the rows of a batch', run: anotherBatch },
  { stage: 4, name: 'another batch size', promise: 'nor is their number', run: anotherBatchSize },
  { stage: 4, name: 'last', promise: "belongs to a run's last step", run: last },
  {
    stage: 5,
    name: 'training step',
    promise: 'each layer × loss × optimizer; relative 1e-4, absolute 1e-5 unless stated',
    run: trainingSteps,
  },
  { stage: 5, name: 'train', promise: 'from data to weights, by batches and whole; the same bounds', run: training },
  { stage: 5, name: 'repeatable', promise: 'the same seed gives the same bits', run: repeatable },
];

/**
 * Everything a backend does otherwise than the reference: an empty list when it conforms. Needs no test runner.
 * A stage is tried only when the ones before it found nothing: a wrong `exp` is named once, not by every training step.
 */
export async function checkBackend(backend: Backend, options: BackendOptions = {}): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const stage of [1, 2, 3, 4, 5]) {
    if (findings.length > 0) break;
    for (const check of backendChecks.filter((check) => check.stage === stage))
      findings.push(...(await collectAsync(options.title ?? backend.name, check.name, () => check.run({ backend, options }))));
  }
  return findings;
}
