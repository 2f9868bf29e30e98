import type { Activation } from '@nonlin/core';
import { step } from '@nonlin/step';
import { aboveZero, settings } from './settings.ts';

/**
 * The step with the slope of `σ(k·x)`, k the sharpness, default 1: `k · e / (1 + e)²`, e = e^(−k·|x|); k/4 at 0.
 * Surrogate gradients for spiking networks: Neftci et al. 2019, arXiv:1901.09948.
 */
export function sigmoidSurrogate(options: { readonly sharpness?: number } = {}): Activation {
  const { sharpness, suffix } = settings('sigmoidSurrogate', options, { sharpness: aboveZero(1) });
  return {
    name: `sigmoid_surrogate${suffix}`,
    formula: (x, ops) => {
      const e = ops.exp(ops.mul(-sharpness, ops.abs(x)));
      const sum = ops.add(1, e);
      return ops.withSlope(step.formula(x, ops), x, ops.div(ops.div(ops.mul(sharpness, e), sum), sum));
    },
    package: '@nonlin/gallery@0.0.0',
  };
}
