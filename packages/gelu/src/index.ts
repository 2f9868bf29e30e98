import type { Activation } from '@nonlin/core';
import { sigmoid } from '@nonlin/sigmoid';

/**
 * GELU: `x · Φ(x)`, Φ the standard normal distribution, written `erfc(−x/√2) / 2`, which is right far into the left tail
 * (through `1 + erf` it is 0 from −5.6 on in float32). Hendrycks & Gimpel 2016, arXiv:1606.08415.
 */
export const gelu: Activation = {
  name: 'gelu',
  formula: (x, ops) => ops.mul(x, ops.mul(0.5, ops.erfc(ops.mul(-Math.SQRT1_2, x)))),
  package: '@nonlin/gelu@0.0.0',
};

/** Beyond ±30 the sigmoid below is exactly 0 or 1, in double precision too; x² could overflow further out. */
const FAR = 30;

/**
 * The tanh form of GELU: `x · (1 + tanh u) / 2`, u = √(2/π) · (x + 0.044715 x³); within 4.8e-4 of `gelu`.
 * Written `x · σ(2u)`, the same number with the left tail's digits. Hendrycks & Gimpel 2016, arXiv:1606.08415.
 */
export const geluTanh: Activation = {
  name: 'gelu (tanh)',
  formula: (x, ops) => {
    const near = ops.neg(ops.max(ops.neg(ops.max(x, -FAR)), -FAR));
    const cubic = ops.mul(near, ops.add(1, ops.mul(0.044715, ops.mul(near, near))));
    return ops.mul(x, sigmoid.formula(ops.mul(2 * Math.sqrt(2 / Math.PI), cubic), ops));
  },
  package: '@nonlin/gelu@0.0.0',
};
