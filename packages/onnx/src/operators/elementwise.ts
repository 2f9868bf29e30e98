import type { Operand, ScalarOps } from '@nonlin/core';

/** Settings of an operator: numbers and words. */
export type Attributes = { readonly [name: string]: number | string };

/** An ONNX operator on one element, as a formula: by it exports recognise the operator, and imports read it. */
export interface ElementwiseOperator {
  readonly name: string;
  /** The first operator set that has it in this form. */
  readonly since: number;
  /** Not written, only read: an engine in use has no kernel for it (onnxruntime 1.30). */
  readonly readOnly?: true;
  /** Its settings where a node leaves them out. */
  readonly attributes: Attributes;
  formula<S>(x: S, ops: ScalarOps<S>, attributes: Attributes): Operand<S>;
  /** Settings with which it may be `f`; `constants` are the numbers in f's formula. Default: none. */
  fit?(f: (x: number) => number, constants: readonly number[]): readonly Attributes[];
}

const given = (attributes: Attributes, name: string): number => attributes[name] as number;

/** 1 / (1 + e⁻ˣ), by e^(−|x|), which keeps the left tail's digits. */
function sigmoid<S>(x: Operand<S>, ops: ScalarOps<S>): S {
  const negative = ops.less(x, 0);
  const e = ops.exp(ops.where(negative, x, ops.neg(x)));
  return ops.div(ops.where(negative, e, 1), ops.add(1, e));
}

/** x held between two numbers. */
const clip = <S>(x: Operand<S>, low: number, high: number, ops: ScalarOps<S>): S => ops.neg(ops.max(ops.neg(ops.max(x, low)), -high));

/** √(2/π) of the tanh form of GELU. */
const ROOT = Math.sqrt(2 / Math.PI);

/** Far left and right: where what tends to a limit has reached it, and where it has not overflowed. */
const FAR = 1e30;

