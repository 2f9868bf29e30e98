import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/** CELU: `x` where x > 0, else `α·(e^(x/α) − 1)`; its slope is continuous for every α, default 1. Barron 2017, arXiv:1704.07483. */
export function celu(options: { readonly alpha?: number } = {}): Activation {
  const { alpha, suffix } = settings('celu', options, { alpha: aboveZero(1) });
  return {
    name: `celu${suffix}`,
    formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, ops.expm1(ops.div(x, alpha)))),
    package: '@nonlin/gallery@0.0.0',
  };
}
