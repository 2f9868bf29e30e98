import type { Activation } from '@nonlin/core';

/** Sparse plus: 0 where x ≤ −1, x where x ≥ 1, between them `(x + 1)² / 4`. Blondel et al. 2020, arXiv:1901.02324. */
export const sparsePlus: Activation = {
  name: 'sparse_plus',
  formula: (x, ops) => {
    const half = ops.div(ops.add(x, 1), 2);
    return ops.where(ops.lessOrEqual(x, -1), 0, ops.where(ops.greaterOrEqual(x, 1), x, ops.mul(half, half)));
  },
  package: '@nonlin/gallery@0.0.0',
};
