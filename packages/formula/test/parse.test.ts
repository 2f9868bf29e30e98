import { activate, duals, numbers, readDual, valueAndSlope, variable } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { describe, expect, test } from 'vitest';
import { parseFormula } from '../src/index.ts';

const { cos, erf, erfc, exp, expm1, log, log1p, sin, tanh } = numbers;
const value = (text: string, x: number): number => parseFormula(text).formula(x, numbers);

describe('the value of a formula at x = 3, exactly', () => {
  const x = 3;
  test.each<[text: string, value: number]>([
    ['x', 3],
    ['1.5', 1.5],
    ['.5 + 2. + 1e2 + 1E-2 + 2e+1', 0.5 + 2 + 100 + 0.01 + 20],
    ['1 - x - 2', -4],
    ['1 - (x - 2)', 0],
    ['12 / x / 2', 2],
    ['12 / (x / 2)', 8],
    ['2 + x * 4', 14],
    ['(2 + x) * 4', 20],
    ['-x + 1', -2],
    ['+x', 3],
    ['--x', 3],
    ['2 * -x', -6],
    ['2 - -x', 5],
    ['-x^2', -9],
    ['(-x)^2', 9],
    ['2 * x^2', 18],
    ['2^x^2', exp(9 * log(2))],
    ['(x^2)^3', 729],
    ['x ** 2', 9],
    ['x^-2', 1 / 9],
    ['x^-1^2', 1 / 3],
    ['x^(1 + 1)', 9],
    ['x^0', 1],
    ['x^1', 3],
    ['(x - 5)^3', -8],
    ['x^0.5', Math.sqrt(3)],
    ['x^(1/2)', Math.sqrt(3)],
    ['x^1.5', exp(1.5 * log(3))],
    ['x^x', exp(3 * log(3))],
    ['e^x', exp(3)],
    ['pow(x, 2)', 9],
    ['x²', 9],
    ['-x²', -9],
    ['x⁻¹', 1 / 3],
    ['(x + 1)¹²', 4 ** 12],
    ['x > 2', 1],
    ['x < 3', 0],
    ['x <= 3', 1],
    ['x ≤ 3', 1],
    ['x >= 4', 0],
    ['x ≥ 3', 1],
    ['x == 3', 1],
    ['x + 1 > 2 * 1', 1],
    ['(0 < x) * (x < 1)', 0],
    ['x > 0 ? 7 : 8', 7],
    ['x > 5 ? 7 : x > 2 ? 8 : 9', 8],
    ['x ? 1 : 2', 1],
    ['(x > 5 ? 1 : 2) + 1', 3],
    ['x > 5 ? 1 : 2 + 1', 3],
    ['where(x > 0, x, 0)', 3],
    ['exp(x)', exp(x)],
    ['expm1(x)', expm1(x)],
    ['log(x)', log(x)],
    ['ln(x)', log(x)],
    ['log1p(x)', log1p(x)],
    ['tanh(x)', tanh(x)],
    ['erf(x)', erf(x)],
    ['erfc(x)', erfc(x)],
    ['sqrt(x)', Math.sqrt(x)],
    ['√x + 1', Math.sqrt(x) + 1],
    ['√(x + 1)', 2],
    ['√√16', 2],
    ['sin(x) + cos(x)', sin(x) + cos(x)],
    ['abs(-x)', 3],
    ['max(x, 4)', 4],
    ['min(x, 4)', 3],
    ['clamp(x, -1, 2)', 2],
    ['sign(-x)', -1],
    ['withSlope(x, x, 5)', 3],
    ['π + pi', 2 * Math.PI],
    ['2·x × 2 ÷ 3 − 1', 3],
    ['σ(x) - sigmoid(x)', 0],
    ['Φ(x) - Phi(x)', 0],
    ['a = x + 1; b = a * a; b / a', 4],
    ['k = 3; (x - 5)^k', -8],
    ['β = 2; β * x', 6],
    ['\n x\t+\n1 ', 4],
    ['Infinity - x', Infinity],
    ['NaN', NaN],
    ['-0', -0],
  ])('%s = %d', (text, expected) => expect(value(text, x)).toBe(expected));
});

const interesting = [-Infinity, -1e308, -800, -30, -1, -1e-300, -0, 0, 1e-300, 0.3, 1, 30, 800, 1e308, Infinity, NaN];

