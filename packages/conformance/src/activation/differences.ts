/** A slope by finite differences. */
export interface Difference {
  readonly slope: number;
  /** Estimate of its error, rounding of f included. */
  readonly error: number;
}

/** Each step is this much shorter than the one before it. */
const SHORTER = 1.6;
const STEPS = 14;

/**
 * f′(x) by central differences over ever shorter steps, extrapolated to none, the best by its own error estimate.
 * No step is longer than `longest`. Ridders 1982, doi:10.1016/S0141-1195(82)80057-0.
 */
export function difference(f: (x: number) => number, x: number, longest: number): Difference {
  let best: Difference = { slope: NaN, error: Infinity };
  let before: number[] = [];
  let step = longest;
  for (let i = 0; i < STEPS; i++, step /= SHORTER) {
    // The step as it is after rounding x ± step.
    const [left, right] = [x - step, x + step];
    const [low, high] = [f(left), f(right)];
    const noise = (2 ** -50 * Math.max(Math.abs(low), Math.abs(high))) / step;
    const row = [(high - low) / (right - left)];
    let factor = 1;
    for (let j = 1; j <= i; j++) {
      factor *= SHORTER * SHORTER;
      row.push((row[j - 1]! * factor - before[j - 1]!) / (factor - 1));
      const error = Math.max(Math.abs(row[j]! - row[j - 1]!), Math.abs(row[j]! - before[j - 1]!)) + noise;
      if (error <= best.error) best = { slope: row[j]!, error };
    }
    before = row;
  }
  return best;
}

/** A place where f jumps. */
export interface Jump {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where f jumps between `left` and `right`, if it does: halves the interval some fifty times towards the larger change.
 * What remains of a change over neighbouring numbers is a jump when it is above `least` · max(1, |f|).
 */
export function jumpBetween(f: (x: number) => number, left: number, right: number, least: number): Jump | undefined {
  let [a, b, from, to] = [left, right, f(left), f(right)];
  for (let i = 0; i < 60; i++) {
    const large = least * Math.max(1, Math.min(Math.abs(from), Math.abs(to)));
    if (!(Math.abs(to - from) > large) || !Number.isFinite(to - from)) return undefined;
    const middle = a + (b - a) / 2;
    if (middle <= a || middle >= b || b - a < 1e-15) break;
    const at = f(middle);
    if (Math.abs(at - from) > Math.abs(to - at)) [b, to] = [middle, at];
    else [a, from] = [middle, at];
  }
  return { at: b, from, to };
}

/** The x between `left` and `right` with the largest f, by golden sections; for one hill. */
export function highest(f: (x: number) => number, left: number, right: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [left, right];
  for (let i = 0; i < 60; i++) {
    const [low, high] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(low) > f(high)) b = high;
    else a = low;
  }
  return (a + b) / 2;
}
