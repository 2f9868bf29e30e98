import type { Activation } from '@nonlin/core';

/** `eˣ`; overflows float32 above 88.7. */
export const exponential: Activation = {
  name: 'exponential',
  formula: (x, ops) => ops.exp(x),
  package: '@nonlin/gallery@0.0.0',
};
