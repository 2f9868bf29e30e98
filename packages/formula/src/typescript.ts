import type { AnyActivation, Formula, Operand } from '@nonlin/core';
import { asActivation } from './definitions.ts';
import { NAMED } from './idioms.ts';
import { LONGEST_LATEX } from './limits.ts';
import { LEVEL, phraseOf, print, whole } from './printing.ts';
import type { Phrase, Style } from './printing.ts';
import { literal, OPERANDS } from './recording.ts';

/** A formula as TypeScript over `ops`, in parts for a module. */
export interface TypeScriptFormula {
  /** Functions that the formula calls, each a `const` of its own, in an order in which they can stand; often none. */
  readonly helpers: readonly string[];
  /** The names of its arguments: `x, ops` or `x, ops, { beta }`. */
  readonly parameters: string;
  /** Statements that end in `return`; lines are not indented. */
  readonly statements: readonly string[];
}

type Helper = (typeof NAMED)[number] | 'min';
const HELPERS: readonly Helper[] = [...NAMED, 'min'];

/** Words that no variable may be called, and those that the code itself uses. */
const TAKEN = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for
  function if implements import in instanceof interface let new null ops package private protected public return static super
  switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
);

/** A variable for the name. A `$` keeps it apart: names in formulas have none. */
const variable = (name: string): string => (TAKEN.has(name) ? `$${name}` : name.replaceAll(/[^\p{ID_Continue}]/gu, '$'));

const number = (value: number): string => (value === Math.PI ? 'Math.PI' : value === Math.E ? 'Math.E' : literal(value));
const lift = (operand: Operand<Phrase>): Phrase => (typeof operand === 'number' ? whole(number(operand)) : operand);

const call =
  (name: string, after = '') =>
  (...operands: Operand<Phrase>[]): Phrase => {
    const inside = operands.map(lift);
    return phraseOf(LEVEL.whole, `${name}(${inside.map(({ text }) => text).join(', ')}${after})`, ...inside);
  };

/** The style, which notes in `called` the helpers that it calls; those that `allowed` has not are written out. */
const style = (allowed: readonly Helper[], called: Set<Helper>): Style => ({
  printer: 'formulaToTypeScript',
  ops: {
    ...(Object.fromEntries(Object.keys(OPERANDS).map((name) => [name, call(`ops.${name}`)])) as unknown as Style['ops']),
    // A number is an operand as it is.
    constant: (value) => whole(number(value)),
  },
  idioms: Object.fromEntries(
    allowed.map((name) => [
      name,
      (...operands: Phrase[]) => {
        called.add(name);
        return call(name, ', ops')(...operands);
      },
    ]),
  ),
  name: variable,
  bind: (values, result) => [...values.map(([name, text]) => `const ${name} = ${text};`), `return ${result};`].join('\n'),
  showsSlopes: true,
  longest: LONGEST_LATEX,
  longestRepeated: 1,
  longestInline: 44,
});

/**
 * A formula, or an activation with its parameters, as TypeScript that makes the same operations: equal values and slopes,
 * bit for bit. Values used several times, and long ones, are `const`s; sigmoid, softplus and their like are functions beside it.
 * No helper gets a name of `taken`.
 *
 * Throws a `RangeError` for more than 1,000,000 characters or 10,000 operations.
 */
export function formulaToTypeScript(formula: Formula | AnyActivation, taken: readonly string[] = []): TypeScriptFormula {
  const allowed = HELPERS.filter((name) => !taken.includes(name));
  const called = new Set<Helper>();
  const statements = print(formula, style(allowed, called)).split('\n');
  const learnt = typeof formula === 'function' ? [] : Object.keys(formula.parameters ?? {});
  const names = learnt.map((name) => (variable(name) === name ? name : `${JSON.stringify(name)}: ${variable(name)}`));
  return {
    helpers: [...called].map(helper),
    parameters: `x, ops${names.length > 0 ? `, { ${names.join(', ')} }` : ''}`,
    statements,
  };
}

/** A helper as a `const`; it calls no other. */
function helper(name: Helper): string {
  const { activation, takes, text } = asActivation(name);
  const lines = print(activation, style([], new Set())).split('\n');
  const list = takes.map((taken) => `${taken}: Operand<S>`).join(', ');
  return [
    `/** \`${text}\` */`,
    `const ${name} = <S>(${list}, ops: ScalarOps<S>): Operand<S> => {`,
    ...lines.map((line) => `  ${line}`),
    '};',
  ].join('\n');
}
