import type { Activation } from '@nonlin/core';
import { step } from '@nonlin/step';
import { aboveZero, settings } from './settings.ts';

/**
 * The step with the slope `1 / (1 + k·|x|)²`, k the sharpness, default 1: that of a softsign, whose tails are heavier than the sigmoid's.
 * Zenke & Ganguli 2018, arXiv:1705.11146.
 */
export function superSpike(options: { readonly sharpness?: number } = {}): Activation {
  const { sharpness, suffix } = settings('superSpike', options, { sharpness: aboveZero(1) });
  return {
    name: `super_spike${suffix}`,
    formula: (x, ops) => {
      const r = ops.div(1, ops.add(1, ops.mul(sharpness, ops.abs(x))));
      return ops.withSlope(step.formula(x, ops), x, ops.mul(r, r));
    },
    package: '@nonlin/gallery@0.0.0',
  };
}
