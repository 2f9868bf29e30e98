import type { Operand, ScalarOps } from '@nonlin/core';

// Operations that ONNX lacks, written with those it has. They are right in any precision: exact rewritings, or polynomials
// whose error is below float32's.

/** `eˣ − 1`: near 0 as (u − 1) · x / ln u, u = eˣ rounded, whose two roundings cancel. Kahan; Higham 2002, §1.14.1. */
export function expm1<S>(x: Operand<S>, ops: ScalarOps<S>): S {
  const u = ops.exp(x);
  const difference = ops.sub(u, 1);
  const near = ops.where(ops.equal(u, 1), x, ops.mul(difference, ops.div(x, ops.log(u))));
  return ops.where(ops.less(ops.abs(x), 1), near, difference);
}

/** `ln(1 + x)`: ln w · x / (w − 1), w = 1 + x rounded. Kahan; Higham 2002, problem 1.5. */
export function log1p<S>(x: Operand<S>, ops: ScalarOps<S>): S {
  const w = ops.add(1, x);
  const near = ops.where(ops.equal(w, 1), x, ops.mul(ops.log(w), ops.div(x, ops.sub(w, 1))));
  return ops.where(ops.less(ops.abs(x), 1), near, ops.log(w));
}

/** (1 + 2a)·e^(a²)·erfc a, in t = a / (a + 2.5) − 0.2475, 0 ≤ a ≤ 10.1: relative error 2⁻²⁶·⁹ (the kernel of `@nonlin/wasm` has it too). */
const ERFC = [
  1.27335393, 0.322506011, -2.13445926, 3.49427676, -2.60428739, 0.257262826, 0.863518178, -0.178394914, -0.392810017, 0.107377782,
  0.0825805962,
] as const;

/** Adding and taking it away rounds a float32 below 2¹⁶ to a multiple of 2⁻⁷, whose square is exact up to 2⁵. */
const ROUND = 1.5 * 2 ** 16;

/**
 * `1 − erf x`, relative in the right tail: e^(−a²)·P(t) / (1 + 2a), a = |x|, and 2 − that left of 0 (the form of Shepherd
 * and Laframboise 1981, doi:10.1090/S0025-5718-1981-0595058-X). e^(−a²) = e^(−h²)·e^((h − a)·(h + a)), h near a with an exact square.
 */
export function erfc<S>(x: Operand<S>, ops: ScalarOps<S>): S {
  // Held at 10.5, beyond which float32 has nothing left; by `where`, so that NaN stays NaN.
  const size = ops.abs(x);
  const a = ops.where(ops.greater(size, 10.5), 10.5, size);
  const t = ops.sub(ops.div(a, ops.add(a, 2.5)), 0.2475);
  const series = ERFC.reduceRight<Operand<S>>((sum, coefficient) => ops.add(ops.mul(sum, t), coefficient), 0);
  const h = ops.sub(ops.add(a, ROUND), ROUND);
  const power = ops.mul(ops.exp(ops.neg(ops.mul(h, h))), ops.exp(ops.mul(ops.sub(h, a), ops.add(h, a))));
  const right = ops.mul(ops.div(series, ops.add(1, ops.mul(2, a))), power);
  return ops.where(ops.less(x, 0), ops.sub(2, right), right);
}
