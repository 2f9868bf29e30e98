import type { AnyActivation, Formula, Operand } from '@nonlin/core';
import { arithmetic } from './arithmetic.ts';
import { CONSTANTS, meaningOf, OPERATIONS } from './functions.ts';
import { NAMED } from './idioms.ts';
import { LONGEST_TEXT } from './limits.ts';
import { LEVEL, phraseOf, print } from './printing.ts';
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

const write = /* @__PURE__ */ arithmetic(constant);

const comparison = (symbol: string): ((a: Operand<Phrase>, b: Operand<Phrase>) => Phrase) =>
  write.infix(symbol, LEVEL.comparison, LEVEL.comparison + 1);

const style = (): Style => ({
  printer: 'formulaToText',
  ops: {
    constant,
    add: write.infix('+', LEVEL.sum),
    sub: write.infix('-', LEVEL.sum),
    mul: write.infix('*', LEVEL.product),
    div: write.infix('/', LEVEL.product),
    neg: (x) => {
      const operand = write.at(LEVEL.power, x);
      return phraseOf(LEVEL.sign, `-${operand.text}`, operand);
    },
    greater: comparison('>'),
    greaterOrEqual: comparison('>='),
    less: comparison('<'),
    lessOrEqual: comparison('<='),
    equal: comparison('=='),
    ...write.calls(OPERATIONS),
  },
  idioms: {
    ...write.calls(NAMED),
    min: write.call('min'),
    power: (base, exponent) => {
      const operand = write.at(LEVEL.whole, base);
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
