import type { Code } from '../encode/code.ts';
import type { FunctionIndex, Local } from '../encode/types.ts';
import type { MathContext } from './kernel.ts';

/** 2/π after 16 zero bits, 240 bits of it. */
const TWO_OVER_PI = [0x0000a2f9836e4e44n, 0x1529fc2757d1f534n, 0xddc0db6295993c43n, 0x9041fe5163abdebbn] as const;

/** π/2 · 2⁻⁶². */
const QUARTER_TURN = 3.4061215800865545e-19;

/**
 * The function that takes the bits of a float32 x ≥ 2048 and gives x − n·π/2, |·| ≤ π/4, and n modulo 4; of Infinity and NaN
 * any number. x = m·2ᵉ for an integer m of 24 bits: of 2ᵉ·2/π only the 96 bits from weight 2 downwards matter modulo 4, and
 * integers of 64 bits multiply them by m. The remainder's absolute error is below 2⁻⁶⁰, where float32 come no nearer to a
 * multiple of π/2 than 2⁻³¹. Payne and Hanek 1983, doi:10.1145/1057600.1057602.
 */
export function hugeAngle({ module, functions }: MathContext): FunctionIndex {
  const known = functions.get('hugeAngle');
  if (known !== undefined) return known;
  const index = module.function({ name: 'hugeAngle', params: ['i32'], results: ['f32', 'i32'] }, (code, ...params) => {
    const [bits] = params as readonly [Local];
    const at = code.local('i32');
    const shift = code.local('i64');
    const words = [code.local('i64'), code.local('i64'), code.local('i64')] as const;
    const turns = code.local('i64');
    // Where the 96 bits begin: 14 + e, with e = exponent − 150.
    code.get(bits).i32(23).op('i32.shr_u').i32(136).op('i32.sub').tee(at);
    code.i32(63).op('i32.and').op('i64.extend_i32_u').set(shift);
    words.forEach((word, i) => {
      code.i64(TWO_OVER_PI[i + 1] as bigint).i64(TWO_OVER_PI[i] as bigint);
      code.get(at).i32(64).op('i32.ge_s').op('select').set(word);
    });
    const m = code.local('i64');
    code.get(bits).i32(0x7fffff).op('i32.and').i32(0x800000).op('i32.or').op('i64.extend_i32_u').set(m);
    // In units of 2⁻⁶² quarter turns, modulo 4 of them.
    sixtyFour(code, words[0], words[1], shift).get(m).op('i64.mul');
    sixtyFour(code, words[1], words[2], shift).i64(32n).op('i64.shr_u').get(m).op('i64.mul').i64(32n).op('i64.shr_u');
    code.op('i64.add').tee(turns);
    const n = code.local('i64');
    code
      .i64(1n << 61n)
      .op('i64.add')
      .i64(62n)
      .op('i64.shr_u')
      .set(n);
    code.get(turns).get(n).i64(62n).op('i64.shl').op('i64.sub');
    code.op('f64.convert_i64_s').f64(QUARTER_TURN).op('f64.mul').op('f32.demote_f64');
    code.get(n).op('i32.wrap_i64');
  });
  functions.set('hugeAngle', index);
  return index;
}

/** The 64 bits that begin `shift` bits into `high`, `low` behind it. */
function sixtyFour(code: Code, high: Local, low: Local, shift: Local): Code {
  code.get(high).get(shift).op('i64.shl');
  // In two steps, since a shift by 64 is one by 0.
  return code.get(low).i64(1n).op('i64.shr_u').i64(63n).get(shift).op('i64.sub').op('i64.shr_u').op('i64.or');
}
