import type { AnyActivation } from '@nonlin/core';
import type { EverywhereRun } from './everywhere.ts';
import { performAll } from './pool.ts';
import type { Job } from './pool.ts';
import type { RaceRun } from './race.ts';
import { summarizeEverywhere, summarizeRace } from './summary.ts';
import type { EverywhereResult, RaceResult } from './summary.ts';
import type { Task } from './tasks.ts';

export interface Experiment extends Job {
  readonly activations: readonly AnyActivation[];
  readonly hidden: readonly number[];
  readonly seed: number;
  readonly seeds: number;
}

/** Runs so far of one activation, at one width. */
export interface Standing {
  readonly activation: string;
  readonly hidden: number;
  readonly runs: readonly RaceRun[];
}

/** What `--json` prints. */
export interface Findings {
  readonly seed: number;
  readonly epochs: number;
  readonly backend: string;
  readonly everywhere: readonly EverywhereResult[];
  readonly results: readonly RaceResult[];
}

/** The activation throughout, 2-2-1, for all seeds. `onProgress` is told how much is done, from 0 to 1. */
export async function compareEverywhere(
  experiment: Experiment,
  onProgress: (done: number) => void = () => {},
): Promise<readonly { readonly activation: AnyActivation; readonly runs: readonly EverywhereRun[]; readonly result: EverywhereResult }[]> {
  const { activations, seeds, seed: first } = experiment;
  const tasks = activations.flatMap((_, activation) => range(seeds, (i): Task => ({ kind: 'everywhere', activation, seed: first + i })));
  const runs: EverywhereRun[] = [];
  let done = 0;
  await performAll(tasks, activations, experiment, (place, outcome) => {
    runs[place] = outcome as EverywhereRun;
    onProgress(++done / tasks.length);
  });
  return activations.map((activation, i) => {
    const its = runs.slice(i * seeds, (i + 1) * seeds);
    return { activation, runs: its, result: summarizeEverywhere(activation.name, its) };
  });
}

/** The race with its control, for all activations, widths and seeds. `onProgress` sees the standings after each run. */
export async function race(
  experiment: Experiment,
  onProgress: (standings: readonly Standing[]) => void = () => {},
): Promise<readonly Standing[]> {
  const { activations, hidden, seeds, seed: first } = experiment;
  // Seed by seed, so that all are seen to run side by side.
  const entries = activations.flatMap((_, activation) => hidden.map((width) => ({ activation, hidden: width })));
  const tasks = range(seeds, (i) => entries.map((entry): Task => ({ kind: 'race', ...entry, seed: first + i }))).flat();
  const standings = entries.map((entry) => ({
    activation: activations[entry.activation]!.name,
    hidden: entry.hidden,
    runs: [] as RaceRun[],
  }));
  const ordered: RaceRun[] = [];
  await performAll(tasks, activations, experiment, (place, outcome) => {
    ordered[place] = outcome as RaceRun;
    standings[place % entries.length]!.runs.push(outcome as RaceRun);
    onProgress(standings);
  });
  // In the order of the seeds, whichever was done first.
  return standings.map((standing, i) => ({ ...standing, runs: range(seeds, (seed) => ordered[seed * entries.length + i]!) }));
}

export const results = (standings: readonly Standing[]): readonly RaceResult[] =>
  standings.map(({ activation, hidden, runs }) => summarizeRace(activation, hidden, runs));

const range = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
