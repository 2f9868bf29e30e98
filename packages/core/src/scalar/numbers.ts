import { cos, erf, erfc, exp, expm1, log, log1p, sin, tanh } from './elementary.ts';
import type { ScalarOps } from './ops.ts';

/**
 * Formulas read as plain numbers, in double precision.
 * Built on + − × ÷ √ alone, so the same bits come out of every engine (ECMAScript leaves `Math.exp` and its kin open).
 */
export const numbers: ScalarOps<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (x) => -x,
  abs: Math.abs,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erf,
  erfc,
  sqrt: Math.sqrt,
  sin,
  cos,
  max: (a, b) => Math.max(a, b),
  greater: (a, b) => (a > b ? 1 : 0),
  greaterOrEqual: (a, b) => (a >= b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  lessOrEqual: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  where: (condition, a, b) => (condition === 0 ? b : a),
  withSlope: (value) => value,
};
