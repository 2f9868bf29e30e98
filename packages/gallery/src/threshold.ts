import type { Activation } from '@nonlin/core';
import { number, settings } from './settings.ts';

/** `x` where x > threshold, else `value`. Default 1 and 0: thresholded ReLU. Konda et al. 2014, arXiv:1402.3337. */
export function threshold(options: { readonly threshold?: number; readonly value?: number } = {}): Activation {
  const { threshold, value, suffix } = settings('threshold', options, { threshold: number(1), value: number(0) });
  return {
    name: `threshold${suffix}`,
    formula: (x, ops) => ops.where(ops.lessOrEqual(x, threshold), value, x),
    package: '@nonlin/gallery@0.0.0',
  };
}
