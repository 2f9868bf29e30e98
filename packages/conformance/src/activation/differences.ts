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

/** How much shorter the longest step is, each time that differences are asked again. */
const CLOSER = [1, 1 / 16, 1 / 256];

/** A difference whose error is small, the steps no longer than need be; undefined where there is none. */
export function settled(f: (x: number) => number, x: number, longest: number): Difference | undefined {
  for (const closer of CLOSER) {
    const found = difference(f, x, longest * closer);
    if (found.error <= 1e-3 * Math.max(1, Math.abs(found.slope))) return found;
  }
  return undefined;
}

/**
 * A difference that `got` misses by more than `allowed`; undefined where it has none. Where f is flat at both ends of a long step
 * its error looks small: so steps 16 and 256 times as short must miss it too. A tiny kink at x itself has a slope on either side.
 */
export function missed(
  f: (x: number) => number,
  x: number,
  longest: number,
  got: number,
  allowed: (difference: Difference) => number,
): Difference | undefined {
  let best: Difference | undefined;
  for (const closer of CLOSER) {
    const found = difference(f, x, longest * closer);
    if (best === undefined || found.error < best.error) best = found;
    if (!(Math.abs(got - found.slope) > allowed(found))) return undefined;
  }
  return isBetweenSides(f, x, got) ? undefined : best;
}

/** Whether f has a kink at x, the width of which does not shrink with the step, and `got` is one of the slopes there. */
function isBetweenSides(f: (x: number) => number, x: number, got: number): boolean {
  const sides = (step: number): readonly [low: number, high: number] => {
    const [left, right] = [(f(x) - f(x - step)) / step, (f(x + step) - f(x)) / step];
    return [Math.min(left, right), Math.max(left, right)];
  };
  const step = 2 ** -18 * Math.max(1, Math.abs(x));
  const [[far, farther], [low, high]] = [sides(step), sides(step / 16)];
  const noise = (2 ** -44 * Math.abs(f(x))) / step;
  const [width, about] = [high - low, 1e-3 * (high - low)];
  return width > noise && width > 0.5 * (farther - far) && got >= low - about && got <= high + about;
}

/** A place where f jumps. */
export interface Jump {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Where f jumps between `left` and `right`, if it does: halves the interval some fifty times towards the larger change.
 * What remains of a change over neighbouring numbers is a jump when it is above `least` · max(1, |f|), and far above
 * the changes on a side of it.
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
  // Where f waves faster than numbers follow each other, all neighbours are that far apart; at a jump those of a side are near.
  const [width, quiet] = [b - a, Math.abs(to - from) / 4];
  const isQuiet = (x: number, y: number, side: -1 | 1): boolean =>
    [1, 2, 3, 4].every((i) => Math.abs(f(x + side * i * width) - y) <= quiet);
  if (!isQuiet(a, from, -1) && !isQuiet(b, to, 1)) return undefined;
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
