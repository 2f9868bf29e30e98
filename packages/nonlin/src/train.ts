import * as core from '@nonlin/core';
import type { EpochReport, Sequential, TrainingData, TrainOptions } from '@nonlin/core';
import { defaultBackend } from './default-backend.ts';

/** `train` of `@nonlin/core` with another default: `backend` is `defaultBackend()`. */
export function train(model: Sequential, data: TrainingData, options: TrainOptions): AsyncGenerator<EpochReport, void, undefined> {
  return core.train(model, data, withBackend(options));
}

/** `fit` of `@nonlin/core` with another default: `backend` is `defaultBackend()`. */
export function fit(model: Sequential, data: TrainingData, options: TrainOptions): Promise<EpochReport> {
  return core.fit(model, data, withBackend(options));
}

function withBackend(options: TrainOptions): TrainOptions {
  // What is no record of options is core's to name.
  if (typeof options !== 'object' || options === null) return options;
  return { ...options, backend: options.backend ?? defaultBackend() };
}
