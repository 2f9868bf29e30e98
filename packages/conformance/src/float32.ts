import { numbers } from '@nonlin/core';
import type { ScalarOps } from '@nonlin/core';

/** The largest finite float32. */
export const LARGEST = 3.4028234663852886e38;
/** The smallest float32 above 0, and the distance of all below `SMALLEST_NORMAL`. */
export const SMALLEST = 1.401298464324817e-45;
/** The smallest float32 that is not subnormal. */
export const SMALLEST_NORMAL = 1.1754943508222875e-38;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** One unit in the last place: the distance from |y| to the float32 after it. */
export function unitInLastPlace(y: number): number {
  float[0] = Math.min(Math.abs(y), LARGEST);
  const exponent = bits[0]! >>> 23;
  return Math.max(SMALLEST, 2 ** (exponent - 150));
}

/** The float32 above x; ∞ above the largest. */
export function next(x: number): number {
  float[0] = x;
  if (float[0] === 0) return SMALLEST;
  bits[0] = bits[0]! + (float[0] > 0 ? 1 : -1);
  return float[0];
}

/** Whether two numbers are the same, NaN included; 0 and −0 are not. */
export const same: (a: number, b: number) => boolean = Object.is;

/**
 * Every operation of `ops` rounded to float32, its operands too: how a formula fares where there is no double precision.
 * A formula that is right in float64 can overflow, cancel or give NaN here.
 */
export function rounded(ops: ScalarOps<number>): ScalarOps<number> {
  const round = Math.fround;
  const unary =
    (f: (x: number) => number) =>
    (x: number): number =>
      round(f(round(x)));
  const binary =
    (f: (a: number, b: number) => number) =>
    (a: number, b: number): number =>
      round(f(round(a), round(b)));
  const ternary =
    (f: (a: number, b: number, c: number) => number) =>
    (a: number, b: number, c: number): number =>
      round(f(round(a), round(b), round(c)));
  return {
    constant: unary(ops.constant),
    add: binary(ops.add),
    sub: binary(ops.sub),
    mul: binary(ops.mul),
    div: binary(ops.div),
    neg: unary(ops.neg),
    abs: unary(ops.abs),
    exp: unary(ops.exp),
    expm1: unary(ops.expm1),
    log: unary(ops.log),
    log1p: unary(ops.log1p),
    tanh: unary(ops.tanh),
    erf: unary(ops.erf),
    erfc: unary(ops.erfc),
    sqrt: unary(ops.sqrt),
    sin: unary(ops.sin),
    cos: unary(ops.cos),
    max: binary(ops.max),
    greater: binary(ops.greater),
    greaterOrEqual: binary(ops.greaterOrEqual),
    less: binary(ops.less),
    lessOrEqual: binary(ops.lessOrEqual),
    equal: binary(ops.equal),
    where: ternary(ops.where),
    withSlope: ternary(ops.withSlope),
  };
}

/** Plain numbers with every operation rounded to float32. */
export const float32: ScalarOps<number> = rounded(numbers);
