import { abs, add, apply, atLeast, atMost, div, int, mul, shift, sub, withSign } from './expression.ts';
import type { Vector } from './expression.ts';
import { kernel } from './kernel.ts';
import type { Kernel, Writer } from './kernel.ts';
import type { Local } from '../encode/types.ts';

/** Adding this rounds to an integer n, whose low bits are then n's: 1.5 · 2²³. */
export const ROUND = 12582912;

/** ln 2 in two parts. Without fusing, the first has 16 bits, so that an exponent times it is exact. */
const LN2_FUSED = [0.6931471824645996, -1.904654323148236e-9] as const;
export const LN2_SHORT = [0.693145751953125, 0.0000014286068203094173] as const;

export function ln2(w: Writer): readonly [high: number, low: number] {
  return w.fused ? LN2_FUSED : LN2_SHORT;
}

// Polynomials: near-minimax, own coefficients (scripts/fit-polynomials.py). Errors in units of float32's last place: measured
// against core's double-precision functions over all 2³² arguments (scripts/check-math.ts), fused / plain.

/** eʳ = 1 + r + r²·P(r), |r| ≤ ½ ln 2: relative error 2⁻²⁸. */
const EXP = [1, 1, 0.49999994, 0.166665167, 0.0416681059, 0.00836914033, 0.00138367142] as const;

/** eʳ − 1 = r + r²·P(r), |r| ≤ ½ ln 2: relative error 2⁻²⁶. */
export const EXPM1 = [0.49999997, 0.16666539, 0.0416677445, 0.00836705696, 0.00138394115] as const;

/** x = n·ln 2 + r, |r| ≤ ½ ln 2 (Cody and Waite 1980): n, r, and n + `bias` in the low bits of `bits`. */
export function reduce(w: Writer, x: Local, bias: number): { bits: Local; n: Local; r: Local } {
  const [high, low] = ln2(w);
  const bits = w.let(w.madd(x, Math.LOG2E, ROUND + bias));
  const n = w.let(sub(bits, ROUND + bias));
  const r = w.let(w.madd(n, -low, w.madd(n, -high, x)));
  return { bits, n, r };
}

/** `y · 2ⁿ`, |n| ≤ 250, n + 254 in the low bits of `bits`: by two powers of two, so that a subnormal result is rounded once. */
export function scaleTwice(w: Writer, y: Vector, bits: Local): Vector {
  const half = w.let(apply('v128.and', shift('i32x4.shl', bits, 22), int(0xff800000)));
  return mul(mul(y, half), apply('i32x4.sub', shift('i32x4.shl', bits, 23), half));
}

/**
 * `eˣ` = 2ⁿ·eʳ, eʳ by a polynomial of degree 6. Error ≤ 0.9 / 1.2 ULP, subnormal results included; beyond 88.73 it is
 * Infinity, below −103.98 it is 0.
 */
export const exp: Kernel = kernel((w, x) => {
  const held = w.let(atLeast(atMost(x, 89), -104));
  const { bits, r } = reduce(w, held, 254);
  return scaleTwice(w, w.horner(r, EXP), bits);
});

/** eˣ = 2ⁿ·eʳ in pieces: 2ⁿ⁻¹ and eʳ − 1, for −126 < n ≤ 128. */
function pieces(w: Writer, x: Local): { half: Local; p: Local } {
  const { bits, r } = reduce(w, x, 126);
  const half = w.let(shift('i32x4.shl', bits, 23));
  return { half, p: w.let(w.madd(mul(r, r), w.horner(r, EXPM1), r)) };
}

/**
 * `eˣ − 1` = 2·(2ⁿ⁻¹·(eʳ − 1) + (2ⁿ⁻¹ − ½)): the halves keep 2¹²⁸ out of the sum, and the doubling is exact.
 * Where |x| < 2⁻²⁴ it is x, subnormals and −0 too. Error ≤ 1.6 / 1.7 ULP.
 */
export const expm1: Kernel = kernel((w, x) => {
  const held = w.let(atLeast(atMost(x, 89), -25));
  const { half, p } = pieces(w, held);
  const y = w.let(w.madd(half, p, sub(half, 0.5)));
  return w.where(apply('f32x4.lt', abs(x), 2 ** -24), x, add(y, y));
});

/**
 * `tanh x`, for E = e^(−2|x|): (1 − E) / (1 + E) up to 0.55, with 1 − E as `expm1` has it; beyond, 1 − 2E / (1 + E), where the
 * quotient's error fades. Error ≤ 2.4 / 2.3 ULP. The numerator and the denominator are halved, as in `expm1`.
 */
export const tanh: Kernel = kernel((w, x) => {
  const held = w.let(mul(atMost(abs(x), 10), -2));
  const { half, p } = pieces(w, held);
  const near = w.let(apply('f32x4.gt', held, -1.1));
  const e = w.let(w.madd(half, p, half));
  const above = w.where(near, w.madd(half, p, sub(half, 0.5)), add(e, e));
  const q = w.let(div(above, add(e, 0.5)));
  return withSign(w.where(near, abs(q), sub(1, q)), x);
});
