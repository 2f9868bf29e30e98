/** One float32 seen as a float and as bits, to read and write exponents. Both views are four bytes wide, so byte order is no matter. */
const memory: ArrayBuffer = /* @__PURE__ */ new ArrayBuffer(4);
const float: Float32Array = /* @__PURE__ */ new Float32Array(memory);
const bits: Int32Array = /* @__PURE__ */ new Int32Array(memory);

/** ln 2 in two parts: the first has 32 trailing zero bits, so that an exponent times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** `y · 2ᵏ` for an integer k, |k| ≤ 2200, rounded once (also into the subnormals, for 2⁻⁶⁰ < |y| < 2⁶⁰). */
export function scale(y: number, k: number): number {
  while (k > 127) {
    y *= 2 ** 127;
    k -= 127;
  }
  while (k < -126) {
    y *= 2 ** -126;
    k += 126;
  }
  bits[0] = (k + 127) << 23;
  return y * (float[0] as number);
}

/** The integer nearest to `x / ln 2`. */
export function exponentOf(x: number): number {
  return Math.floor(x * Math.LOG2E + 0.5);
}

/**
 * `offset + (eʳ − 1)`, r = x − k·ln 2, for k = `exponentOf(x)`.
 * |r| ≤ ln 2 / 2: eʳ − 1 = r + r·c / (2 − c), c = r − r²·P(r²), P of degree 4.
 * Coefficients: FreeBSD msun, e_exp.c (Sun Microsystems 1993, fdlibm).
 */
export function exponentialPart(offset: number, x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const c = r - z * (0.16666666666666602 + z * (-0.0027777777777015593 + z * (0.00006613756321437934 + z * (-0.0000016533902205465252 + z * 4.1381367970572385e-8))));
  return offset + high + ((r * c) / (2 - c) - low);
}

/**
 * `eˣ`.
 * x = k·ln 2 + r, eˣ = 2ᵏ·eʳ; results below 2⁻¹⁰²² are rounded once into the subnormals. Error ≤ 1 ULP.
 */
export function exp(x: number): number {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const k = exponentOf(x);
  return scale(1 + exponentialPart(0, x, k), k);
}

/**
 * `eˣ − 1`, which keeps its digits near 0.
 * eˣ − 1 = 2ᵏ·((1 − 2⁻ᵏ) + (eʳ − 1)). Error ≤ 1 ULP.
 */
export function expm1(x: number): number {
  if (x > 710) return Infinity;
  if (x < -40) return -1;
  if (x === 0) return x;
  const k = exponentOf(x);
  return scale(exponentialPart(1 - scale(1, -k), x, k), k);
}

/**
 * `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`.
 * With a = |x|, t = e²ᵃ − 1: t / (t + 2) for a < 0.55; beyond, 1 − 2 / (t + 2), where t's error fades. Error ≤ 2 ULP.
 */
export function tanh(x: number): number {
  const t = expm1(2 * Math.abs(x));
  const magnitude = t < 2 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -magnitude : x === 0 ? x : magnitude;
}

/**
 * `ln x + correction`, for a correction of at most 2⁻⁵³.
 * x = 2ᵏ·(1 + f), √½ ≤ 1 + f < √2; s = f / (2 + f): ln(1 + f) = f − f²/2 + s·(f²/2 + R(s²)), R of degree 7.
 * Coefficients: FreeBSD msun, e_log.c (Sun Microsystems 1993, fdlibm).
 */
function logarithm(x: number, correction: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  let k = 0;
  while (x > 2 ** 100) {
    x *= 2 ** -100;
    k += 100;
  }
  while (x < 2 ** -100) {
    x *= 2 ** 100;
    k -= 100;
  }
  float[0] = x;
  const exponent = ((bits[0] as number) - 0x3f3504f3) >> 23;
  k += exponent;
  const f = scale(x, -exponent) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const half = (f * f) / 2;
  const series =
    z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * (0.22222198432149784 + z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))));
  return k * LN2_HIGH - (half - (s * (half + series) + (k * LN2_LOW + correction)) - f);
}

/** `ln x`: −Infinity at 0, NaN below. Error ≤ 1 ULP. */
export function log(x: number): number {
  return logarithm(x, 0);
}

/**
 * `ln(1 + x)`, which keeps its digits near 0.
 * ln u for u = 1 + x as rounded, plus what the rounding lost: (x − (u − 1)) / u. Error ≤ 1 ULP.
 */
export function log1p(x: number): number {
  const u = 1 + x;
  return x === 0 ? x : logarithm(u, u > 0 && u < Infinity ? (x - (u - 1)) / u : 0);
}
