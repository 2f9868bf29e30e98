/** Σ / count; NaN of nothing. */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** exp of the mean of logarithms: 0 where one value is 0. */
export const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

/** Digits enough to read and to draw by. */
export const brief = (value: number): number => Number(value.toPrecision(4));
