import type { Activation } from '@nonlin/core';

/**
 * Heaviside step: 1 where `x > 0`, else 0 (so step(0) = 0; NumPy's `heaviside` leaves that to its caller). NaN stays NaN.
 * Its slope is 0 on both sides and does not exist at the jump; it is stated as 0 everywhere, at 0 and at NaN too,
 * since any other number there would move weights by a slope the function does not have.
 * So no gradient passes it: a weight behind a step never learns. McCulloch & Pitts 1943, doi:10.1007/BF02478259.
 */
export const step: Activation = {
  name: 'step',
  formula: (x, ops) => {
    const value = ops.where(ops.greater(x, 0), 1, ops.where(ops.lessOrEqual(x, 0), 0, x));
    return ops.withSlope(value, x, 0);
  },
  package: '@nonlin/step@0.0.0',
};
