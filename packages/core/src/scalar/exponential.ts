/** 2ⁿ⁻⁵³⁸ for n = 0 … 1050, by exact products: `2 ** n` is left to each engine. */
function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1051);
  powers[538] = 1;
  for (let n = 539; n <= 1050; n++) powers[n] = (powers[n - 1] as number) * 2;
  for (let n = 537; n >= 0; n--) powers[n] = (powers[n + 1] as number) / 2;
  return powers;
}
const POWERS: Float64Array = /* @__PURE__ */ powersOfTwo();

/** One float32 as a number and as bits, to read an exponent. Both views are four bytes wide, so that byte order is no matter. */
const memory: ArrayBuffer = /* @__PURE__ */ new ArrayBuffer(4);
const float: Float32Array = /* @__PURE__ */ new Float32Array(memory);
const bits: Int32Array = /* @__PURE__ */ new Int32Array(memory);

/** 2¹⁰⁰. */
const TWO_100 = 1267650600228229401496703205376;

/** ln 2 in two parts: the first ends in 21 zero bits, so that an exponent times it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** `y · 2ᵏ` for an integer k, −1076 ≤ k ≤ 1024, rounded once (also into the subnormals, for 2⁻⁴⁸⁰ < |y|). */
export function scale(y: number, k: number): number {
  const n = k + 1076;
  const half = n >> 1;
  return y * (POWERS[half] as number) * (POWERS[n - half] as number);
}

/** The integer nearest to `x / ln 2`, for −746 ≤ x ≤ 710. Truncating a positive number is the quickest rounding. */
export function exponentOf(x: number): number {
  return ((x * Math.LOG2E + 1076.5) | 0) - 1076;
}

/** `x`, held in [low, high]; NaN stays. With a clamp and one exit `exp` runs 1.4 times as fast as with early returns (V8). */
function clamp(x: number, low: number, high: number): number {
  return x > high ? high : x < low ? low : x;
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
  const p = 0.16666666666666602 + z * (-0.0027777777777015593 + z * 0.00006613756321437934);
  const c = r - z * (p + z * z * z * (-0.0000016533902205465252 + z * 4.1381367970572385e-8));
  return offset + high + ((r * c) / (2 - c) - low);
}

/**
 * `eˣ`.
 * x = k·ln 2 + r, eˣ = 2ᵏ·eʳ; results below 2⁻¹⁰²² are rounded once into the subnormals. Error ≤ 0.83 ULP (measured).
 */
export function exp(x: number): number {
  const held = clamp(x, -746, 710);
  const k = exponentOf(held);
  return scale(1 + exponentialPart(0, held, k), k);
}

/**
 * `eˣ − 1`, which keeps its digits near 0.
 * eˣ − 1 = 2ᵏ·((1 − 2⁻ᵏ) + (eʳ − 1)). Error ≤ 1.2 ULP (measured).
 */
export function expm1(x: number): number {
  const held = clamp(x, -40, 710);
  const k = exponentOf(held);
  return x === 0 ? x : scale(exponentialPart(1 - scale(1, -k), held, k), k);
}

/**
 * `(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`.
 * With a = |x|, t = e²ᵃ − 1: t / (t + 2) for t < 2; beyond, 1 − 2 / (t + 2), where t's error fades. Error ≤ 2.1 ULP (measured).
 */
export function tanh(x: number): number {
  const t = expm1(2 * Math.abs(x));
  const magnitude = t < 2 ? t / (t + 2) : 1 - 2 / (t + 2);
  return x < 0 ? -magnitude : x === 0 ? x : magnitude;
}

/**
 * `ln x + correction`, for a correction below 2⁻⁵³.
 * x = 2ᵏ·(1 + f), √½ ≤ 1 + f < √2; s = f / (2 + f): ln(1 + f) = f − f²/2 + s·(f²/2 + R(s²)), R of degree 7.
 * Coefficients: FreeBSD msun, e_log.c (Sun Microsystems 1993, fdlibm).
 */
function logarithm(x: number, correction: number): number {
  let k = 0;
  let scaled = x;
  for (; scaled > TWO_100 && scaled < Infinity; k += 100) scaled /= TWO_100;
  for (; scaled < 1 / TWO_100 && scaled > 0; k -= 100) scaled *= TWO_100;
  float[0] = scaled;
  const exponent = ((bits[0] as number) - 0x3f3504f3) >> 23;
  k += exponent;
  const f = scale(scaled, -exponent) - 1;
  const s = f / (2 + f);
  const z = s * s;
  const half = (f * f) / 2;
  const w = z * z;
  const odd = 0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586));
  const even = 0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373);
  const series = z * odd + w * even;
  const value = k * LN2_HIGH - (half - (s * (half + series) + (k * LN2_LOW + correction)) - f);
  return x > 0 ? (x < Infinity ? value : x) : x === 0 ? -Infinity : NaN;
}

/** `ln x`: −Infinity at 0, NaN below. Error ≤ 0.8 ULP (measured). */
export function log(x: number): number {
  return logarithm(x, 0);
}

/**
 * `ln(1 + x)`, which keeps its digits near 0.
 * ln u for u = 1 + x as rounded, plus what the rounding lost: (x − (u − 1)) / u. Error ≤ 0.8 ULP (measured).
 */
export function log1p(x: number): number {
  const u = 1 + x;
  return x === 0 ? x : logarithm(u, (x - (u - 1)) / u);
}