describe('the known functions are the activations, bit for bit in value, slope and curvature', () => {
  test.each<[text: string, activation: Activation]>([
    ['step(x)', step],
    ['relu(x)', relu],
    ['sigmoid(x)', sigmoid],
    ['silu(x)', silu],
    ['x * sigmoid(x)', silu],
    ['gelu(x)', gelu],
    ['x * Phi(x)', gelu],
  ])('%s', (text, { formula }) => {
    const parsed = parseFormula(text).formula;
    for (const x of interesting) {
      expect(valueAndSlope(parsed, x)).toStrictEqual(valueAndSlope(formula, x));
      expect(readDual(valueAndSlope(parsed, variable(x), duals(numbers)).slope)).toStrictEqual(
        readDual(valueAndSlope(formula, variable(x), duals(numbers)).slope),
      );
    }
  });
});

describe('value and slope where a naive form fails', () => {
  test.each<[text: string, x: number, value: number, slope: number]>([
    ['softplus(x)', 0, Math.LN2, 0.5],
    ['softplus(x)', 1000, 1000, 1],
    ['softplus(x)', -1000, 0, 0],
    ['softplus(x)', -40, exp(-40), exp(-40)],
    ['softplus(x)', Infinity, Infinity, 1],
    ['softplus(x)', -Infinity, 0, 0],
    ['softplus(x)', NaN, NaN, NaN],
    ['sigmoid(x)', 0, 0.5, 0.25],
    ['sigmoid(x)', -1000, 0, 0],
    ['sigmoid(x)', 1000, 1, 0],
    ['clamp(x, -1, 1)', 1, 1, 0],
    ['clamp(x, -1, 1)', -1, -1, 0],
    ['clamp(x, -1, 1)', 0.5, 0.5, 1],
    ['clamp(x, -1, 1)', NaN, NaN, 0],
    ['sign(x)', 0, 0, 0],
    ['sign(x)', -2, -1, 0],
    ['sign(x)', NaN, NaN, 0],
    ['step(x)', 0, 0, 0],
    ['min(x, 0)', 0, 0, 0],
    ['x^3', 0, 0, 0],
    ['x^-2', 2, 0.25, -0.25],
    ['withSlope(x > 0, x, 1)', -1, 0, 1],
  ])('%s at %d is %d, slope %d', (text, x, value, slope) => {
    const found = valueAndSlope(parseFormula(text).formula, x);
    expect(found.value).toBe(value);
    // −0 is 0 here.
    expect(found.slope + 0).toBe(slope);
  });
});

describe('parameters', () => {
  test('every name that means nothing else is one and begins at 1', () => {
    const { name, parameters } = parseFormula('alpha * x > 0 ? x : alpha * expm1(β * x / w_1)');
    expect(name).toBe('alpha * x > 0 ? x : alpha * expm1(β * x / w_1)');
    expect(parameters).toStrictEqual({ alpha: 1, β: 1, w_1: 1 });
  });

  test('an activation without any has no such property', () => expect(parseFormula('x')).not.toHaveProperty('parameters'));

  test('a name of its own, and first values', () => {
    const swish = parseFormula('x * sigmoid(beta * x)', { name: 'swish', parameters: { beta: 1.5 } });
    expect(swish).toMatchObject({ name: 'swish', parameters: { beta: 1.5 } });
    expect(swish.formula(2, numbers, { beta: 1 })).toBe(silu.formula(2, numbers));
  });

  test('without them at hand the formula takes their first values', () =>
    expect(parseFormula('k = beta; k * x').formula(5, numbers)).toBe(5));

  test('their slopes come from the same rules', () => {
    const read = activate(parseFormula('beta * x^2'), 3, { beta: 4 }, numbers);
    expect(read).toStrictEqual({ output: 36, slope: 24, 'slope:beta': 9 });
  });

  test('names of properties that every object has are names like others', () =>
    expect(parseFormula('constructor * toString').parameters).toStrictEqual({ constructor: 1, toString: 1 }));

  test.each<[text: string, parameters: { [name: string]: number }, message: string]>([
    ['x', { beta: 1 }, 'parseFormula: the parameter beta is not in the formula x'],
    ['x * x', { x: 1 }, 'parseFormula: expected a name for the parameter, got "x", which is the variable'],
    ['x * e', { e: 1 }, 'parseFormula: expected a name for the parameter, got "e", which is a constant'],
    ['x', { exp: 1 }, 'parseFormula: expected a name for the parameter, got "exp", which is a function'],
    ['x', { 'a b': 1 }, 'parseFormula: expected a name for the parameter, got "a b", which is no name'],
    ['x * a', { a: NaN }, 'parseFormula: expected a finite first value of a, got NaN'],
  ])('%s with %j', (text, parameters, message) => expect(() => parseFormula(text, { parameters })).toThrow(new RangeError(message)));
});
