import type { Local } from '../encode/types.ts';
import { ROUND } from './exponential.ts';
import { abs, add, apply, int, mul, shift, sub } from './expression.ts';
import { hugeAngle } from './huge-angle.ts';
import { kernel } from './kernel.ts';
import type { Kernel, Writer } from './kernel.ts';

/** π/2 in parts (Cody and Waite 1980). Without fusing, the first three have 13 bits: times n < 2¹¹ they are exact. */
const HALF_PI_FUSED = [1.5707963705062866, -4.3711388286737929e-8, -1.7151245100058819e-15] as const;
const HALF_PI_SHORT = [1.570556640625, 0.0002396702766418457, 1.5890691429376602e-8, 2.5633440682570896e-12] as const;

/** Up to here the parts suffice: n < 2¹⁵, or < 2¹¹. */
const BOUND_FUSED = 51471;
const BOUND_SHORT = 3215;

/** sin r = r + r³·P(r²), |r| ≤ π/4: relative error 2⁻²⁸. */
const SIN = [-0.166666552, 0.00833218731, -0.000195178975] as const;

/** cos r = 1 − r²/2 + r⁴·P(r²), |r| ≤ π/4: relative error 2⁻³³. */
const COS = [1, -0.5, 0.0416666456, -0.00138873095, 2.44323273e-5] as const;

/** a = n·π/2 + r: r, and n + `quadrant` in the low bits of `bits`. Where a lane is beyond the bound, `hugeAngle` does those. */
function reduce(w: Writer, a: Local, quadrant: number): { r: Local; bits: Local } {
  const { code } = w;
  const bits = w.let(w.madd(a, 2 / Math.PI, ROUND + quadrant));
  const n = w.let(sub(bits, ROUND + quadrant));
  const parts = w.fused ? HALF_PI_FUSED : HALF_PI_SHORT;
  const r = w.let(parts.reduce((rest: Parameters<Writer['let']>[0], part) => w.madd(n, -part, rest), a));
  const near = w.let(apply('f32x4.le', a, w.fused ? BOUND_FUSED : BOUND_SHORT));
  code.get(near).op('i32x4.all_true').op('i32.eqz');
  code.if(() => {
    const angle = w.let(0);
    const turns = w.let(0);
    const count = code.take('i32');
    const remainder = code.take('f32');
    for (let lane = 0; lane < 4; lane++) {
      code.get(a).lane('i32x4.extract_lane', lane).call(hugeAngle(w.context)).set(count).set(remainder);
      code.get(angle).get(remainder).lane('f32x4.replace_lane', lane).set(angle);
      code.get(turns).get(count).i32(quadrant).op('i32.add').lane('i32x4.replace_lane', lane).set(turns);
    }
    code.release([count, remainder]);
    // Infinity − Infinity is NaN; every other a − a is 0.
    w.set(r, w.where(near, r, add(angle, sub(a, a))));
    w.set(bits, w.where(near, bits, turns));
  });
  return { r, bits };
}

/** |sin(a + quadrant · π/2)| and its sign bit, for a ≥ 0. */
function sine(w: Writer, a: Local, quadrant: number): { value: Local; sign: Local } {
  const { r, bits } = reduce(w, a, quadrant);
  const z = w.let(mul(r, r));
  const even = w.let(w.madd(mul(r, z), w.horner(z, SIN), r));
  const odd = w.let(w.horner(z, COS));
  const swap = shift('i32x4.shr_s', shift('i32x4.shl', bits, 31), 31);
  return { value: w.let(w.where(swap, odd, even)), sign: w.let(shift('i32x4.shl', bits, 30)) };
}

/**
 * `sin x`: sin r or cos r by polynomials of degree 7 and 8, signs by quadrant; NaN at ±Infinity.
 * Error ≤ 1.6 / 2.4 ULP for every float32, huge ones included (exponential.ts says how it was measured).
 */
export const sin: Kernel = kernel((w, x) => {
  const { value, sign } = sine(w, w.let(abs(x)), 0);
  return apply('v128.xor', value, apply('v128.and', apply('v128.xor', sign, x), int(0x80000000)));
});

/** `cos x`, as `sin`, a quadrant on. Error ≤ 1.6 / 2.4 ULP. */
export const cos: Kernel = kernel((w, x) => {
  const { value, sign } = sine(w, w.let(abs(x)), 1);
  return apply('v128.xor', value, apply('v128.and', sign, int(0x80000000)));
});
