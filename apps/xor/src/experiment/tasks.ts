import type { AnyActivation } from '@nonlin/core';
import { runEverywhere } from './everywhere.ts';
import type { EverywhereRun } from './everywhere.ts';
import type { Learning } from './learning.ts';
import { runRace } from './race.ts';
import type { RaceRun } from './race.ts';

/** One network to train (and its control); plain values, so that it travels to other threads. */
export type Task =
  | { readonly kind: 'everywhere'; readonly activation: number; readonly seed: number }
  | { readonly kind: 'race'; readonly activation: number; readonly hidden: number; readonly seed: number };

/** What became of a task. */
export type Outcome = EverywhereRun | RaceRun;

/** Does one task. What it gives depends on nothing but its arguments, so any thread may do it, in any order. */
export function perform(task: Task, activations: readonly AnyActivation[], learning: Learning): Promise<Outcome> {
  const activation = activations[task.activation]!;
  return task.kind === 'everywhere'
    ? runEverywhere(activation, task.seed, learning)
    : runRace(activation, task.hidden, task.seed, learning);
}
