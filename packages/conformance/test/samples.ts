import type { Activation } from '@nonlin/core';
import type { ActivationFacts } from '@nonlin/conformance';

/** An activation with the facts that are true of it. */
interface Sample<P extends string = never> {
  readonly activation: Activation<P>;
  readonly facts: ActivationFacts;
}

const none = { kinks: [], jumps: [] } as const;

export const sigmoid: Sample = {
  activation: {
    name: 'sigmoid',
    formula: (x, ops) => {
      const negative = ops.less(x, 0);
      const e = ops.exp(ops.where(negative, x, ops.neg(x)));
      return ops.div(ops.where(negative, e, 1), ops.add(1, e));
    },
  },
  facts: { ...none, range: [0, 1], limits: [0, 1], largestSlope: { slope: 0.25, at: 0 }, slopeAtZero: 0.25, monotonic: true, smooth: true },
};

export const relu: Sample = {
  activation: { name: 'relu', formula: (x, ops) => ops.max(x, 0) },
  facts: {
    range: [0, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: 1, at: [0, Infinity] },
    slopeAtZero: 0,
    monotonic: true,
    kinks: [0],
    jumps: [],
    smooth: false,
  },
};

/** `x · σ(βx)`, β learnt. */
export const swish: Sample<'beta'> = {
  activation: {
    name: 'swish',
    parameters: { beta: 1 },
    formula: (x, ops, { beta }) => ops.mul(x, sigmoid.activation.formula(ops.mul(beta, x), ops)),
  },
  facts: {
    ...none,
    range: [-0.27846454276, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: 1.0998393194, at: 2.39935728 },
    slopeAtZero: 0.5,
    monotonic: false,
    smooth: true,
  },
};

export const identity: Sample = {
  activation: { name: 'identity', formula: (x) => x },
  facts: {
    ...none,
    range: [-Infinity, Infinity],
    limits: [-Infinity, Infinity],
    largestSlope: { slope: 1, at: [-Infinity, Infinity] },
    slopeAtZero: 1,
    monotonic: true,
    smooth: true,
  },
};

export const exponential: Sample = {
  activation: { name: 'exp', formula: (x, ops) => ops.exp(x) },
  facts: {
    ...none,
    range: [0, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: Infinity, at: Infinity },
    slopeAtZero: 1,
    monotonic: true,
    smooth: true,
    overflowsAt: { above: 88.72 },
  },
};

const sine: Sample = {
  activation: { name: 'sin', formula: (x, ops) => ops.sin(x) },
  facts: { ...none, range: [-1, 1], limits: [NaN, NaN], largestSlope: { slope: 1, at: 0 }, slopeAtZero: 1, monotonic: false, smooth: true },
};

/** Its first derivative is continuous, its second is not. */
export const elu: Sample = {
  activation: { name: 'elu', formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.expm1(x)) },
  facts: {
    ...none,
    range: [-1, Infinity],
    limits: [-1, Infinity],
    largestSlope: { slope: 1, at: [0, Infinity] },
    slopeAtZero: 1,
    monotonic: true,
    smooth: false,
  },
};

/** A step with the slope of a sigmoid, to learn through. */
export const surrogate: Sample = {
  activation: {
    name: 'step (sigmoid slope)',
    formula: (x, ops) => {
      const y = sigmoid.activation.formula(x, ops);
      const value = ops.where(ops.greater(x, 0), 1, ops.where(ops.lessOrEqual(x, 0), 0, x));
      return ops.withSlope(value, x, ops.mul(y, ops.sub(1, y)));
    },
  },
  facts: { ...sigmoid.facts, jumps: [0], smooth: false, statesOwnSlope: true },
};

/** `±(√(1 + |x|) − 1)`: grows without end, ever slower. Written with `abs` it would have the slope 0 at 0. */
export const root: Sample = {
  activation: {
    name: 'root',
    formula: (x, ops) => {
      const size = ops.sqrt(ops.add(1, ops.where(ops.less(x, 0), ops.neg(x), x)));
      return ops.where(ops.less(x, 0), ops.sub(1, size), ops.sub(size, 1));
    },
  },
  facts: {
    ...none,
    range: [-Infinity, Infinity],
    limits: [-Infinity, Infinity],
    largestSlope: { slope: 0.5, at: 0 },
    slopeAtZero: 0.5,
    monotonic: true,
    smooth: false,
  },
};

export const samples: readonly Sample[] = [sigmoid, relu, identity, exponential, sine, elu, surrogate, root];
