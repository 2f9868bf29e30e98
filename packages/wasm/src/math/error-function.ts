import { abs, add, apply, atMost, div, int, mul, shift, sub, withSign } from './expression.ts';
import type { Vector } from './expression.ts';
import { kernel } from './kernel.ts';
import type { Kernel, Writer } from './kernel.ts';
import type { Local } from '../encode/types.ts';
import { EXPM1, LN2_SHORT, reduce, ROUND, scaleTwice } from './exponential.ts';

/** erf x = x + x·P(x²), |x| ≤ 0.875: relative error 2⁻²⁶. */
const ERF = [0.128379151, -0.376125038, 0.112819217, -0.0267704856, 0.00499892794, -0.000602049113] as const;

/** erf x = 1 − e^(x·P(x)), 0.875 ≤ x ≤ 4: relative error 2⁻³⁰. */
const TAIL = [-1.12862289, -0.635256946, -0.106059551, 0.0236071646, -0.00356825651, 0.000304331217, -9.36481592e-6] as const;

/** (1 + 2a)·e^(a²)·erfc a = P(t), t = a / (a + 2.5) − 0.2475, 0 ≤ a ≤ 10.1: relative error 2⁻²⁶·⁹. */
const ERFC = [
  1.27335393, 0.322506011, -2.13445926, 3.49427676, -2.60428739, 0.257262826, 0.863518178, -0.178394914, -0.392810017, 0.107377782,
  0.0825805962,
] as const;

/**
 * `erf x`: an odd polynomial of degree 13 up to 0.875, beyond it 1 − e^(x·P(x)) with P of degree 6, and ±1 from 4 on.
 * Error ≤ 1.3 / 1.4 ULP (exponential.ts says how it was measured). The split is that of N. Juffa's erff, with own coefficients.
 */
export const erf: Kernel = kernel((w, x) => {
  const a = w.let(atMost(abs(x), 4));
  const exponent = w.let(mul(a, w.split(a, TAIL)));
  const { bits, r } = reduce(w, exponent, 127);
  const tail = w.let(sub(1, mul(w.horner(r, [1, 1, ...EXPM1]), shift('i32x4.shl', bits, 23))));
  const near = w.madd(w.horner(mul(x, x), ERF), x, x);
  return w.where(apply('f32x4.lt', a, 0.875), near, withSign(tail, x));
});

/** −x² in two parts, `negative + error`, beyond float32's precision; and the float32 near it by which to choose an exponent. */
function negativeSquare(w: Writer, x: Local): { negative: Local; error: Vector; near: Vector } {
  if (w.fused) {
    const whole = w.let(mul(x, x));
    const negative = w.let(apply('f32x4.neg', whole));
    return { negative, error: apply('f32x4.relaxed_nmadd', x, x, whole), near: negative };
  }
  const head = w.let(apply('v128.and', x, int(0xfffff000)));
  const negative = w.let(mul(head, apply('f32x4.neg', head)));
  // It reaches 0.08: an exponent chosen without it would push r out of the polynomial's interval.
  const error = w.let(mul(sub(head, x), add(head, x)));
  return { negative, error, near: add(negative, error) };
}

/** p − y·(1 + 2a), with d = 1 + 2a and y = p / d as rounded: what d's rounding took and, without fusing, that of y too. */
function remainder(w: Writer, p: Local, y: Local, d: Local, double: Local): Vector {
  if (w.fused) return mul(y, sub(sub(d, 1), double));
  // Heads of 12 bits have exact products.
  const head = w.let(apply('v128.and', y, int(0xfffff000)));
  const divisor = w.let(apply('v128.and', d, int(0xfffff000)));
  const near = sub(sub(p, mul(head, divisor)), mul(head, sub(double, sub(divisor, 1))));
  return sub(near, mul(sub(y, head), d));
}

/**
 * `erfc x` for a = |x|: e^(−a²)·P(t) / (1 + 2a), P of degree 10 (the form of Shepherd and Laframboise 1981,
 * doi:10.1090/S0025-5718-1981-0595058-X); 2 − that left of 0. Relative down to the last subnormal at 10.05: −a² enters the
 * exponent in two parts, and what the roundings of P, of 1 + 2a and (unfused) of their quotient took is put back. Error ≤ 2.4 / 2.2 ULP.
 */
export const erfc: Kernel = kernel((w, x) => {
  const [high, low] = LN2_SHORT;
  const a = w.let(atMost(abs(x), 10.5));
  const double = w.let(add(a, a));
  const d = w.let(add(double, 1));
  const t = w.let(sub(div(a, add(a, 2.5)), 0.2475));
  const [constant, first, second, ...rest] = ERFC;
  const s = w.let(mul(t, w.madd(w.madd(w.split(t, rest), t, second), t, first)));
  const p = w.let(add(s, constant));
  const y = w.let(div(p, d));
  // What was lost so far, over p: p is 1 to 1.29, so 0.85 will do for 1 / p.
  const lost = add(sub(s, sub(p, constant)), remainder(w, p, y, d, double));
  const { negative, error, near } = negativeSquare(w, a);
  const bits = w.let(w.madd(near, Math.LOG2E, ROUND + 254));
  const n = w.let(sub(bits, ROUND + 254));
  const r = w.let(add(w.madd(n, -high, negative), w.madd(n, -low, error)));
  const q = w.let(w.madd(mul(r, r), w.horner(r, EXPM1), r));
  const corrected = w.madd(lost, w.madd(q, 0.85, 0.85), q);
  const right = w.let(scaleTwice(w, w.madd(y, corrected, y), bits));
  return w.where(apply('f32x4.lt', x, 0), sub(2, right), right);
});
