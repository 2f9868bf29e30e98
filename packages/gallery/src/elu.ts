import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/** ELU: `x` where x > 0, else `α·(eˣ − 1)`; at 0 the slope α, default 1. Clevert et al. 2015, arXiv:1511.07289. */
export function elu(options: { readonly alpha?: number } = {}): Activation {
  const { alpha, suffix } = settings('elu', options, { alpha: aboveZero(1) });
  return {
    name: `elu${suffix}`,
    formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, ops.expm1(x))),
    package: '@nonlin/gallery@0.0.0',
  };
}
