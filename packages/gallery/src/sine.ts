import type { Activation } from '@nonlin/core';
import { clamp, FARTHEST } from './clamp.ts';
import { aboveZero, settings } from './settings.ts';

/** `sin(ω·x)`, ω the frequency; default 1. SIREN takes 30. Sitzmann et al. 2020, arXiv:2006.09661. */
export function sine(options: { readonly frequency?: number } = {}): Activation {
  const { frequency, suffix } = settings('sine', options, { frequency: aboveZero(1) });
  return {
    name: `sin${suffix}`,
    formula: (x, ops) => ops.sin(ops.mul(frequency, frequency > 1 ? clamp(x, -FARTHEST, FARTHEST, ops) : x)),
    package: '@nonlin/gallery@0.0.0',
  };
}
