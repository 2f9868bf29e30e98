import type { Activation } from '@nonlin/core';
import { sigmoid } from '@nonlin/sigmoid';

/** SiLU (Swish-1): `x · σ(x)`. Elfwing et al. 2018, arXiv:1702.03118; Ramachandran et al. 2017, arXiv:1710.05941. */
export const silu: Activation = {
  name: 'silu',
  formula: (x, ops) => ops.mul(x, sigmoid.formula(x, ops)),
  package: '@nonlin/silu@0.0.0',
};
