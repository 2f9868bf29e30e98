import { exponentialPart, exponentOf, scale } from './exponential.ts';

/** Where erf's own series ends and erfc's begins. */
const BORDER = 0.65;

/** `erf(x) / x − 1` for |x| ≤ 0.65, from z = x²: near-minimax of degree 9, error below 2⁻⁵⁶ (own coefficients, fitted with 200 bits). */
function excess(z: number): number {
  return (
    0.12837916709551256 + z * (-0.3761263890318355 + z * (0.11283791670939301 + z * (-0.02686617064032348 + z * (0.00522397755120587 + z * (-0.0008548320431639 +
    z * (0.0001205497595862 + z * (-0.000014913641489 + z * (0.000001621633895 + z * -1.35332944e-7))))))))
  );
}

/**
 * `erfc(x)` for x ≥ 0.65.
 * (1 + 2x)·e^(x²)·erfc(x) is a polynomial of degree 19 in t = 1.34375 − 10.609375 / (x + 3.875), |t| ≤ 1 (the form of
 * Shepherd and Laframboise 1981, doi:10.1090/S0025-5718-1981-0595058-X; own coefficients, fitted with 200 bits).
 * e^(−x²) = e^(−h²)·e^((h − x)·(h + x)), h = x as float32, so that h² is exact and x²'s rounding does not reach the exponent.
 */
function tail(x: number): number {
  if (x > 28) return 0;
  const t = 1.34375 - 10.609375 / (x + 3.875);
  const series =
    1.2326409788584467 + t * (-0.10196720994846675 + t * (0.007304223677448695 + t * (0.026355751159722173 + t * (-0.027556944914859417 + t * (0.018019678354575186 + t * (
    -0.008915816582237042 + t * (0.003440701888035159 + t * (-0.001001896494388153 + t * (0.000191041587103815 + t * (-0.000007865711838266 + t * (-0.000008445167685232 + t * (
    0.000002508421267565 + t * (-2.10221403e-10 + t * (-1.65975431794e-7 + t * (2.6090745132e-8 + t * (8.377711187e-9 + t * (-2.75065465e-9 + t * (
    -3.2029388e-10 + t * 1.71496174e-10))))))))))))))))));
  const h = Math.fround(x);
  const k = exponentOf(-h * h);
  const y = ((1 + exponentialPart(0, -h * h, k)) * series) / (1 + 2 * x);
  return scale(y + y * exponentialPart(0, (h - x) * (h + x), 0), k);
}

/** `2/√π · ∫₀ˣ e^(−t²) dt`. Error ≤ 2 ULP. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < BORDER) return x + x * excess(x * x);
  const magnitude = 1 - tail(a);
  return x < 0 ? -magnitude : magnitude;
}

/** `1 − erf(x)`, which keeps its digits in the right tail, down to the subnormals at 27.2. Error ≤ 4 ULP. */
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a < BORDER) return 0.5 - (x - 0.5 + x * excess(x * x));
  return x < 0 ? 2 - tail(a) : tail(a);
}
