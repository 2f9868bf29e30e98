import type { Named, Tensor } from '@nonlin/core';

/** max |after − before| over the parameters whose names begin with `prefix`. */
export function largestChange(before: Named<Tensor>, after: Named<Tensor>, prefix = ''): number {
  let largest = 0;
  for (const [name, { data }] of Object.entries(before))
    if (name.startsWith(prefix))
      for (const [i, value] of data.entries()) largest = Math.max(largest, Math.abs(after[name]!.data[i]! - value));
  return largest;
}

/** The middle one of `values`, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] ?? NaN, sorted[Math.ceil(middle)] ?? NaN];
  return low === high ? low : (low + high) / 2; // Infinity is a value here: never reached
}
