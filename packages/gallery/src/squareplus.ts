import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/**
 * Squareplus: `(x + √(x² + b)) / 2`; default b 4. The root is taken of 1 and a square below 1, so that nothing overflows;
 * left of 0 the whole is written b/2 / (√(x² + b) − x), which keeps the tail's digits. Barron 2021, arXiv:2112.11687.
 */
export function squareplus(options: { readonly b?: number } = {}): Activation {
  const { b, suffix } = settings('squareplus', options, { b: aboveZero(4) });
  const c = Math.sqrt(b);
  return {
    name: `squareplus${suffix}`,
    formula: (x, ops) => {
      const size = ops.abs(x);
      const far = ops.greater(size, c);
      const ratio = ops.where(far, ops.div(c, x), ops.div(x, c));
      const root = ops.mul(ops.where(far, size, c), ops.sqrt(ops.add(1, ops.mul(ratio, ratio))));
      return ops.where(ops.less(x, 0), ops.div(b / 2, ops.sub(root, x)), ops.add(ops.mul(0.5, x), ops.mul(0.5, root)));
    },
    package: '@nonlin/gallery@0.0.0',
  };
}
