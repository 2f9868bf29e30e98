import type { Activation } from '@nonlin/core';
import { clamp } from './clamp.ts';

/** ReLU6: `min(max(x, 0), 6)`; slope 0 at both corners. Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10. */
export const relu6: Activation = {
  name: 'relu6',
  formula: (x, ops) => clamp(x, 0, 6, ops),
  package: '@nonlin/gallery@0.0.0',
};
