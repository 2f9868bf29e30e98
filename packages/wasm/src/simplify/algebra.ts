import { numbers } from '@nonlin/core';
import type { Operand, ScalarOps } from '@nonlin/core';
import type { Expression, Operation } from '../record/expression.ts';
import type { Node } from '../record/node.ts';

/** Makes expressions. Equal ones are one object, and what has a simpler form of the same value takes it. */
export interface Algebra {
  readonly ops: ScalarOps<Expression>;
  read(node: Node): Expression;
  /** The index along the last axis. */
  column(): Expression;
  /** All expressions made so far, as text. */
  text(): string;
}

export function algebra(): Algebra {
  const known = new Map<string, Expression>();
  const share = (key: string, make: (id: number) => Expression): Expression => {
    let expression = known.get(key);
    if (expression === undefined) known.set(key, (expression = make(known.size)));
    return expression;
  };

  const constant = (value: number): Expression =>
    share(Object.is(value, -0) ? '-0' : String(value), (id) => ({ id, kind: 'constant', value }));
  const lift = (x: Operand<Expression>): Expression => (typeof x === 'number' ? constant(x) : x);

  const apply =
    (kind: Operation) =>
    (...given: Operand<Expression>[]): Expression => {
      const operands = given.map(lift);
      const simpler = simplify(kind, operands, ops);
      if (simpler !== undefined) return lift(simpler);
      return share(`${kind} ${operands.map(({ id }) => id).join(' ')}`, (id) => ({ id, kind, operands }));
    };

  const ops: ScalarOps<Expression> = {
    constant,
    add: apply('add'),
    sub: apply('sub'),
    mul: apply('mul'),
    div: apply('div'),
    neg: apply('neg'),
    abs: apply('abs'),
    exp: apply('exp'),
    expm1: apply('expm1'),
    log: apply('log'),
    log1p: apply('log1p'),
    tanh: apply('tanh'),
    erf: apply('erf'),
    erfc: apply('erfc'),
    sqrt: apply('sqrt'),
    sin: apply('sin'),
    cos: apply('cos'),
    max: apply('max'),
    greater: apply('greater'),
    greaterOrEqual: apply('greaterOrEqual'),
    less: apply('less'),
    lessOrEqual: apply('lessOrEqual'),
    equal: apply('equal'),
    where: apply('where'),
    withSlope: (value) => lift(value),
  };
  return {
    ops,
    read: (node) =>
      node.work.kind === 'map' && node.work.body.kind === 'constant'
        ? node.work.body
        : share(`read ${node.id}`, (id) => ({ id, kind: 'read', node })),
    column: () => share('column', (id) => ({ id, kind: 'column' })),
    text: () => [...known.keys()].join(';'),
  };
}

/**
 * What is the same for every value, NaN, infinities and −0 included. (x + 0 is not x: −0 + 0 is 0. 0 · x is not 0.)
 * What depends on constants only is worked out in double precision, as the reference does.
 */
function simplify(kind: Operation, operands: readonly Expression[], ops: ScalarOps<Expression>): Operand<Expression> | undefined {
  const [a, b, c] = operands as [Expression, Expression, Expression];
  if (operands.every((operand) => operand.kind === 'constant')) {
    const fold: (...values: number[]) => number = numbers[kind];
    return fold(...operands.map(({ value }) => value));
  }
  const is = (operand: Expression, value: number): boolean => operand.kind === 'constant' && Object.is(operand.value, value);
  switch (kind) {
    case 'mul':
      if (is(b, 1)) return a;
      if (is(a, 1)) return b;
      if (is(b, -1)) return ops.neg(a);
      if (is(a, -1)) return ops.neg(b);
      // Constants last, so that a · b and b · a of a constant are one.
      if (a.kind === 'constant') return ops.mul(b, a);
      return undefined;
    case 'div':
      if (is(b, 1)) return a;
      // The reciprocal of a power of two is exact.
      if (b.kind === 'constant' && isPowerOfTwo(b.value)) return ops.mul(a, 1 / b.value);
      return undefined;
    case 'sub':
      return is(b, 0) ? a : undefined;
    case 'add':
      return is(b, -0) ? a : is(a, -0) ? b : undefined;
    case 'neg':
      return a.kind === 'neg' ? a.operands[0] : undefined;
    case 'where':
      if (a.kind === 'constant') return a.value === 0 ? c : b;
      return b === c ? b : undefined;
    default:
      return undefined;
  }
}

function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) <= 60 && Math.abs(value) === 2 ** exponent;
}
