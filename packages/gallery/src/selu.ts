import type { Activation } from '@nonlin/core';

/** The pair for which mean 0 and variance 1 are a fixed point. */
const ALPHA = 1.6732632423543772;
const LAMBDA = 1.0507009873554805;

/** SELU: `λ·x` where x > 0, else `λ·α·(eˣ − 1)`; at 0 the slope λ·α = 1.758. Klambauer et al. 2017, arXiv:1706.02515. */
export const selu: Activation = {
  name: 'selu',
  formula: (x, ops) => ops.where(ops.greater(x, 0), ops.mul(LAMBDA, x), ops.mul(LAMBDA * ALPHA, ops.expm1(x))),
  package: '@nonlin/gallery@0.0.0',
};
