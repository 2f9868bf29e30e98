import type { Activation } from '@nonlin/core';

/** `ln σ(x) = −ln(1 + e⁻ˣ)`: x far left, 0 far right. Written with e^(−|x|), which never overflows. */
export const logSigmoid: Activation = {
  name: 'log_sigmoid',
  formula: (x, ops) => {
    const negative = ops.less(x, 0);
    const e = ops.exp(ops.where(negative, x, ops.neg(x)));
    return ops.sub(ops.where(negative, x, 0), ops.log1p(e));
  },
  package: '@nonlin/gallery@0.0.0',
};
