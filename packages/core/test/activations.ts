import type { Activation, ScalarOps } from '../src/index.ts';

// Activations for the core's own tests, written as papers write them: the core does not depend on plug-ins.

export const sigmoid: Activation = {
  name: 'sigmoid',
  formula: (x, ops) => {
    const negative = ops.less(x, 0);
    const e = ops.exp(ops.where(negative, x, ops.neg(x)));
    return ops.div(ops.where(negative, e, 1), ops.add(1, e));
  },
};

export const relu: Activation = { name: 'relu', formula: (x, ops) => ops.max(x, 0) };

export const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };

export const silu: Activation = { name: 'silu', formula: (x, ops) => ops.mul(x, sigmoid.formula(x, ops)) };

export const gelu: Activation = {
  name: 'gelu',
  formula: (x, ops) => ops.mul(x, ops.mul(0.5, ops.erfc(ops.mul(-Math.SQRT1_2, x)))),
};

export const geluTanh: Activation = {
  name: 'gelu_tanh',
  formula: (x, ops) => {
    const cubic = ops.mul(x, ops.add(1, ops.mul(0.044715, ops.mul(x, x))));
    return ops.mul(ops.mul(0.5, x), ops.add(1, ops.tanh(ops.mul(Math.sqrt(2 / Math.PI), cubic))));
  },
};

export const step: Activation = { name: 'step', formula: (x, ops) => ops.withSlope(ops.greater(x, 0), x, 0) };

export const softplus: Activation = {
  name: 'softplus',
  formula: (x, ops) => {
    const tail = ops.log1p(ops.exp(ops.neg(ops.abs(x))));
    return ops.where(ops.greater(x, 0), ops.add(x, tail), ops.log1p(ops.exp(x)));
  },
};

export const mish: Activation = {
  name: 'mish',
  formula: (x, ops) => ops.mul(x, ops.tanh(softplus.formula(x, ops))),
};

/** `α·(eˣ − 1)` left of 0, x right of it. */
export const elu: Activation = {
  name: 'elu',
  formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.expm1(x)),
};

/** `x · σ(βx)`, β learnt. */
export const swish: Activation<'beta'> = {
  name: 'swish',
  parameters: { beta: 1 },
  formula: <S>(x: S, ops: ScalarOps<S>, { beta }: { readonly beta: S }) => ops.mul(x, sigmoid.formula(ops.mul(beta, x), ops)),
};

/** x right of 0, `α·x` left of it, α learnt. */
export const prelu: Activation<'alpha'> = {
  name: 'prelu',
  parameters: { alpha: 0.25 },
  formula: (x, ops, { alpha }) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, x)),
};
