import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/**
 * Soft shrink: x moved towards 0 by `threshold`, and 0 where `|x| ≤ threshold`. Default ½.
 * Donoho & Johnstone 1994, doi:10.1093/biomet/81.3.425.
 */
export function softShrink(options: { readonly threshold?: number } = {}): Activation {
  const { threshold, suffix } = settings('softShrink', options, { threshold: aboveZero(0.5) });
  return {
    name: `soft_shrink${suffix}`,
    formula: (x, ops) => ops.sub(ops.max(ops.sub(x, threshold), 0), ops.max(ops.sub(-threshold, x), 0)),
    package: '@nonlin/gallery@0.0.0',
  };
}
