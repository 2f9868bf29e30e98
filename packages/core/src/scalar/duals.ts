import { numbers } from './numbers.ts';
import type { Formula, Operand, ScalarOps } from './ops.ts';

/** A value together with its slope: how fast it changes per unit of the variable. */
export interface Dual<S> {
  readonly value: Operand<S>;
  /** Absent: does not depend on the variable, so no rule ever multiplies by its zero (0 · ∞ is NaN). */
  readonly slope?: Operand<S>;
}

/** 2/√π, the slope of erf at 0. */
const TWO_OVER_SQRT_PI = 1.1283791670955126;

const lift = <S>(x: Operand<Dual<S>>): Dual<S> => (typeof x === 'number' ? { value: x } : x);
const dual = <S>(value: Operand<S>, slope: Operand<S> | undefined): Dual<S> => (slope === undefined ? { value } : { value, slope });

/** One set of rules per interpreter: a training step asks for them several times. */
const made = new WeakMap<object, unknown>();

/**
 * Formulas read as value and slope at once (forward-mode differentiation), over any interpreter.
 * Duals of duals give second derivatives. The rules below are the whole calculus of nonlin.
 */
export function duals<S>(ops: ScalarOps<S>): ScalarOps<Dual<S>> {
  let rules = made.get(ops) as ScalarOps<Dual<S>> | undefined;
  if (rules === undefined) made.set(ops, (rules = rulesOver(ops)));
  return rules;
}

function rulesOver<S>(ops: ScalarOps<S>): ScalarOps<Dual<S>> {
  const { add, sub, mul, div, neg, exp, log, sqrt, sin, cos, where, greater, less } = ops;

  /** f(u) has the slope f′(u) · u′; `derivative` gets u and f(u). */
  const unary =
    (f: (u: Operand<S>) => S, derivative: (u: Operand<S>, y: S) => Operand<S>) =>
    (x: Operand<Dual<S>>): Dual<S> => {
      const { value: u, slope } = lift(x);
      const y = f(u);
      return slope === undefined ? { value: y } : { value: y, slope: times(derivative(u, y), slope) };
    };

  /** A comparison jumps: its slope is 0 on both sides, and is taken as 0 at the jump. */
  const comparison =
    (compare: (a: Operand<S>, b: Operand<S>) => S) =>
    (a: Operand<Dual<S>>, b: Operand<Dual<S>>): Dual<S> => ({ value: compare(lift(a).value, lift(b).value) });

  /** a · b; a plain 1 is left out. */
  const times = (a: Operand<S>, b: Operand<S>): Operand<S> => (a === 1 ? b : b === 1 ? a : mul(a, b));
  /** a′ · b, absent where a′ is. */
  const scaled = (slope: Operand<S> | undefined, factor: Operand<S>): Operand<S> | undefined =>
    slope === undefined ? undefined : times(slope, factor);
  const plus = (a: Operand<S> | undefined, b: Operand<S> | undefined): Operand<S> | undefined =>
    a === undefined ? b : b === undefined ? a : add(a, b);
  const minus = (a: Operand<S> | undefined, b: Operand<S> | undefined): Operand<S> | undefined =>
    b === undefined ? a : a === undefined ? neg(b) : sub(a, b);
  const select = (condition: Operand<S>, a: Operand<S> | undefined, b: Operand<S> | undefined): Operand<S> | undefined =>
    a === undefined && b === undefined ? undefined : where(condition, a ?? 0, b ?? 0);

  return {
    constant: (value) => ({ value: ops.constant(value) }),

    add: (a, b) => {
      const u = lift(a);
      const v = lift(b);
      return dual(add(u.value, v.value), plus(u.slope, v.slope));
    },
    sub: (a, b) => {
      const u = lift(a);
      const v = lift(b);
      return dual(sub(u.value, v.value), minus(u.slope, v.slope));
    },
    mul: (a, b) => {
      const u = lift(a);
      const v = lift(b);
      return dual(mul(u.value, v.value), plus(scaled(u.slope, v.value), scaled(v.slope, u.value)));
    },
    // (u/v)′ = (u′ − (u/v)·v′) / v
    div: (a, b) => {
      const u = lift(a);
      const v = lift(b);
      const quotient = div(u.value, v.value);
      const change = minus(u.slope, scaled(v.slope, quotient));
      return dual(quotient, change === undefined ? undefined : div(change, v.value));
    },
    neg: (x) => {
      const u = lift(x);
      return dual(neg(u.value), u.slope === undefined ? undefined : neg(u.slope));
    },
    // A tie takes the slope of b: max(x, 0) has the slope 0 at 0.
    max: (a, b) => {
      const u = lift(a);
      const v = lift(b);
      return dual(ops.max(u.value, v.value), select(greater(u.value, v.value), u.slope, v.slope));
    },

    abs: unary(ops.abs, (u) => sub(greater(u, 0), less(u, 0))),
    exp: unary(exp, (_, y) => y),
    expm1: unary(ops.expm1, (u) => exp(u)),
    log: unary(log, (u) => div(1, u)),
    log1p: unary(ops.log1p, (u) => div(1, add(1, u))),
    // 1 − tanh² loses its digits in the tails; 4e/(1 + e)² with e = exp(−2|u|) keeps them.
    tanh: unary(ops.tanh, (u) => {
      const e = exp(where(greater(u, 0), mul(-2, u), mul(2, u)));
      const sum = add(1, e);
      return div(div(mul(4, e), sum), sum);
    }),
    erf: unary(ops.erf, (u) => mul(TWO_OVER_SQRT_PI, exp(neg(mul(u, u))))),
    erfc: unary(ops.erfc, (u) => mul(-TWO_OVER_SQRT_PI, exp(neg(mul(u, u))))),
    sqrt: unary(sqrt, (_, y) => div(0.5, y)),
    sin: unary(sin, (u) => cos(u)),
    cos: unary(cos, (u) => neg(sin(u))),

    greater: comparison(greater),
    greaterOrEqual: comparison(ops.greaterOrEqual),
    less: comparison(less),
    lessOrEqual: comparison(ops.lessOrEqual),
    equal: comparison(ops.equal),

    where: (condition, a, b) => {
      const c = lift(condition).value;
      const u = lift(a);
      const v = lift(b);
      return dual(where(c, u.value, v.value), select(c, u.slope, v.slope));
    },
    withSlope: (value, x, slope) => {
      const [y, u, s] = [lift(value), lift(x), lift(slope).value];
      return dual(ops.withSlope(y.value, u.value, s), scaled(u.slope, s));
    },
  };
}

/** `x` as the variable that slopes are taken along: its own slope is 1. */
export const variable = <S>(x: S): Dual<S> => ({ value: x, slope: 1 });

/** `x` as something that does not change with the variable. */
export const fixed = <S>(x: S): Dual<S> => ({ value: x });

/** What came out: the value, and the slope with 0 for "does not depend". */
export function readDual<S>(y: Operand<Dual<S>>): { value: Operand<S>; slope: Operand<S> } {
  const { value, slope = 0 } = lift(y);
  return { value, slope };
}

/** f(x) and f′(x), read in one pass over any interpreter; by default over plain numbers. */
export function valueAndSlope(formula: Formula, x: number): { value: number; slope: number };
export function valueAndSlope<S>(formula: Formula, x: S, ops: ScalarOps<S>): { value: Operand<S>; slope: Operand<S> };
export function valueAndSlope(formula: Formula, x: number, ops: ScalarOps<number> = numbers): { value: number; slope: number } {
  return readDual(formula(variable(x), duals(ops)));
}
