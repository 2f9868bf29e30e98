import type { Activation } from '@nonlin/core';

/** Squared ReLU: `max(x, 0)²`. So et al. 2021, arXiv:2109.08668. */
export const squaredRelu: Activation = {
  name: 'squared_relu',
  formula: (x, ops) => {
    const positive = ops.max(x, 0);
    return ops.mul(positive, positive);
  },
  package: '@nonlin/gallery@0.0.0',
};
