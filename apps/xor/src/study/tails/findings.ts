import type { Standing } from './run.ts';

/** One activation at one learning rate; shares are means over seeds. */
export interface TailsResult {
  readonly activation: string;
  readonly rate: number;
  readonly over: readonly Standing[];
  readonly accuracy: number;
  /** Seeds in which a number left the finite range. */
  readonly notFinite: number;
}

export interface TailsFindings {
  readonly seed: number;
  readonly seeds: number;
  readonly epochs: number;
  readonly width: number;
  readonly rows: number;
  readonly results: readonly TailsResult[];
}
