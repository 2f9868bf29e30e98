import type { Activation } from '@nonlin/core';

/**
 * Mish: `x · tanh(ln(1 + eˣ))`. With e = e^(−|x|) that tanh is (1 + 2e) / (1 + 2e + 2e²) right of 0 and
 * (2e + e²) / (2e + e² + 2) left of it: no logarithm, no overflow, and the left tail's digits. Misra 2019, arXiv:1908.08681.
 */
export const mish: Activation = {
  name: 'mish',
  formula: (x, ops) => {
    const negative = ops.less(x, 0);
    const e = ops.exp(ops.where(negative, x, ops.neg(x)));
    const numerator = ops.where(negative, ops.mul(e, ops.add(2, e)), ops.add(1, ops.mul(2, e)));
    const rest = ops.where(negative, 2, ops.mul(2, ops.mul(e, e)));
    return ops.mul(x, ops.div(numerator, ops.add(numerator, rest)));
  },
  package: '@nonlin/gallery@0.0.0',
};
