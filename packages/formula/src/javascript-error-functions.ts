/**
 * erf and erfc in JavaScript, `type` after each number: the series of erf, all of whose terms have one sign, and the continued
 * fraction of erfc. DLMF 7.6.2 and 7.9.1. Relative error below 1e-12 (mostly from e^(−x²), whose exponent is rounded).
 */
export const ERROR_FUNCTIONS: { readonly [name in 'erf' | 'erfc']: (type: string) => string } = {
  erf: (type) => `/** 2/√π · ∫₀ˣ e^(−t²) dt, by its series; far out by erfc. */
const erf = (x${type})${type} => {
  if (!(Math.abs(x) < 2.5)) return x > 0 ? 1 - erfc(x) : x < 0 ? erfc(-x) - 1 : x;
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * Math.exp(-x * x)) / Math.sqrt(Math.PI)) * sum;
};`,
  erfc: (type) => `/** 1 − erf(x); in the right tail, where that is 0, by its continued fraction. */
const erfc = (x${type})${type} => {
  if (!(x > 2)) return 1 - erf(x);
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
};`,
};
