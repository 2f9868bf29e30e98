import { add, apply, int, mul, shift, sub } from './expression.ts';
import type { Vector } from './expression.ts';
import { kernel } from './kernel.ts';
import type { Kernel, Writer } from './kernel.ts';
import type { Local } from '../encode/types.ts';
import { ln2 } from './exponential.ts';

/** ln(1 + f) = f − f²/2 + f³·P(f), √½ ≤ 1 + f < √2: relative error 2⁻²⁷. */
const LOG = [0.333333313, -0.250008225, 0.200012565, -0.166232929, 0.142011046, -0.131604582, 0.127661452, -0.0763874426] as const;

/** The bits of √½: an exponent counts from there. */
const ROOT_HALF = 0x3f3504f3;

/** k·ln 2 + ln(1 + f), the small terms first. */
function sum(w: Writer, f: Local, k: Local): Vector {
  const [high, low] = ln2(w);
  const z = w.let(mul(f, f));
  const cubic = mul(mul(f, w.split(f, LOG)), z);
  return w.madd(k, high, add(f, w.madd(z, -0.5, w.madd(k, low, cubic))));
}

/** ln u where `value` is right for ordinary u: Infinity and NaN as they are, −Infinity at 0, NaN below. */
function special(w: Writer, u: Local, value: Vector): Vector {
  const finite = w.where(apply('f32x4.lt', u, Infinity), value, u);
  const atZero = w.where(apply('f32x4.eq', u, 0), -Infinity, finite);
  return w.where(apply('f32x4.lt', u, 0), NaN, atZero);
}

/**
 * `ln x` = k·ln 2 + ln(1 + f), x = 2ᵏ·(1 + f); a subnormal x is first multiplied by 2²³. Polynomial of degree 10, error
 * ≤ 0.9 / 0.9 ULP (exponential.ts says how it was measured).
 */
export const log: Kernel = kernel((w, x) => {
  const small = w.let(apply('f32x4.lt', x, 2 ** -126));
  const normal = w.let(w.where(small, mul(x, 2 ** 23), x));
  const exponent = w.let(shift('i32x4.shr_s', apply('i32x4.sub', normal, int(ROOT_HALF)), 23));
  const f = w.let(sub(apply('i32x4.sub', normal, shift('i32x4.shl', exponent, 23)), 1));
  const k = w.let(sub(apply('f32x4.convert_i32x4_s', exponent), apply('v128.and', small, 23)));
  return special(w, x, sum(w, f, k));
});

/**
 * `ln(1 + x)` = k·ln 2 + ln(1 + f), k from 1 + x as rounded, f = 2⁻ᵏ·x + (2⁻ᵏ − 1) from x itself, whose one rounding is the
 * sum's: small x keep their digits. From 2²⁶ on, f comes from 1 + x (2⁻¹²⁸ would be no normal factor). Error ≤ 1.5 / 1.5 ULP.
 */
export const log1p: Kernel = kernel((w, x) => {
  const u = w.let(add(x, 1));
  const exponent = w.let(shift('i32x4.shr_s', apply('i32x4.sub', u, int(ROOT_HALF)), 23));
  const shifted = w.let(shift('i32x4.shl', exponent, 23));
  const scale = w.let(apply('i32x4.sub', 1, shifted));
  const large = apply('f32x4.gt', x, 2 ** 26);
  const f = w.let(w.where(large, sub(apply('i32x4.sub', u, shifted), 1), w.madd(x, scale, sub(scale, 1))));
  const k = w.let(apply('f32x4.convert_i32x4_s', exponent));
  return w.where(apply('f32x4.eq', x, 0), x, special(w, u, sum(w, f, k)));
});
