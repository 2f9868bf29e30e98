import type { Activation } from '@nonlin/core';

/** Softplus: `ln(1 + eˣ)`, written so that nothing overflows. */
export const softplus: Activation = {
  name: 'softplus',
  formula: (x, ops) => {
    const negative = ops.less(x, 0);
    const e = ops.exp(ops.where(negative, x, ops.neg(x)));
    return ops.add(ops.where(negative, 0, x), ops.log1p(e));
  },
};
