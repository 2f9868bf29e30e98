/** One activation on one backend: medians over rounds. */
export interface SpeedResult {
  readonly backend: string;
  readonly activation: string;
  /** Times of a copy, for each element: the value alone, and with the slope. */
  readonly value: number;
  readonly withSlope: number;
  /** Nanoseconds for each element. */
  readonly valueTime: number;
  readonly withSlopeTime: number;
}

export interface SpeedFindings {
  readonly elements: number;
  /** For each seed. */
  readonly rounds: number;
  readonly seed: number;
  readonly seeds: number;
  /** float32 in a copy: more than caches hold. */
  readonly copied: number;
  /** Nanoseconds for each element of the best copy, and the bytes read and written in each second, in 10⁹. */
  readonly copyTime: number;
  readonly bandwidth: number;
  readonly results: readonly SpeedResult[];
}
