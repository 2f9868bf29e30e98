import type { Operand, ScalarOps } from '@nonlin/core';

/** x held between `low` and `high`; the slope is 1 between them, and 0 outside and at both ends. NaN stays NaN. */
export const clamp = <S>(x: Operand<S>, low: number, high: number, ops: ScalarOps<S>): S =>
  ops.neg(ops.max(ops.neg(ops.max(x, low)), -high));

/** Farther out float32 numbers are many waves apart: what waves is held there, so that a frequency times x stays finite. */
export const FARTHEST = 1e30;
