import type { Activation, Operand, ScalarOps } from '@nonlin/core';
import { suggestion } from './formula-error.ts';
import { CONSTANTS, meaningOf } from './functions.ts';
import { Parser } from './parser.ts';
import { Recording, replay, used } from './recording.ts';
import type { Value } from './recording.ts';
import { NAME } from './tokens.ts';

/** What is hardly meant as a parameter to learn, and what it is meant for. */
const MISTAKEN: ReadonlyMap<string, string> = new Map([
  ['X', 'x'],
  ...['PI', 'Pi', 'Π'].map((name) => [name, 'pi'] as const),
  ...['inf', 'Inf', 'INF', 'infinity', 'INFINITY'].map((name) => [name, 'Infinity'] as const),
  ...['nan', 'Nan', 'NAN'].map((name) => [name, 'NaN'] as const),
]);

export interface FormulaOptions<P extends string = string> {
  /** The activation's name. Default: the text. */
  readonly name?: string;
  /**
   * The parameters that training learns, with their first values. Given, every other name is an error;
   * not given, every name that stands for nothing else is a parameter that begins at 1.
   */
  readonly parameters?: { readonly [name in P]: number };
}

/**
 * `x * sigmoid(beta * x)` as an activation, like one written in TypeScript: value, slope, first weights and export follow.
 * Its formula, called without parameters, takes their first values.
 *
 * Throws a `FormulaError`, which names the character, for a text that is no formula or exceeds 10,000 characters, 100 levels
 * or 10,000 operations; a `RangeError` for parameters with a name that has another meaning, with no finite value, or unused.
 */
export function parseFormula<P extends string = never>(text: string, options: FormulaOptions<P> = {}): Activation<P> {
  const given = options.parameters && new Map<string, number>(Object.entries(options.parameters));
  for (const [name, value] of given ?? []) {
    const meaning = NAME.test(name) ? meaningOf(name) : 'no name';
    if (meaning !== undefined)
      throw new RangeError(`parseFormula: expected a name for the parameter, got ${JSON.stringify(name)}, which is ${meaning}`);
    if (!Number.isFinite(value)) throw new RangeError(`parseFormula: expected a finite first value of ${name}, got ${String(value)}`);
  }

  const recording = new Recording((problem) => parser.errorHere(problem));
  const names = new Map<string, Operand<Value>>([['x', recording.input('x')]]);
  const learnt = new Map<string, number>();
  const parser = new Parser(text, recording.ops, names, (name) => {
    if (given?.has(name) === false) {
      const known = ['x', ...given.keys()];
      return `expected one of ${known.join(', ')}, got ${name}${suggestion(name, [...known, ...CONSTANTS.keys()])}`;
    }
    const mistaken = given === undefined ? MISTAKEN.get(name) : undefined;
    if (mistaken !== undefined)
      return `expected a name that is not mistaken for ${mistaken}, got ${name}; write ${mistaken}, or another name`;
    learnt.set(name, given?.get(name) ?? 1);
    return recording.input(name);
  });
  const result = parser.parse();
  for (const name of given?.keys() ?? [])
    if (!learnt.has(name)) throw new RangeError(`parseFormula: the parameter ${name} is not in the formula ${text}`);

  const values = used(result, recording.values);
  const formula = <S>(x: S, ops: ScalarOps<S>, parameters?: { readonly [name: string]: S }): Operand<S> =>
    replay(values, result, ops, (name) => (name === 'x' ? x : parameters === undefined ? learnt.get(name)! : parameters[name]!));
  return {
    name: options.name ?? text,
    formula,
    ...(learnt.size > 0 && { parameters: Object.fromEntries(learnt) }),
    // The text says what is learnt; TypeScript has only the caller's word for it.
  } as Activation<P>;
}
