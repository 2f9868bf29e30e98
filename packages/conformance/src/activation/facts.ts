import type { AnyActivation } from '@nonlin/core';

/** What an author says of an activation. Everything is checked; kinks and jumps are declared, never guessed. */
export interface ActivationFacts {
  /** Lowest and highest value, those only approached included: sigmoid `[0, 1]`, ReLU `[0, Infinity]`. */
  readonly range: readonly [lowest: number, highest: number];
  /** What the value approaches as x → −∞ and x → +∞; NaN for a side without a limit, as of sin x. */
  readonly limits: readonly [left: number, right: number];
  /**
   * The slope of the largest magnitude, with its sign, and where: a place, ±Infinity where it is only approached,
   * or a stretch `[from, to]` of places. To 1e-6.
   */
  readonly largestSlope: { readonly slope: number; readonly at: number | readonly [from: number, to: number] };
  /** The slope that training uses at 0. */
  readonly slopeAtZero: number;
  /** Whether it never falls, or never rises. */
  readonly monotonic: boolean;
  /** Where the slope jumps. The slope given there must lie between the slopes of both sides. */
  readonly kinks: readonly number[];
  /** Where the value jumps. */
  readonly jumps: readonly number[];
  /** Whether the second derivative is continuous. */
  readonly smooth: boolean;
  /** The slope is stated and not the function's own (a surrogate): finite differences are not compared. */
  readonly statesOwnSlope?: true;
  /** It waves without end: differences of values cannot see the waves far out, so the curve is examined up to ±1000. */
  readonly waves?: true;
  /** Value or slope no longer fit float32 at `x < below` or `x > above`. To 0.1 %. */
  readonly overflowsAt?: { readonly below?: number; readonly above?: number };
  /** The mean of f(z)² over z ~ N(0, 1) is 0 or not finite: layers after it need an initialization of their own. */
  readonly noGain?: true;
}

/** An input (float32) with the correctly rounded value and slope, from arbitrary precision. */
export type ReferenceRow = readonly [x: number, value: number, slope: number];

/** How far results may be from exact ones: `ulp` units in the last place of float32, plus `absolute`. */
export interface Tolerance {
  readonly ulp: number;
  readonly absolute?: number;
}

/** Errors of a handful of float32 operations; the absolute part is for sums that cancel. */
export const FEW_ROUNDINGS: Tolerance = { ulp: 8, absolute: 8 * 2 ** -24 };

/** Another way to read the formula, held to plain numbers: a SIMD kernel, a graph. */
export interface Interpreter {
  readonly name: string;
  /** Values, and slopes where it gives them, of `inputs`. */
  read(activation: AnyActivation, inputs: Float32Array): { readonly value: ArrayLike<number>; readonly slope?: ArrayLike<number> };
  /** Default: 8 ULP and 8 · 2⁻²⁴. */
  readonly tolerance?: Tolerance;
}

export interface ActivationOptions {
  readonly facts: ActivationFacts;
  /** Results to be met within 2 ULP by the reference backend, the slope also within `nearZeroOfSlope`. */
  readonly reference?: readonly ReferenceRow[];
  /** Absolute bound of a reference row's slope, which loses its digits where it crosses 0. Default 1e-15. */
  readonly nearZeroOfSlope?: number;
  /** More interpreters to hold the formula to. */
  readonly interpreters?: readonly Interpreter[];
  /** Error with every operation rounded to float32. Default: 8 ULP and 8 · 2⁻²⁴. */
  readonly rounded?: Tolerance;
  /** Instead of the activation's name. */
  readonly title?: string;
}
