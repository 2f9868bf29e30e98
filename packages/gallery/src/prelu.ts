import type { Activation } from '@nonlin/core';
import { either, number, settings } from './settings.ts';

/**
 * PReLU: `x` where x > 0, else `α·x`, α learnt: one for the layer, or with `perUnit` one for each unit. First α 0.25.
 * He et al. 2015, arXiv:1502.01852.
 */
export function prelu(options: { readonly alpha?: number; readonly perUnit?: boolean } = {}): Activation<'alpha'> {
  const { alpha, perUnit, suffix } = settings('prelu', options, { alpha: number(0.25), perUnit: either(false) });
  return {
    name: `prelu${suffix}`,
    formula: (x, ops, { alpha }) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, x)),
    parameters: { alpha },
    perUnit,
    package: '@nonlin/gallery@0.0.0',
  };
}
