import { expectBetween, expectOptions } from '../errors.ts';
import { elementwiseLoss } from './loss.ts';
import type { Loss } from './loss.ts';

/**
 * `mean(e²/2 where |e| ≤ δ, else δ·(|e| − δ/2))`, e = output − target: squares small errors and grows with large ones,
 * so that outliers do not rule. Huber 1964, doi:10.1214/aoms/1177703732. Throws a `RangeError` unless δ > 0.
 */
export function huber(options: { readonly delta?: number } = {}): Loss {
  expectOptions('huber', options, ['delta']);
  const { delta = 1 } = options;
  expectBetween('huber: delta', delta, 0, Infinity, 'open');
  return elementwiseLoss(`huber(${delta})`, (output, target, math) => {
    const error = math.sub(output, target);
    const size = math.abs(error);
    return math.where(math.lessOrEqual(size, delta), math.mul(0.5, math.mul(error, error)), math.mul(delta, math.sub(size, 0.5 * delta)));
  });
}
