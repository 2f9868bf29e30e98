/** One slope at 0, under one way to draw the first weights and at one width. */
export interface CornerResult {
  readonly beginning: string;
  readonly hidden: number;
  readonly slope: number;
  /** Seeds whose network is right at the end. */
  readonly right: number;
  /** Seeds right with this slope only, and with slope 0 only. */
  readonly onlyHere: number;
  readonly onlyAtZero: number;
  /** Seeds that end with other weights than with slope 0. */
  readonly differ: number;
  /** Seeds that meet a sum of exactly 0 in any step. */
  readonly meet: number;
  /** Share of the sums (rows × units) that are exactly 0 in the first step, and in the later ones. */
  readonly first: number;
  readonly later: number;
  /** The same share at some steps, counted from 1. */
  readonly over: readonly { readonly step: number; readonly share: number }[];
}

export interface CornerFindings {
  readonly seed: number;
  readonly seeds: number;
  readonly epochs: number;
  readonly rate: number;
  readonly results: readonly CornerResult[];
}

/** ½ as ½. */
export const slopeName = (slope: number): string => (slope === 0.5 ? '½' : String(slope));
