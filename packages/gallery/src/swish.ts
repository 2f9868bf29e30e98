import type { Activation } from '@nonlin/core';
import { sigmoid } from '@nonlin/sigmoid';
import { either, number, settings } from './settings.ts';

/**
 * Swish: `x · σ(β·x)`, β learnt: one for the layer, or with `perUnit` one for each unit. First β 1, with which it is SiLU.
 * Ramachandran et al. 2017, arXiv:1710.05941.
 */
export function swish(options: { readonly beta?: number; readonly perUnit?: boolean } = {}): Activation<'beta'> {
  const { beta, perUnit, suffix } = settings('swish', options, { beta: number(1), perUnit: either(false) });
  return {
    name: `swish${suffix}`,
    formula: (x, ops, { beta }) => ops.mul(x, sigmoid.formula(ops.mul(beta, x), ops)),
    parameters: { beta },
    perUnit,
    package: '@nonlin/gallery@0.0.0',
  };
}
