import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/** Hard shrink: 0 where `|x| ≤ threshold`, else `x`. Default ½. Donoho & Johnstone 1994, doi:10.1093/biomet/81.3.425. */
export function hardShrink(options: { readonly threshold?: number } = {}): Activation {
  const { threshold, suffix } = settings('hardShrink', options, { threshold: aboveZero(0.5) });
  return {
    name: `hard_shrink${suffix}`,
    formula: (x, ops) => ops.where(ops.lessOrEqual(ops.abs(x), threshold), 0, x),
    package: '@nonlin/gallery@0.0.0',
  };
}
