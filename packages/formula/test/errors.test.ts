import { numbers } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { FormulaError, parseFormula } from '../src/index.ts';
import type { FormulaOptions } from '../src/index.ts';

function errorOf(text: string, options?: FormulaOptions): FormulaError {
  try {
    parseFormula(text, options);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error(`${text} is a formula`);
}

describe('an error names the character, what was expected and what came', () => {
  test.each<[text: string, marked: string, message: string]>([
    ['x * )', '    ^', "5: expected a number, a name, a function or '(', got ')'"],
    ['', '^', "1: expected a number, a name, a function or '(', got the end"],
    ['x +', '   ^', "4: expected a number, a name, a function or '(', got the end"],
    ['x + * 2', '    ^', "5: expected a number, a name, a function or '(', got '*'"],
    ['x x', '  ^', "3: expected an operator or the end, got 'x'; to multiply write x * x"],
    ['2x', ' ^', "2: expected an operator or the end, got 'x'; to multiply write 2 * x"],
    ['2(x)', ' ^', "2: expected an operator or the end, got '('; to multiply write 2 * ("],
    ['x)', ' ^', "2: expected an operator or the end, got ')'"],
    ['x = 1', '^', "1: expected a new name before '=', got x, which is the variable"],
    ['2 * x = 1', '      ^', "7: expected an operator or the end, got '='; to compare write ==, to name a value begin with it: a = …; …"],
    ['a = x', '     ^', "6: expected ';', got the end; 'a = …' ends in ';', and the result comes after it"],
    ['a = x; a = 2; a', '       ^', "8: expected a new name before '=', got a, which is in use already"],
    ['a * x; 2', '     ^', "6: expected an operator or the end, got ';'"],
    ['a = b; b = x; a', '       ^', "8: expected a new name before '=', got b, which is in use already"],
    ['pi = 3; x', '^^', "1: expected a new name before '=', got pi, which is a constant"],
    ['exp = 3; x', '^^^', "1: expected a new name before '=', got exp, which is a function"],
    ['(x + 1', '      ^', "7: expected ')', got the end; the bracket of character 1 is open"],
    ['exp(x', '     ^', "6: expected ')', got the end; the bracket of exp is open"],
    ['x ? 1', '     ^', "6: expected ':', got the end; as in x > 0 ? 1 : 0"],
    ['0 < x < 1', '      ^', "7: expected one comparison, got '<'; for a < x < b write (a < x) * (x < b)"],
    ['x * sigmod(x)', '    ^^^^^^', "5: expected a function before '(', got sigmod; did you mean sigmoid?"],
    ['SoftPlus(x)', '^^^^^^^^', "1: expected a function before '(', got SoftPlus; did you mean softplus?"],
    ['ReLU(x)', '^^^^', "1: expected a function before '(', got ReLU; did you mean relu?"],
    ['slip(x)', '^^^^', "1: expected a function before '(', got slip; did you mean silu?"],
    ['x(2)', '^', "1: expected a function before '(', got x; write x * (…)"],
    ['beta * x + beta(2)', '           ^^^^', "12: expected a function before '(', got beta; write beta * (…)"],
    ['tanh * x', '^^^^', "1: expected '(' after the function tanh: tanh(x)"],
    ['max(x)', '^^^', '1: expected 2 arguments for max, got 1'],
    ['σ(x, 1)', '^', '1: expected 1 argument for σ, got 2'],
    ['exp()', '^^^', '1: expected 1 argument for exp, got 0'],
    ['max(x,)', '      ^', "7: expected a number, a name, a function or '(', got ')'"],
    ['1e999 * x', '^^^^^', '1: expected a number below 1.8e308, got 1e999'],
    ['x @ 2', '  ^', "3: expected a number, a name or an operator, got '@'"],
    ['|x|', '^', "1: expected a number, a name or an operator, got '|'; for |x| write abs(x)"],
    ['x + 😀', '    ^^', "5: expected a number, a name or an operator, got '😀'"],
    ['__proto__', '^', "1: expected a number, a name or an operator, got '_'"],
  ])('%s', (text, marked, message) => {
    const error = errorOf(text);
    expect(error.message).toBe(`formula, character ${message}`);
    expect(error.excerpt).toBe(`${text}\n${marked}`);
    expect(error.position).toBe(marked.indexOf('^'));
    expect(error.length).toBe(error.position === text.length ? 0 : marked.length - error.position);
  });

  test('it is a SyntaxError of one line', () => {
    const error = errorOf('x +\n\n');
    expect(error).toBeInstanceOf(SyntaxError);
    expect(error.name).toBe('FormulaError');
    expect(error.message).not.toContain('\n');
    expect(error.excerpt).toBe('x +  \n     ^');
  });

  test('a function that is like no other: all are listed', () =>
    expect(errorOf('convolve(x)').message).toBe(
      "formula, character 1: expected a function before '(', got convolve; known are abs, clamp, cos, erf, erfc, exp, expm1, gelu, log, log1p, max, min, Phi, pow, relu, sigmoid, sign, silu, sin, softplus, sqrt, step, tanh, where, withSlope",
    ));

  test.each(['tan', 'atan', 'elu', 'mish', 'sinh', 'Tan'])('%s, which others have, is no typing error: all are listed', (name) => {
    const { message } = errorOf(`${name}(x)`);
    expect(message).toMatch(/; did you mean \w+\? known are abs, .*, withSlope$/);
  });

  test.each([
    ['X*sigmoid(X)', 'X', 'x'],
    ['x + PI', 'PI', 'pi'],
    ['inf*x', 'inf', 'Infinity'],
    ['x*nan', 'nan', 'NaN'],
  ])('%s: a name in other letters is no parameter, unless it is given as one', (text, name, known) => {
    expect(errorOf(text).message).toContain(
      `expected a name that is not mistaken for ${known}, got ${name}; write ${known}, or another name`,
    );
    expect(parseFormula(text, { parameters: { [name]: 2 } }).parameters).toEqual({ [name]: 2 });
  });

  test('parameters given: other names are errors', () => {
    expect(errorOf('beta * x + bata', { parameters: { beta: 1 } }).message).toBe(
      'formula, character 12: expected one of x, beta, got bata; did you mean beta?',
    );
    expect(errorOf('beta * x', { parameters: {} }).message).toBe('formula, character 1: expected one of x, got beta');
  });

  test('a long text is cut around the place', () =>
    expect(errorOf(`${'x + '.repeat(50)}? + ${'x + '.repeat(50)}x`).excerpt).toBe(
      `…+ x + x + x + x + x + x + x + ? + x + x + x + x + x + x + x …\n${' '.repeat(31)}^`,
    ));
});

describe('bounds', () => {
  test('100,000 brackets', () => expect(errorOf('('.repeat(1e5)).message).toMatch('10001: expected at most 10000 characters, got 100000'));

  const parts = (open: string, close: string, count: number): string => `${open.repeat(count)}x${close.repeat(count)}`;
  test.each<[what: string, open: string, close: string]>([
    ['brackets', '(', ')'],
    ['calls', 'exp(', ')'],
    ['signs', '-', ''],
    ['roots', '√', ''],
    ['powers', 'x^', ''],
    ['choices', 'x?1:', ''],
    ['conditions', '(', '?1:2)'],
  ])('at most 100 levels of %s', (_, open, close) => {
    expect(parseFormula(parts(open, close, 98)).formula(1, numbers)).toBeTypeOf('number');
    expect(errorOf(parts(open, close, 101)).message).toMatch('expected at most 100 levels inside each other');
  });

  test('sums, products and superscripts are as long as the text may be', () => {
    expect(parseFormula(`x${'+x'.repeat(4999)}`).formula(1, numbers)).toBe(5000);
    expect(parseFormula(`x${'*x'.repeat(4999)}`).formula(1, numbers)).toBe(1);
    expect(parseFormula(`x${'²'.repeat(60)}`).formula(1, numbers)).toBe(1);
  });

  test('a huge exponent is a few products', () => {
    expect(parseFormula('x^1e300').formula(1, numbers)).toBe(1);
    expect(parseFormula('x^9007199254740991').formula(-1, numbers)).toBe(-1);
  });

  test('at most 10,000 operations', () => {
    const powers = Array.from({ length: 600 }, (_, index) => `x^${999983 + index * 7919}`).join('+');
    expect(errorOf(powers).message).toMatch('expected at most 10000 operations, got more');
  });

  test('a value named is worked out once: doubled 300 times', () => {
    const names = Array.from({ length: 300 }, (_, index) => `a${index + 1} = a${index} + a${index}`);
    expect(parseFormula(`a0 = x; ${names.join('; ')}; a300`).formula(1, numbers)).toBe(2 ** 300);
  });
});
