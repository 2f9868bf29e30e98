import type { Activation } from '@nonlin/core';
import { clamp } from './clamp.ts';

/** Hard swish (hard SiLU): `x · relu6(x + 3) / 6`; slope 0 at −3, 1 at 3. Howard et al. 2019, arXiv:1905.02244. */
export const hardSwish: Activation = {
  name: 'hard_swish',
  formula: (x, ops) => ops.mul(x, ops.div(ops.add(clamp(x, -3, 3, ops), 3), 6)),
  package: '@nonlin/gallery@0.0.0',
};
