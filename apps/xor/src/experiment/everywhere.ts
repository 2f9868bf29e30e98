import { dense, diagnose, meanSquaredError, NonFiniteError, sequential, train } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { learningOptions } from './learning.ts';
import type { Learning } from './learning.ts';
import { largestChange } from './measure.ts';
import { allRight, centred, targetsOf } from './xor.ts';

/** Hidden units: as many as were set by hand. */
export const HIDDEN = 2;

/** Outputs are meant to be the answers themselves: right is within ¼. */
export const RULE = { middle: 0.5, margin: 0.25 };

/** What became of one network with the same activation in both layers. */
export interface EverywhereRun {
  readonly right: boolean;
  /** The largest gradient norm seen in any layer. */
  readonly gradient: number;
  /** max |Δw| over all weights and biases, in both layers. */
  readonly weightChange: number;
}

/** 2-2-1 with `activation` in the hidden layer and at the output, by mean squared error. */
export async function runEverywhere(activation: AnyActivation, seed: number, learning: Learning): Promise<EverywhereRun> {
  const model = sequential(dense(2, HIDDEN, activation), dense(HIDDEN, 1, activation)).setup(seed);
  const before = model.parameters;
  const data = { input: centred, target: targetsOf([0, 1]) };
  const norms = diagnose(model, data, { loss: meanSquaredError }).map(({ gradientNorm }) => gradientNorm); // before the first step
  let gradient = Math.max(...norms.filter((norm) => !Number.isNaN(norm)));
  let finite = true;
  try {
    const options = { ...learningOptions(learning), loss: meanSquaredError, seed, every: 50 };
    for await (const report of train(model, data, options)) gradient = Math.max(gradient, ...Object.values(report.gradientNorms));
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    finite = false;
  }
  return { right: finite && allRight(model.predict(centred), RULE), gradient, weightChange: largestChange(before, model.parameters) };
}
