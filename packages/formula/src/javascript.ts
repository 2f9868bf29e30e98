import type { AnyActivation, Formula, Operand } from '@nonlin/core';
import { arithmetic } from './arithmetic.ts';
import { NAMED } from './idioms.ts';
import { asActivation } from './definitions.ts';
import { ERROR_FUNCTIONS } from './javascript-error-functions.ts';
import { LONGEST_LATEX } from './limits.ts';
import { LEVEL, phraseOf, print } from './printing.ts';
import type { Phrase, Style } from './printing.ts';
import { literal } from './recording.ts';

/** A formula as JavaScript on plain numbers, in parts for a module. */
export interface JavaScriptFormula {
  /** Functions that it calls by these names, each a `const`; those that call others come first. */
  readonly helpers: ReadonlyMap<string, string>;
  /** Statements that end in `return`; lines are not indented. */
  readonly statements: readonly string[];
}

export interface JavaScriptOptions {
  /** An expression for each name in the formula, one that needs no brackets: `bias[i]`. Default: the name itself. */
  readonly expressions?: { readonly [name: string]: string };
  /** Whether helpers carry TypeScript's types. Default false. */
  readonly types?: boolean;
}

/** A phrase that is 1 or 0, and the condition that decides. */
interface Condition extends Phrase {
  readonly condition: string;
}

function constant(value: number): Phrase {
  const text = value === Math.PI ? 'Math.PI' : value === Math.E ? 'Math.E' : literal(value);
  return phraseOf(text.startsWith('-') ? LEVEL.sign : LEVEL.whole, text);
}

const write = /* @__PURE__ */ arithmetic(constant);

const comparison =
  (symbol: string) =>
  (a: Operand<Phrase>, b: Operand<Phrase>): Condition => {
    const [left, right] = [write.at(LEVEL.sum, a), write.at(LEVEL.sum, b)];
    const condition = `${left.text} ${symbol} ${right.text}`;
    return { ...phraseOf(LEVEL.where, `${condition} ? 1 : 0`, left, right), condition, again: condition.length < 8 };
  };

const where = (condition: Operand<Phrase>, a: Operand<Phrase>, b: Operand<Phrase>): Phrase => {
  const test = write.lift(condition);
  const text = 'condition' in test ? (test as Condition).condition : `${write.at(LEVEL.sum, test).text} !== 0`;
  const [yes, no] = [write.at(LEVEL.comparison, a), write.lift(b)];
  return phraseOf(LEVEL.where, `${text} ? ${yes.text} : ${no.text}`, test, yes, no);
};

type Helper = (typeof NAMED)[number] | 'erf' | 'erfc';

const inMath = ['abs', 'cos', 'exp', 'expm1', 'log', 'log1p', 'max', 'sin', 'sqrt', 'tanh'] as const;

/** The style, which notes in `called` the helpers that it calls; of `idioms`, others are written out. */
const style = (idioms: readonly Helper[], called: Set<Helper>, expressions: { readonly [name: string]: string }): Style => {
  const help =
    (name: Helper) =>
    (...operands: Operand<Phrase>[]): Phrase => {
      called.add(name);
      return write.call(name)(...operands);
    };
  return {
    printer: 'formulaToJavaScript',
    ops: {
      ...(Object.fromEntries(inMath.map((name) => [name, write.call(`Math.${name}`)])) as ReturnType<
        typeof write.calls<(typeof inMath)[number]>
      >),
      constant,
      add: write.infix('+', LEVEL.sum),
      sub: write.infix('-', LEVEL.sum),
      mul: write.infix('*', LEVEL.product),
      div: write.infix('/', LEVEL.product),
      // A power is no operand of a sign in JavaScript.
      neg: (x) => {
        const operand = write.at(LEVEL.whole, x);
        return phraseOf(LEVEL.sign, `-${operand.text}`, operand);
      },
      greater: comparison('>'),
      greaterOrEqual: comparison('>='),
      less: comparison('<'),
      lessOrEqual: comparison('<='),
      equal: comparison('==='),
      erf: help('erf'),
      erfc: help('erfc'),
      where,
      withSlope: write.lift,
    },
    idioms: {
      ...Object.fromEntries(idioms.map((name) => [name, help(name)])),
      min: write.call('Math.min'),
      power: (base, exponent) => {
        const operand = write.at(LEVEL.whole, base);
        return phraseOf(LEVEL.power, `${operand.text} ** ${exponent.text}`, operand);
      },
    },
    name: (name) => (Object.hasOwn(expressions, name) ? expressions[name]! : name),
    bind: (values, result) => [...values.map(([name, text]) => `const ${name} = ${text};`), `return ${result};`].join('\n'),
    showsSlopes: false,
    longest: LONGEST_LATEX,
    longestRepeated: 6,
    longestInline: 80,
    namesInputs: true,
  };
};

/**
 * A formula, or an activation with its parameters, as JavaScript on plain numbers, without imports: the value, in double precision.
 * It makes the formula's operations with the engine's own functions (`erf` and `erfc`, which engines lack, are helpers good to
 * 1e-12), so that values agree to some 1e-12 of themselves where the formula is well conditioned. Slopes are not in it.
 *
 * Throws a `RangeError` for more than 1,000,000 characters or 10,000 operations.
 */
export function formulaToJavaScript(
  formula: Formula | AnyActivation,
  { expressions = {}, types = false }: JavaScriptOptions = {},
): JavaScriptFormula {
  const called = new Set<Helper>();
  const statements = print(formula, style(NAMED, called, expressions)).split('\n');
  const helpers = new Map<string, string>();
  for (const name of called) if (name !== 'erf' && name !== 'erfc') helpers.set(name, helper(name, called, types));
  // Each of the two calls the other.
  if (called.has('erf') || called.has('erfc'))
    for (const name of ['erf', 'erfc'] as const) helpers.set(name, ERROR_FUNCTIONS[name](types ? ': number' : ''));
  return { helpers, statements };
}

function helper(name: (typeof NAMED)[number], called: Set<Helper>, types: boolean): string {
  const { activation, text } = asActivation(name);
  const lines = print(activation, style([], called, {})).split('\n');
  const type = types ? ': number' : '';
  const head = `/** \`${text}\` */\nconst ${name} = (x${type})${type} =>`;
  if (lines.length === 1) {
    const expression = lines[0]!.slice('return '.length);
    return `${head} ${expression}`;
  }
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '};'].join('\n');
}
