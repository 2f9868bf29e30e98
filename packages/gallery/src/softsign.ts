import type { Activation } from '@nonlin/core';

/**
 * `x / (1 + |x|)`: like tanh with heavier tails. Its slope 1 / (1 + |x|)² is stated, since the quotient rule cancels far out.
 * Glorot & Bengio 2010, AISTATS.
 */
export const softsign: Activation = {
  name: 'softsign',
  formula: (x, ops) => {
    const size = ops.add(1, ops.abs(x));
    return ops.withSlope(ops.div(x, size), x, ops.div(ops.div(1, size), size));
  },
  package: '@nonlin/gallery@0.0.0',
};
