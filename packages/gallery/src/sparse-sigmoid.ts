import type { Activation } from '@nonlin/core';
import { clamp } from './clamp.ts';

/** Sparse sigmoid: `(x + 1) / 2`, held between 0 and 1; slope 0 at both corners. Blondel et al. 2020, arXiv:1901.02324. */
export const sparseSigmoid: Activation = {
  name: 'sparse_sigmoid',
  formula: (x, ops) => ops.div(ops.add(clamp(x, -1, 1, ops), 1), 2),
  package: '@nonlin/gallery@0.0.0',
};
