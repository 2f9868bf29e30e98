import type { Activation } from '@nonlin/core';
import { step } from '@nonlin/step';
import { settings } from './settings.ts';

/**
 * The step with a stated slope: 1 where `|x| ≤ within`, else 0; `within: Infinity` passes every gradient on.
 * Bengio et al. 2013, arXiv:1308.3432; clipped at 1: Courbariaux et al. 2016, arXiv:1602.02830.
 */
export function straightThrough(options: { readonly within?: number } = {}): Activation {
  const { within, suffix } = settings('straightThrough', options, { within: [1, 'a number above 0', (value: number) => value > 0] });
  return {
    name: `straight_through${suffix}`,
    formula: (x, ops) => ops.withSlope(step.formula(x, ops), x, ops.lessOrEqual(ops.abs(x), within)),
    package: '@nonlin/gallery@0.0.0',
  };
}
