/** Σ / count; NaN of nothing. */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** exp of the mean of logarithms: 0 where one value is 0. */
export const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

/** Digits enough to read and to draw by. */
export const brief = (value: number): number => Number(value.toPrecision(4));

/** A mean with the ends of its 95 % interval; a single value has none. */
export type Estimate =
  | { readonly mean: number; readonly low: number; readonly high: number }
  | { readonly mean: number; readonly low: null; readonly high: null };

/** Quantiles 0.975 of Student's t by degrees of freedom, from 1. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** The mean of independent draws with Student's 95 % interval; a single draw says nothing of its spread: null. */
export function estimate(values: readonly number[]): Estimate {
  const middle = mean(values);
  const freedom = values.length - 1;
  if (freedom === 0) return { mean: brief(middle), low: null, high: null };
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / freedom;
  // Beyond ten, an expansion in 1 / degrees of freedom that is within 0.001.
  const student = STUDENT[freedom - 1] ?? 1.96 + 2.3724 / freedom + 2.8225 / freedom ** 2;
  const reach = student * Math.sqrt(variance / values.length);
  return { mean: brief(middle), low: brief(middle - reach), high: brief(middle + reach) };
}

/** The same of shares, which lie from 0 to 1: the interval is cut there. */
export function estimateShare(values: readonly number[]): Estimate {
  const { mean, low, high } = estimate(values);
  return low === null ? { mean, low, high } : { mean, low: Math.max(0, low), high: Math.min(1, high) };
}
