import type { Activation } from '@nonlin/core';

/** Below this the difference loses digits, and the series' next term is below 1e-10 of the sum. */
const NEAR = 0.03;

/** Tanh shrink: `x − tanh x`; near 0 by its series x³·(1/3 − 2/15·x² + 17/315·x⁴), as the difference cancels there. */
export const tanhShrink: Activation = {
  name: 'tanh_shrink',
  formula: (x, ops) => {
    const square = ops.mul(x, x);
    const series = ops.sub(1 / 3, ops.mul(square, ops.sub(2 / 15, ops.mul(17 / 315, square))));
    return ops.where(ops.less(ops.abs(x), NEAR), ops.mul(ops.mul(square, x), series), ops.sub(x, ops.tanh(x)));
  },
  package: '@nonlin/gallery@0.0.0',
};
