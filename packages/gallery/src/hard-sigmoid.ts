import type { Activation } from '@nonlin/core';
import { aboveZero, settings } from './settings.ts';

/**
 * `slope · x + ½`, held between 0 and 1. Default slope ⅙, as PyTorch and Keras 3 have it; TensorFlow.js, Keras 2 and ONNX
 * have 0.2. Slope 0 at both corners. Courbariaux et al. 2015, arXiv:1511.00363; with ⅙: Howard et al. 2019, arXiv:1905.02244.
 */
export function hardSigmoid(options: { readonly slope?: number } = {}): Activation {
  const { slope, suffix } = settings('hardSigmoid', options, { slope: aboveZero(1 / 6) });
  const edge = 0.5 / slope;
  return {
    name: `hard_sigmoid${suffix}`,
    formula: (x, ops) =>
      ops.where(ops.lessOrEqual(x, -edge), 0, ops.where(ops.greaterOrEqual(x, edge), 1, ops.add(ops.mul(slope, x), 0.5))),
    package: '@nonlin/gallery@0.0.0',
  };
}
