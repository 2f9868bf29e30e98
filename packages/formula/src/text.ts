import type { AnyActivation, Formula, Operand } from '@nonlin/core';
import { CONSTANTS, meaningOf, OPERATIONS } from './functions.ts';
import { NAMED } from './idioms.ts';
import { LONGEST_TEXT } from './limits.ts';
import { LEVEL, phraseOf, print, whole } from './printing.ts';
import type { Phrase, Style } from './printing.ts';
import { literal } from './recording.ts';
import { NAME } from './tokens.ts';

/** π and e by name, other numbers with every digit they need. */
function constant(number: number): Phrase {
  const sign = number < 0 || Object.is(number, -0) ? '-' : '';
  const magnitude = Math.abs(number);
  const [name] = [...CONSTANTS].find(([, value]) => value === magnitude) ?? [literal(magnitude)];
  return phraseOf(sign === '' ? LEVEL.whole : LEVEL.sign, `${sign}${name}`);
}

const lift = (operand: Operand<Phrase>): Phrase => (typeof operand === 'number' ? constant(operand) : operand);

/** The operand, in brackets where it binds less tightly than `level`. */
const at = (level: number, operand: Operand<Phrase>): Phrase => {
  const phrase = lift(operand);
  return phrase.level >= level ? phrase : whole(`(${phrase.text})`, phrase);
};

/** Operators of a level are read from the left; comparisons do not follow each other. */
const infix =
  (symbol: string, level: number, leftLevel = level) =>
  (a: Operand<Phrase>, b: Operand<Phrase>): Phrase => {
    const left = at(leftLevel, a);
    let right = at(level + 1, b);
    if (right.text.startsWith('-')) right = whole(`(${right.text})`, right);
    // What stands on the left is no deeper for it: long sums are not deep.
    return { text: `${left.text} ${symbol} ${right.text}`, level, depth: Math.max(left.depth, right.depth + 1) };
  };

const comparison = (symbol: string): ((a: Operand<Phrase>, b: Operand<Phrase>) => Phrase) =>
  infix(symbol, LEVEL.comparison, LEVEL.comparison + 1);

const call =
  (name: string) =>
  (...operands: Operand<Phrase>[]): Phrase => {
    const inside = operands.map(lift);
    return whole(`${name}(${inside.map(({ text }) => text).join(', ')})`, ...inside);
  };

const calls = <N extends string>(names: readonly N[]): { [name in N]: ReturnType<typeof call> } =>
  Object.fromEntries(names.map((name) => [name, call(name)])) as { [name in N]: ReturnType<typeof call> };

const style = (): Style => ({
  printer: 'formulaToText',
  ops: {
    constant,
    add: infix('+', LEVEL.sum),
    sub: infix('-', LEVEL.sum),
    mul: infix('*', LEVEL.product),
    div: infix('/', LEVEL.product),
    neg: (x) => {
      const operand = at(LEVEL.power, x);
      return phraseOf(LEVEL.sign, `-${operand.text}`, operand);
    },
    greater: comparison('>'),
    greaterOrEqual: comparison('>='),
    less: comparison('<'),
    lessOrEqual: comparison('<='),
    equal: comparison('=='),
    ...calls(OPERATIONS),
  },
  idioms: {
    ...calls(NAMED),
    min: call('min'),
    power: (base, exponent) => {
      const operand = at(LEVEL.whole, base);
      return phraseOf(LEVEL.power, `${operand.text}^${exponent.text}`, operand);
    },
  },
  name: (name) => name,
  bind: (values, result) => [...values.map(([name, text]) => `${name} = ${text}`), result].join('; '),
  showsSlopes: true,
  longest: LONGEST_TEXT,
  longestRepeated: 8,
});

/**
 * A formula, or an activation with its parameters, as text that `parseFormula` reads as the same operations:
 * equal values and slopes, bit for bit. Values used several times are named: `a = exp(-x); a / (1 + a)`.
 *
 * Throws a `RangeError` for more than 10,000 characters or operations, and for a parameter with a name that has another meaning.
 */
export function formulaToText(formula: Formula | AnyActivation): string {
  for (const name of typeof formula === 'function' ? [] : Object.keys(formula.parameters ?? {})) {
    const meaning = NAME.test(name) ? meaningOf(name) : 'no name';
    if (meaning !== undefined)
      throw new RangeError(
        `formulaToText: expected a parameter that a text can name, got ${JSON.stringify(name)}, which is ${meaning}; rename it`,
      );
  }
  return print(formula, style());
}
