import { numbers } from '@nonlin/core';
import type { Operand, ScalarOps } from '@nonlin/core';
import type { Node } from './node.ts';

/** What an interpreter of formulas computes: `ScalarOps` without its constants and stated slopes. */
export type Operation = Exclude<keyof ScalarOps<unknown>, 'constant' | 'withSlope'>;

/** A formula as a graph. Equal expressions of one recording are one object; operands have smaller ids. */
export type Expression =
  | { readonly id: number; readonly kind: 'constant'; readonly value: number }
  /** The element of a tensor, stretched where the tensor is smaller. */
  | { readonly id: number; readonly kind: 'read'; readonly node: Node }
  | { readonly id: number; readonly kind: Operation; readonly operands: readonly Expression[] };

export const operandsOf = (expression: Expression): readonly Expression[] => ('operands' in expression ? expression.operands : []);

/** How many operands each operation takes. The compiler asks for a line when an operation is added. */
const OPERANDS: { readonly [operation in Operation]: 1 | 2 | 3 } = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  neg: 1,
  abs: 1,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  tanh: 1,
  erf: 1,
  erfc: 1,
  sqrt: 1,
  sin: 1,
  cos: 1,
  max: 2,
  greater: 2,
  greaterOrEqual: 2,
  less: 2,
  lessOrEqual: 2,
  equal: 2,
  where: 3,
};

/** Formulas written down. Operations on constants alone are worked out at once, in double precision. */
export interface Algebra {
  readonly ops: ScalarOps<Expression>;
  read(node: Node): Expression;
}

export function algebra(): Algebra {
  const known = new Map<string, Expression>();
  const make = (key: string, build: (id: number) => Expression): Expression => {
    let expression = known.get(key);
    if (expression === undefined) known.set(key, (expression = build(known.size)));
    return expression;
  };
  const constant = (value: number): Expression =>
    make(Object.is(value, -0) ? '-0' : String(value), (id) => ({ id, kind: 'constant', value }));
  const lift = (operand: Operand<Expression>): Expression => (typeof operand === 'number' ? constant(operand) : operand);

  const operation =
    (kind: Operation) =>
    (...given: Operand<Expression>[]): Expression => {
      const operands = given.slice(0, OPERANDS[kind]).map(lift);
      const values = operands.map((operand) => (operand.kind === 'constant' ? operand.value : undefined));
      if (values.every((value) => value !== undefined)) return constant(compute(kind, values));
      // A choice that is made already.
      if (kind === 'where' && values[0] !== undefined) return operands[values[0] === 0 ? 2 : 1]!;
      return make(`${kind} ${operands.map(({ id }) => id).join(' ')}`, (id) => ({ id, kind, operands }));
    };

  const ops = Object.fromEntries((Object.keys(OPERANDS) as Operation[]).map((kind) => [kind, operation(kind)]));
  return {
    ops: { ...ops, constant, withSlope: (value: Operand<Expression>) => lift(value) } as unknown as ScalarOps<Expression>,
    read: (node) =>
      node.work.kind === 'map' && node.work.body.kind === 'constant'
        ? node.work.body
        : make(`read ${node.id}`, (id) => ({ id, kind: 'read', node })),
  };
}

/** An operation on plain numbers. */
export const compute = (kind: Operation, values: readonly number[]): number => numbers[kind](...(values as [number, number, number]));
