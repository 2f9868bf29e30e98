import type { Activation } from '@nonlin/core';

/**
 * Logistic sigmoid: `σ(x) = 1 / (1 + e⁻ˣ)`; its slope is σ·(1 − σ), at most ¼ (at 0).
 * Written with e^(−|x|), which never overflows and keeps the left tail's digits:
 * e / (1 + e) left of 0, 1 / (1 + e) right of it. Verhulst 1845, Nouv. mém. Acad. Bruxelles 18.
 */
export const sigmoid: Activation = {
  name: 'sigmoid',
  formula: (x, ops) => {
    const negative = ops.less(x, 0);
    const e = ops.exp(ops.where(negative, x, ops.neg(x)));
    return ops.div(ops.where(negative, e, 1), ops.add(1, e));
  },
  package: '@nonlin/sigmoid@0.0.0',
};
