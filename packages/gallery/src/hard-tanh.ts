import type { Activation } from '@nonlin/core';
import { clamp } from './clamp.ts';
import { number, settings } from './settings.ts';

/**
 * Hard tanh: x held between `low` and `high`, default −1 and 1; slope 0 at both corners. Throws a `RangeError` unless low < high.
 * Collobert et al. 2011, JMLR 12, arXiv:1103.0398.
 */
export function hardTanh(options: { readonly low?: number; readonly high?: number } = {}): Activation {
  const { low, high, suffix } = settings('hardTanh', options, { low: number(-1), high: number(1) });
  if (!(low < high)) throw new RangeError(`hardTanh: expected low below high, got low ${low} and high ${high}`);
  return {
    name: `hard_tanh${suffix}`,
    formula: (x, ops) => clamp(x, low, high, ops),
    package: '@nonlin/gallery@0.0.0',
  };
}
