import type { Activation } from '@nonlin/core';

/** `tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)`, from −1 to 1; slope 1 at 0. LeCun et al. 1998, doi:10.1007/3-540-49430-8_2. */
export const tanh: Activation = {
  name: 'tanh',
  formula: (x, ops) => ops.tanh(x),
  package: '@nonlin/gallery@0.0.0',
};
