import { numbers } from '@nonlin/core';
import type { Operand, ScalarOps } from '@nonlin/core';
import { FormulaError, suggestion } from './formula-error.ts';
import { ALIASES, CONSTANTS, DEFINITIONS, ELSEWHERE, FUNCTIONS, meaningOf, OPERATIONS } from './functions.ts';
import { DEEPEST_NESTING, LONGEST_TEXT } from './limits.ts';
import { OPERANDS } from './recording.ts';
import type { Value } from './recording.ts';
import { tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

type Term = Operand<Value>;
type Operation = keyof ScalarOps<Value>;

/** How tightly an operator binds; between them stand the levels that operands are read at. */
const CHOICE = 1;
const COMPARISON = 2;
const SUM = 3;
const PRODUCT = 4;
const SIGN = 5;
const POWER = 6;

const INFIX: ReadonlyMap<string, readonly [level: number, operation: Operation]> = new Map([
  ['>', [COMPARISON, 'greater']],
  ['>=', [COMPARISON, 'greaterOrEqual']],
  ['<', [COMPARISON, 'less']],
  ['<=', [COMPARISON, 'lessOrEqual']],
  ['==', [COMPARISON, 'equal']],
  ['+', [SUM, 'add']],
  ['-', [SUM, 'sub']],
  ['*', [PRODUCT, 'mul']],
  ['/', [PRODUCT, 'div']],
]);

/**
 * Reads a formula into operations, by precedence climbing (Pratt 1973, doi:10.1145/512927.512931).
 * Operations on numbers alone are worked out at once, in double precision.
 */
export class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** Operations of the recording, or of a recording that does not end in this text: a definition's. */
  readonly #ops: ScalarOps<Value>;
  /** What each name stands for; values that the text names are added. */
  readonly #names: Map<string, Term>;
  /** What a name stands for that is not in `names`, or why it stands for nothing. */
  readonly #free: (name: string) => Value | string;
  #at = 0;
  #depth = 0;

  constructor(text: string, ops: ScalarOps<Value>, names: Map<string, Term>, free: (name: string) => Value | string) {
    if (text.length > LONGEST_TEXT)
      throw new FormulaError(text, LONGEST_TEXT, 1, `expected at most ${LONGEST_TEXT} characters, got ${text.length}`);
    this.#text = text;
    this.#tokens = tokenize(text);
    this.#ops = ops;
    this.#names = names;
    this.#free = free;
  }

  /** `name = value; …; result`. */
  parse(): Term {
    for (;;) {
      const [name, equals] = [this.#token, this.#tokens[this.#at + 1]];
      const named = name.kind === 'name' && equals?.text === '=';
      if (named) this.#at += 2;
      const value = this.#expression(0);
      if (!named) {
        if (this.#token.kind !== 'end') throw this.#unexpected('an operator or the end', this.#hint());
        return value;
      }
      const meaning = meaningOf(name.text) ?? (this.#names.has(name.text) ? 'in use already' : undefined);
      if (meaning !== undefined) throw this.#error(name, `expected a new name before '=', got ${name.text}, which is ${meaning}`);
      this.#names.set(name.text, value);
      this.#expect(';', `'${name.text} = …' ends in ';', and the result comes after it`);
    }
  }

  /** The token that is being read: where an error that the formula's size brings about is shown. */
  errorHere(problem: string): FormulaError {
    return this.#error(this.#token, problem);
  }

  get #token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** An operand and every operator after it that binds at least as tightly as `level`. */
  #expression(level: number): Term {
    if (++this.#depth > DEEPEST_NESTING)
      throw this.errorHere(`expected at most ${DEEPEST_NESTING} levels inside each other, got more; name a part: a = …; then use a`);
    let left = this.#operand();
    for (;;) {
      const { kind, text } = this.#token;
      const infix = kind === 'symbol' ? INFIX.get(text) : undefined;
      if (kind === 'power') {
        left = this.#power(left, Number(text));
        this.#at++;
      } else if (kind === 'symbol' && text === '^' && level <= POWER) {
        this.#at++;
        left = this.#power(left, this.#expression(POWER));
      } else if (infix !== undefined && level <= infix[0]) {
        this.#at++;
        const right = this.#expression(infix[0] + 1);
        if (infix[0] === COMPARISON && INFIX.get(this.#token.text)?.[0] === COMPARISON)
          throw this.#unexpected('one comparison', '; for a < x < b write (a < x) * (x < b)');
        left = this.#apply(infix[1], left, right);
      } else if (text === '?' && level <= CHOICE) {
        this.#at++;
        const chosen = this.#expression(CHOICE);
        this.#expect(':', 'as in x > 0 ? 1 : 0');
        left = this.#apply('where', left, chosen, this.#expression(CHOICE));
      } else {
        this.#depth--;
        return left;
      }
    }
  }

  #operand(): Term {
    const token = this.#token;
    const { kind, text } = token;
    if (kind === 'number') {
      if (Number(text) === Infinity) throw this.#error(token, `expected a number below 1.8e308, got ${text}`);
      this.#at++;
      return Number(text);
    }
    if (kind === 'name') {
      this.#at++;
      return this.#token.text === '(' ? this.#call(token) : this.#lookUp(token);
    }
    if (text === '-' || text === '+') {
      this.#at++;
      const operand = this.#expression(SIGN);
      return text === '+' ? operand : this.#apply('neg', operand);
    }
    if (text === '√') {
      this.#at++;
      if (++this.#depth > DEEPEST_NESTING) throw this.errorHere(`expected at most ${DEEPEST_NESTING} levels inside each other, got more`);
      const operand = this.#operand();
      this.#depth--;
      return this.#apply('sqrt', operand);
    }
    if (text === '(') {
      this.#at++;
      const inside = this.#expression(0);
      this.#expect(')', `the bracket of character ${token.position + 1} is open`);
      return inside;
    }
    throw this.#unexpected("a number, a name, a function or '('", '');
  }

  #lookUp(token: Token): Term {
    const name = token.text;
    const value = this.#names.get(name) ?? CONSTANTS.get(name);
    if (value !== undefined) return value;
    if (meaningOf(name) === 'a function') throw this.#error(token, `expected '(' after the function ${name}: ${name}(x)`);
    const found = this.#free(name);
    if (typeof found === 'string') throw this.#error(token, found);
    this.#names.set(name, found);
    return found;
  }

  #call(token: Token): Term {
    const name = ALIASES.get(token.text) ?? token.text;
    const definition = DEFINITIONS.get(name);
    const operation = OPERATIONS.find((operation) => operation === name);
    if (definition === undefined && operation === undefined) {
      if (this.#names.has(name) || CONSTANTS.has(name))
        throw this.#error(token, `expected a function before '(', got ${name}; write ${name} * (…)`);
      const near = suggestion(name, FUNCTIONS);
      throw this.#error(
        token,
        `expected a function before '(', got ${name}${near}${near === '' || ELSEWHERE.has(name.toLowerCase()) ? `${near === '' ? ';' : ''} known are ${FUNCTIONS.join(', ')}` : ''}`,
      );
    }
    const takes = definition?.takes.length ?? OPERANDS[operation!];
    const operands: Term[] = [];
    do {
      this.#at++;
      if (operands.length === 0 && this.#token.text === ')') break;
      operands.push(this.#expression(0));
    } while (this.#token.text === ',');
    this.#expect(')', `the bracket of ${token.written} is open`);
    if (operands.length !== takes)
      throw this.#error(token, `expected ${takes} ${takes === 1 ? 'argument' : 'arguments'} for ${token.written}, got ${operands.length}`);
    if (definition === undefined) return this.#apply(operation!, ...operands);
    return define(name, operands, this.#ops);
  }

  /**
   * A whole exponent multiplies: a³ = (a · a) · a, a⁻² = 1 / (a · a), a⁰ = 1. ½ is the root.
   * Any other power is exp(b · log a), which is NaN left of 0; e^b is exp(b).
   */
  #power(a: Term, b: Term): Term {
    if (b === 0.5) return this.#apply('sqrt', a);
    if (typeof b !== 'number' || !Number.isInteger(b))
      return this.#apply('exp', a === Math.E ? b : this.#apply('mul', b, this.#apply('log', a)));
    if (b < 0) return this.#apply('div', 1, this.#power(a, -b));
    if (b < 2) return b === 0 ? 1 : a;
    if (b % 2 === 1) return this.#apply('mul', this.#power(a, b - 1), a);
    const root = this.#power(a, b / 2);
    return this.#apply('mul', root, root);
  }

  #apply(operation: Operation, ...operands: Term[]): Term {
    const ops: ScalarOps<number> | ScalarOps<Value> = operands.every((operand) => typeof operand === 'number') ? numbers : this.#ops;
    return (ops[operation] as (...operands: Term[]) => Term)(...operands);
  }

  #expect(symbol: string, reason: string): void {
    if (this.#token.text !== symbol) throw this.#unexpected(`'${symbol}'`, `; ${reason}`);
    this.#at++;
  }

  /** What to write instead, where two operands follow each other or `=` is meant to compare. */
  #hint(): string {
    const { kind, text, written } = this.#token;
    if (text === '=') return '; to compare write ==, to name a value begin with it: a = …; …';
    const before = this.#tokens[this.#at - 1]!.written;
    return kind === 'number' || kind === 'name' || text === '(' ? `; to multiply write ${before} * ${written}` : '';
  }

  #unexpected(expected: string, hint: string): FormulaError {
    const { kind, written } = this.#token;
    return this.errorHere(`expected ${expected}, got ${kind === 'end' ? 'the end' : `'${written}'`}${hint}`);
  }

  #error(token: Token, problem: string): FormulaError {
    return new FormulaError(this.#text, token.position, token.written.length, problem);
  }
}

/** A function of `DEFINITIONS` applied to `operands`. */
export function define(name: string, operands: readonly Term[], ops: ScalarOps<Value>): Term {
  const { takes, formula } = DEFINITIONS.get(name)!;
  const names = new Map(takes.map((name, index) => [name, operands[index]!]));
  return new Parser(formula, ops, names, (name) => `${name} is unknown`).parse();
}
