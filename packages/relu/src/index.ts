import type { Activation } from '@nonlin/core';

interface Relu extends Activation {
  /** The same function with another slope at exactly 0: any number from 0 to 1 is a subgradient there. */
  withSlopeAtZero(slope: number): Activation;
}

/**
 * Rectified linear unit: `max(x, 0)`; its slope is the step function. At 0, where left slope 0 and right slope 1 meet,
 * 0 is taken, as in PyTorch, TensorFlow and JAX; `relu.withSlopeAtZero(½)` takes another.
 * Fukushima 1969, doi:10.1109/TSSC.1969.300225; Nair & Hinton 2010, ICML.
 */
export const relu: Relu = {
  name: 'relu',
  formula: (x, ops) => ops.max(x, 0),
  package: '@nonlin/relu@0.0.0',
  withSlopeAtZero(slope) {
    if (!(slope >= 0 && slope <= 1)) throw new RangeError(`relu.withSlopeAtZero: expected a subgradient from 0 to 1, got ${slope}`);
    return {
      name: `relu(slope ${slope} at 0)`,
      formula: (x, ops) => ops.withSlope(ops.max(x, 0), x, ops.where(ops.equal(x, 0), slope, ops.greater(x, 0))),
      package: relu.package!,
    };
  },
};