/** Formulas: github.com/onnx/onnx, docs/Operators.md. Where several are the same function, the first one is written. */
export const ELEMENTWISE: readonly ElementwiseOperator[] = [
  { name: 'Relu', since: 6, attributes: {}, formula: (x, ops) => ops.max(x, 0) },
  { name: 'Sigmoid', since: 6, attributes: {}, formula: sigmoid },
  {
    name: 'Gelu',
    since: 20,
    attributes: { approximate: 'none' },
    formula: (x, ops, { approximate }) => {
      if (approximate !== 'tanh') return ops.mul(x, ops.mul(0.5, ops.erfc(ops.mul(-Math.SQRT1_2, x))));
      // Beyond ±30 the sigmoid is 0 or 1, and x³ could overflow.
      const near = clip(x, -30, 30, ops);
      const cubic = ops.mul(near, ops.add(1, ops.mul(0.044715, ops.mul(near, near))));
      return ops.mul(x, sigmoid(ops.mul(2 * ROOT, cubic), ops));
    },
    fit: () => [{ approximate: 'none' }, { approximate: 'tanh' }],
  },
  {
    name: 'Softplus',
    since: 1,
    attributes: {},
    formula: (x, ops) => {
      const negative = ops.less(x, 0);
      return ops.add(ops.where(negative, 0, x), ops.log1p(ops.exp(ops.where(negative, x, ops.neg(x)))));
    },
  },
  {
    name: 'Softsign',
    since: 1,
    attributes: {},
    formula: (x, ops) => {
      const size = ops.add(1, ops.abs(x));
      return ops.withSlope(ops.div(x, size), x, ops.div(ops.div(1, size), size));
    },
  },
  {
    name: 'LeakyRelu',
    since: 6,
    attributes: { alpha: 0.01 },
    formula: (x, ops, attributes) => ops.where(ops.greater(x, 0), x, ops.mul(given(attributes, 'alpha'), x)),
    fit: (f) => [{ alpha: -f(-1) }].filter(({ alpha }) => alpha >= 0 && alpha !== 1),
  },
  {
    name: 'Elu',
    since: 6,
    attributes: { alpha: 1 },
    formula: (x, ops, attributes) => ops.where(ops.greater(x, 0), x, ops.mul(given(attributes, 'alpha'), ops.expm1(x))),
    fit: (f) => [{ alpha: -f(-FAR) }],
  },
  {
    name: 'Selu',
    since: 6,
    attributes: { alpha: 1.6732632423543772, gamma: 1.0507009873554805 },
    formula: (x, ops, attributes) => {
      const [alpha, gamma] = [given(attributes, 'alpha'), given(attributes, 'gamma')];
      return ops.where(ops.greater(x, 0), ops.mul(gamma, x), ops.mul(gamma * alpha, ops.expm1(x)));
    },
    fit: (f) => [{ alpha: -f(-FAR) / f(1), gamma: f(1) }],
  },
  {
    name: 'Celu',
    since: 12,
    attributes: { alpha: 1 },
    formula: (x, ops, attributes) => {
      const alpha = given(attributes, 'alpha');
      return ops.where(ops.greater(x, 0), x, ops.mul(alpha, ops.expm1(ops.div(x, alpha))));
    },
    fit: (f) => [{ alpha: -f(-FAR) }],
  },
  {
    name: 'Mish',
    since: 18,
    attributes: {},
    formula: (x, ops) => {
      const negative = ops.less(x, 0);
      const e = ops.exp(ops.where(negative, x, ops.neg(x)));
      const numerator = ops.where(negative, ops.mul(e, ops.add(2, e)), ops.add(1, ops.mul(2, e)));
      const rest = ops.where(negative, 2, ops.mul(2, ops.mul(e, e)));
      return ops.mul(x, ops.div(numerator, ops.add(numerator, rest)));
    },
  },
  {
    name: 'HardSwish',
    since: 14,
    attributes: {},
    formula: (x, ops) => ops.mul(x, ops.div(ops.add(clip(x, -3, 3, ops), 3), 6)),
  },
  {
    name: 'HardSigmoid',
    since: 6,
    attributes: { alpha: 0.2, beta: 0.5 },
    formula: (x, ops, attributes) => clip(ops.add(ops.mul(given(attributes, 'alpha'), x), given(attributes, 'beta')), 0, 1, ops),
    fit: (f, constants) => [(f(2 ** -10) - f(-(2 ** -10))) / 2 ** -9, ...constants].map((alpha) => ({ alpha, beta: f(0) })),
  },
  {
    name: 'ThresholdedRelu',
    since: 10,
    attributes: { alpha: 1 },
    // NaN becomes 0, here and in Shrink.
    formula: (x, ops, attributes) => ops.where(ops.greater(x, given(attributes, 'alpha')), x, 0),
    fit: (_, constants) => constants.map((alpha) => ({ alpha })),
  },
  {
    name: 'Shrink',
    since: 9,
    attributes: { bias: 0, lambd: 0.5 },
    formula: (x, ops, attributes) => {
      const [bias, lambd] = [given(attributes, 'bias'), given(attributes, 'lambd')];
      const right = ops.where(ops.greater(x, lambd), ops.sub(x, bias), 0);
      return ops.where(ops.less(x, -lambd), ops.add(x, bias), right);
    },
    fit: (_, constants) => constants.flatMap((lambd) => [0, ...constants].map((bias) => ({ bias, lambd }))),
  },
  {
    name: 'Swish',
    since: 24,
    readOnly: true,
    attributes: { alpha: 1 },
    formula: (x, ops, attributes) => ops.mul(x, sigmoid(ops.mul(given(attributes, 'alpha'), x), ops)),
  },
  {
    // Its bounds are inputs, not attributes, since 11; `infinite`: there is no bound.
    name: 'Clip',
    since: 11,
    attributes: { min: -Infinity, max: Infinity },
    formula: (x, ops, attributes) => clip(x, given(attributes, 'min'), given(attributes, 'max'), ops),
    fit: (f) => {
      const [min, max] = [f(-FAR), f(FAR)];
      return [{ min: min === -FAR ? -Infinity : min, max: max === FAR ? Infinity : max }].filter(
        ({ min, max }) => min < max && max < Infinity,
      );
    },
  },
];
