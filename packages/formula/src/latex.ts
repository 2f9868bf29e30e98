import type { AnyActivation, Formula, Operand } from '@nonlin/core';
import { LONGEST_LATEX } from './limits.ts';
import { LEVEL, phraseOf, print, whole } from './printing.ts';
import type { Phrase, Style } from './printing.ts';
import { literal } from './recording.ts';

const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon phi chi psi omega'.split(
    ' ',
  );

/** β and `beta` as `\beta`, `w1` as `w_{1}`, other words upright. */
function name(written: string): string {
  const [, word, index = ''] = /^(.*?)_?(\d*)$/u.exec(written)!;
  const letter = word!.length === 1 ? GREEK[word!.charCodeAt(0) - 0x3b1] : GREEK.find((greek) => greek === word);
  const plain = word!.replaceAll(/[^\p{L}\p{Nd}]/gu, '\\_');
  const symbol = letter !== undefined && letter !== 'o' ? `\\${letter}` : plain.length === 1 ? plain : `\\mathrm{${plain}}`;
  return index === '' ? symbol : `${symbol}_{${index}}`;
}

function constant(number: number): Phrase {
  if (number < 0 || Object.is(number, -0)) return phraseOf(LEVEL.sign, `-${constant(-number).text}`);
  if (number === Infinity) return whole('\\infty');
  if (Number.isNaN(number)) return whole('\\mathrm{NaN}');
  if (number === Math.PI) return whole('\\pi');
  if (number === Math.E) return whole('e');
  const [digits, exponent] = literal(number).split('e');
  const parts = Math.round(1 / number);
  if (digits!.length > 12 && parts > 1 && 1 / parts === number) return phraseOf(LEVEL.power, `\\frac{1}{${parts}}`);
  if (exponent === undefined) return whole(digits!);
  const power = `10^{${Number(exponent)}}`;
  return digits === '1' ? phraseOf(LEVEL.power, power) : phraseOf(LEVEL.product, `${digits} \\cdot ${power}`);
}

const lift = (operand: Operand<Phrase>): Phrase => (typeof operand === 'number' ? constant(operand) : operand);

/** Brackets grow around what is taller than a line. */
const brackets = ({ text }: Phrase): string => (/\\frac|\\begin/.test(text) ? `\\left(${text}\\right)` : `(${text})`);

/** The operand, in brackets where it binds less tightly than `level`; a comparison has brackets of its own. */
const at = (level: number, operand: Operand<Phrase>): Phrase => {
  const phrase = lift(operand);
  return phrase.level >= level || phrase.level === LEVEL.comparison ? phrase : whole(brackets(phrase), phrase);
};

const joined = (level: number, left: Phrase, symbol: string, right: Phrase, [open, close]: readonly [string, string] = ['', '']): Phrase =>
  phraseOf(level, `${open}${left.text}${symbol}${right.text}${close}`, left, right);

/** In brackets if it begins with a sign. */
const unsigned = (phrase: Phrase): Phrase => (phrase.text.startsWith('-') ? whole(brackets(phrase), phrase) : phrase);

/** Sums and products need no brackets on their right: (a + b) + c is a + (b + c) to a reader. A sign there turns the operator. */
function sum(a: Operand<Phrase>, b: Operand<Phrase>): Phrase {
  const [left, right] = [at(LEVEL.sum, a), at(LEVEL.sum, b)];
  return right.text.startsWith('-')
    ? joined(LEVEL.sum, left, ' - ', { ...right, text: right.text.slice(1) })
    : joined(LEVEL.sum, left, ' + ', right);
}

function difference(a: Operand<Phrase>, b: Operand<Phrase>): Phrase {
  return joined(LEVEL.sum, at(LEVEL.sum, a), ' - ', unsigned(at(LEVEL.product, b)));
}

