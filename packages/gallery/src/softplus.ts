import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/**
 * `ln(1 + e^(β·x)) / β`, whose slope is the sigmoid of β·x; default β 1. Written with e^(−|β·x|), which never overflows.
 * Dugas et al. 2001, Incorporating Second-Order Functional Knowledge for Better Option Pricing, NIPS 13.
 */
export function softplus(options: { readonly beta?: number } = {}): Activation {
  const { beta, suffix } = settings('softplus', options, { beta: aboveZero(1) });
  return {
    name: `softplus${suffix}`,
    formula: (x, ops) => {
      // By `where`, not by max and abs: their slopes at 0 would add up to 0, not ½.
      const negative = ops.less(x, 0);
      const e = ops.exp(ops.mul(beta, ops.where(negative, x, ops.neg(x))));
      return ops.add(ops.where(negative, 0, x), ops.div(ops.log1p(e), beta));
    },
    package: '@nonlin/gallery@0.0.0',
  };
}
