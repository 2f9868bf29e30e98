import type { Operand } from '@nonlin/core';
import { define } from './parser.ts';
import { Recording } from './recording.ts';
import type { Value } from './recording.ts';

/** Functions of one variable that are printed by name where a formula contains exactly their operations. */
export const NAMED = ['step', 'sign', 'sigmoid', 'softplus', 'Phi'] as const;

/** What several operations are together, in fewer words: `sigmoid(u)`, `min(a, b)`, u³. */
export interface Idiom {
  readonly name: (typeof NAMED)[number] | 'min' | 'power';
  readonly operands: readonly Operand<Value>[];
}

/** Beyond it a power is written as a power of a power, so that exponents stay readable. */
const LARGEST_EXPONENT = 1024;

/** The values of a recording that are an idiom. Only the very operations of its definition count, so that nothing is changed. */
export function findIdioms(values: readonly Value[]): Map<Value, Idiom> {
  const patterns = NAMED.map((name) => {
    const recording = new Recording(Error);
    return { name, pattern: define(name, [recording.input('x')], recording.ops) };
  });
  const idioms = new Map<Value, Idiom>();
  const factors = (value: Operand<Value>): readonly [base: Operand<Value>, exponent: number] => {
    const idiom = typeof value === 'number' ? undefined : idioms.get(value);
    return idiom?.name === 'power' ? (idiom.operands as [Value, number]) : [value, 1];
  };

  for (const value of values) {
    for (const { name, pattern } of patterns) {
      const operand = match(pattern, value);
      if (operand !== undefined) idioms.set(value, { name, operands: [operand] });
    }
    if (value.operation === 'mul') {
      const [a, b] = value.operands as readonly [Operand<Value>, Operand<Value>];
      const [base, exponent] = factors(a);
      // As the parser multiplies: an even power is a square, an odd one has a factor more.
      if (typeof a !== 'number' && a === b) {
        const operands = 2 * exponent <= LARGEST_EXPONENT ? [base, 2 * exponent] : [a, 2];
        idioms.set(value, { name: 'power', operands });
      } else if (base === b && exponent % 2 === 0) idioms.set(value, { name: 'power', operands: [base, exponent + 1] });
    }
    if (value.operation === 'neg') {
      const [largest] = value.operands;
      if (typeof largest !== 'object' || largest.operation !== 'max') continue;
      const operands = largest.operands.map(negated);
      if (operands.every((operand) => operand !== undefined)) idioms.set(value, { name: 'min', operands });
    }
  }
  return idioms;
}

/** u of −u. */
const negated = (value: Operand<Value>): Operand<Value> | undefined =>
  typeof value === 'number' ? -value : value.operation === 'neg' ? value.operands[0] : undefined;

/** What stands in `value` where `pattern` has its input; undefined where they differ. */
function match(pattern: Operand<Value>, value: Operand<Value>): Operand<Value> | undefined {
  let found: Operand<Value> | undefined;
  const same = (pattern: Operand<Value>, value: Operand<Value>): boolean => {
    if (typeof pattern === 'number') return Object.is(pattern, value);
    if (pattern.operation === 'input') return Object.is((found ??= value), value);
    return (
      typeof value !== 'number' &&
      pattern.operation === value.operation &&
      pattern.operands.every((operand, index) => same(operand, value.operands[index]!))
    );
  };
  return same(pattern, value) ? found : undefined;
}