/** A point stands before a number only; words are set apart; a factor 1, as of an option's default, is left out. */
function product(a: Operand<Phrase>, b: Operand<Phrase>): Phrase {
  if (lift(a).text === '1') return lift(b);
  if (lift(b).text === '1') return lift(a);
  const [left, right] = [at(LEVEL.product, a), unsigned(at(LEVEL.product, b))];
  const between = /^\(?-?\d/.test(right.text) ? ' \\cdot ' : /\\mathrm/.test(left.text + right.text) ? ' \\, ' : ' ';
  return joined(LEVEL.product, left, between, right);
}

/** 1 where the comparison holds, else 0. */
const IVERSON = ['\\left[', '\\right]'] as const;

const comparison =
  (symbol: string) =>
  (a: Operand<Phrase>, b: Operand<Phrase>): Phrase => {
    const phrase = joined(LEVEL.comparison, at(LEVEL.sum, a), ` ${symbol} `, at(LEVEL.sum, b), IVERSON);
    // Cases read best with the comparison in place; long ones are named, for comparisons of comparisons would double.
    return phrase.text.length <= 40 ? { ...phrase, again: true } : phrase;
  };

const call =
  (command: string) =>
  (...operands: Operand<Phrase>[]): Phrase => {
    const inside = operands.map(lift);
    const list = phraseOf(LEVEL.where, inside.map(({ text }) => text).join(', '), ...inside);
    return whole(`${command}${brackets(list)}`, list);
  };

const power = (base: Operand<Phrase>, exponent: Operand<Phrase>): Phrase => {
  const [below, above] = [at(LEVEL.whole, base), lift(exponent)];
  return phraseOf(LEVEL.power, `${below.text}^{${above.text}}`, below, above);
};

const CASES = ['\\begin{cases} ', ' \\end{cases}'] as const;

const OPPOSITES = new Map([
  [' > ', ' \\leq '],
  [' < ', ' \\geq '],
  [' \\geq ', ' < '],
  [' \\leq ', ' > '],
]);

/** Rows without the last, where the one before it is for the opposite of `test`: only NaN would get there. */
function withoutNotANumber(rows: string, test: string): string {
  for (const [sign, opposite] of OPPOSITES) {
    const end = test.includes(sign) ? rows.indexOf(` & \\text{if } ${test.replace(sign, opposite)} \\\\ `) : -1;
    if (end >= 0 && !rows.slice(0, end).includes('\\\\')) return `${rows.slice(0, end)} & \\text{otherwise}`;
  }
  return rows;
}

/** Choices inside the last case become rows of the same table. */
function cases(condition: Operand<Phrase>, a: Operand<Phrase>, b: Operand<Phrase>): Phrase {
  const [when, yes, no] = [lift(condition), lift(a), lift(b)];
  const test =
    when.level === LEVEL.comparison ? when.text.slice(IVERSON[0].length, -IVERSON[1].length) : `${at(LEVEL.sum, when).text} \\neq 0`;
  const rest =
    no.level === LEVEL.where ? withoutNotANumber(no.text.slice(CASES[0].length, -CASES[1].length), test) : `${no.text} & \\text{otherwise}`;
  return phraseOf(LEVEL.where, `${CASES[0]}${yes.text} & \\text{if } ${test} \\\\ ${rest}${CASES[1]}`, when, yes, no);
}

const style = (): Style => ({
  printer: 'formulaToLatex',
  ops: {
    constant,
    add: sum,
    sub: difference,
    mul: product,
    div: (a, b) => {
      const [above, below] = [lift(a), lift(b)];
      if (below.text === '1') return above;
      // In brackets below an exponent.
      return phraseOf(LEVEL.power, `\\frac{${above.text}}{${below.text}}`, above, below);
    },
    neg: (x) => {
      const operand = at(LEVEL.product, x);
      return phraseOf(LEVEL.sign, `-${unsigned(operand).text}`, operand);
    },
    abs: (x) => whole(`\\left|${lift(x).text}\\right|`, lift(x)),
    exp: (x) => power(whole('e'), x),
    expm1: (x) => difference(power(whole('e'), x), 1),
    log: call('\\ln'),
    log1p: (x) => call('\\ln')(sum(1, x)),
    tanh: call('\\tanh'),
    erf: call('\\operatorname{erf}'),
    erfc: call('\\operatorname{erfc}'),
    sqrt: (x) => whole(`\\sqrt{${lift(x).text}}`, lift(x)),
    sin: call('\\sin'),
    cos: call('\\cos'),
    max: call('\\max'),
    greater: comparison('>'),
    greaterOrEqual: comparison('\\geq'),
    less: comparison('<'),
    lessOrEqual: comparison('\\leq'),
    equal: comparison('='),
    where: cases,
    // A stated slope is no part of the function's value.
    withSlope: (value) => lift(value),
  },
  idioms: {
    sign: call('\\operatorname{sgn}'),
    sigmoid: call('\\sigma'),
    softplus: (x) => call('\\ln')(sum(1, power(whole('e'), x))),
    Phi: call('\\Phi'),
    min: call('\\min'),
    power,
  },
  name,
  bind: (values, result) =>
    [result, ...values.map(([name, text], index) => `${index === 0 ? '\\text{where } ' : ''}${name} = ${text}`)].join(', \\quad '),
  showsSlopes: false,
  longest: LONGEST_LATEX,
  longestRepeated: 12,
});

/**
 * A formula, or an activation with its parameters, as LaTeX for a display: fractions, powers, cases (amsmath), brackets where
 * needed. The logistic function is σ, the normal distribution Φ, where the operations are exactly theirs. A comparison as a number
 * stands in brackets of Iverson. Values used several times are named after the result: `…, \quad \text{where } a = …`.
 *
 * Throws a `RangeError` for more than 1,000,000 characters or 10,000 operations.
 */
export function formulaToLatex(formula: Formula | AnyActivation): string {
  return print(formula, style());
}
