import type { EverywhereRun } from './everywhere.ts';
import { median } from './measure.ts';
import type { RaceRun } from './race.ts';
import { verdictOf } from './verdict.ts';

/** An activation in every layer, over all seeds: a row of `--json`. */
export interface EverywhereResult {
  readonly activation: string;
  /** Seeds whose network was right at the final epoch. */
  readonly learned: number;
  readonly seeds: number;
  /** The largest |Δw| of any weight in any run; null if it is not finite. */
  readonly weightChange: number | null;
}

/** An activation at one width, over all seeds: a row of `--json`. The three largest are over all runs and epochs looked at. */
export interface RaceResult {
  readonly activation: string;
  readonly hidden: number;
  readonly learned: number;
  readonly learnedFrozen: number;
  readonly seeds: number;
  /** Median of the first epoch looked at with four of four; null where half of the seeds or more had none. */
  readonly medianEpochs: number | null;
  readonly firstLayerGradient: number | null;
  readonly largestSlope: number | null;
  readonly hiddenWeightChange: number | null;
  readonly verdict: string;
}

export function summarizeEverywhere(activation: string, runs: readonly EverywhereRun[]): EverywhereResult {
  return {
    activation,
    learned: count(runs, ({ right }) => right),
    seeds: runs.length,
    weightChange: largest(runs, ({ weightChange }) => weightChange),
  };
}

export function summarizeRace(activation: string, hidden: number, runs: readonly RaceRun[]): RaceResult {
  const epochs = median(runs.map(({ firstRight }) => firstRight ?? Infinity));
  return {
    activation,
    hidden,
    learned: count(runs, ({ right }) => right),
    learnedFrozen: count(runs, ({ rightFrozen }) => rightFrozen),
    seeds: runs.length,
    medianEpochs: Number.isFinite(epochs) ? epochs : null,
    firstLayerGradient: largest(runs, ({ gradient }) => gradient),
    largestSlope: largest(runs, ({ slope }) => slope),
    hiddenWeightChange: largest(runs, ({ change }) => change),
    verdict: verdictOf(runs),
  };
}

const count = <T>(values: readonly T[], holds: (value: T) => boolean): number => values.filter(holds).length;

/** The largest, or null where it is not a finite number. */
function largest<T>(values: readonly T[], of: (value: T) => number): number | null {
  const found = Math.max(...values.map(of));
  return Number.isFinite(found) ? found : null;
}
