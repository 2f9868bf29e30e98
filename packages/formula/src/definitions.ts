import type { AnyActivation, Operand, ScalarOps } from '@nonlin/core';
import { DEFINITIONS } from './functions.ts';
import { define } from './parser.ts';
import type { Value } from './recording.ts';

/** A function of the formulas' own language as an activation whose parameters are its other operands: what printers take. */
export function asActivation(name: string): {
  readonly activation: AnyActivation;
  readonly takes: readonly string[];
  readonly text: string;
} {
  const { takes, formula: text } = DEFINITIONS.get(name)!;
  const activation: AnyActivation = {
    name,
    // `print` reads a formula as values of a recording, which is what definitions are made of.
    formula: <S>(x: S, ops: ScalarOps<S>, parameters: { readonly [name: string]: S }): Operand<S> => {
      const operands = takes.map((name) => (name === 'x' ? x : parameters[name]!)) as unknown as Operand<Value>[];
      return define(name, operands, ops as unknown as ScalarOps<Value>) as Operand<S>;
    },
    parameters: Object.fromEntries(takes.filter((taken) => taken !== 'x').map((taken) => [taken, 0])),
  };
  return { activation, takes, text };
}
