import type { Operand, ScalarOps } from '@nonlin/core';

/** x held between `low` and `high`; the slope is 1 between them, and 0 outside and at both ends. NaN stays NaN. */
export const clamp = <S>(x: Operand<S>, low: number, high: number, ops: ScalarOps<S>): S =>
  ops.neg(ops.max(ops.neg(ops.max(x, low)), -high));
