import type { Operand, ScalarOps } from '@nonlin/core';
import { MOST_OPERATIONS } from './limits.ts';

type Operation = keyof ScalarOps<unknown>;

/** How many operands each operation takes. The compiler asks for a line when an operation is added. */
export const OPERANDS: { readonly [operation in Operation]: number } = {
  constant: 1,
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
  withSlope: 3,
};

/** A value of a recorded formula: an input, or an operation on values recorded before it. */
export type Value =
  | { readonly index: number; readonly operation: 'input'; readonly name: string; readonly operands: readonly [] }
  | { readonly index: number; readonly operation: Operation; readonly operands: readonly Operand<Value>[] };

/** A formula read as the list of its operations. The same operation on the same operands is one value. */
export class Recording {
  readonly values: Value[] = [];
  readonly ops: ScalarOps<Value>;
  readonly #known = new Map<string, Value>();
  readonly #full: (problem: string) => Error;

  /** `full` makes the error for a formula of more than `MOST_OPERATIONS`. */
  constructor(full: (problem: string) => Error) {
    this.#full = full;
    const operations = Object.keys(OPERANDS) as Operation[];
    this.ops = Object.fromEntries(
      operations.map((operation) => [operation, (...operands: Operand<Value>[]) => this.#record(operation, operands)]),
    ) as unknown as ScalarOps<Value>;
  }

  input(name: string): Value {
    const value: Value = { index: this.values.length, operation: 'input', name, operands: [] };
    this.values.push(value);
    return value;
  }

  #record(operation: Operation, operands: readonly Operand<Value>[]): Value {
    const key = `${operation} ${operands.map((operand) => (typeof operand === 'number' ? literal(operand) : `#${operand.index}`)).join(' ')}`;
    let value = this.#known.get(key);
    if (value === undefined) {
      if (this.values.length >= MOST_OPERATIONS) throw this.#full(`expected at most ${MOST_OPERATIONS} operations, got more`);
      value = { index: this.values.length, operation, operands };
      this.values.push(value);
      this.#known.set(key, value);
    }
    return value;
  }
}

/** The number as JavaScript writes it, with the sign of −0. */
export const literal = (number: number): string => (Object.is(number, -0) ? '-0' : String(number));

/** What `result` is made of, each value after its operands. */
export function used(
  result: Operand<Value>,
  values: readonly Value[],
  operandsOf: (value: Value) => readonly Operand<Value>[] = (value) => value.operands,
): Value[] {
  const needed = new Set<Operand<Value>>([result]);
  // From the last to the first: whoever needs a value comes after it.
  for (const value of values.toReversed()) if (needed.has(value)) for (const operand of operandsOf(value)) needed.add(operand);
  return values.filter((value) => needed.has(value));
}

/** Runs recorded operations over any interpreter. */
export function replay<S>(
  values: readonly Value[],
  result: Operand<Value>,
  ops: ScalarOps<S>,
  input: (name: string) => Operand<S>,
): Operand<S> {
  const results: Operand<S>[] = [];
  const read = (operand: Operand<Value>): Operand<S> => (typeof operand === 'number' ? operand : results[operand.index]!);
  for (const value of values) {
    if (value.operation === 'input') results[value.index] = input(value.name);
    else {
      // Each number of operands by itself: an array of them for every operation took three times as long.
      const operation = ops[value.operation] as (a: Operand<S>, b?: Operand<S>, c?: Operand<S>) => S;
      const [a, b, c] = value.operands as readonly [Operand<Value>, Operand<Value>?, Operand<Value>?];
      if (b === undefined) results[value.index] = operation(read(a));
      else results[value.index] = c === undefined ? operation(read(a), read(b)) : operation(read(a), read(b), read(c));
    }
  }
  return read(result);
}
