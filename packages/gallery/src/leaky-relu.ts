import type { Activation } from '@nonlin/core';
import { fromZero, settings } from './settings.ts';

/** `x` where x > 0, else `slope · x`, that slope at 0 too. Default 0.01. Maas et al. 2013, Rectifier Nonlinearities, ICML workshop. */
export function leakyRelu(options: { readonly slope?: number } = {}): Activation {
  const { slope, suffix } = settings('leakyRelu', options, { slope: fromZero(0.01) });
  return {
    name: `leaky_relu${suffix}`,
    formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.mul(slope, x)),
    package: '@nonlin/gallery@0.0.0',
  };
}
