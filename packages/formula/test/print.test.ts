import { numbers, valueAndSlope } from '@nonlin/core';
import type { Activation, AnyActivation, Formula } from '@nonlin/core';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { describe, expect, test } from 'vitest';
import { formulaToLatex, formulaToText, parseFormula } from '../src/index.ts';

describe('an activation as text, and back bit for bit', () => {
  test.each<[activation: Activation, text: string]>([
    [step, 'step(x)'],
    [sigmoid, 'sigmoid(x)'],
    [relu, 'max(x, 0)'],
    [relu.withSlopeAtZero(0.5), 'withSlope(max(x, 0), x, where(x == 0, 0.5, x > 0))'],
    [silu, 'x * sigmoid(x)'],
    [gelu, 'x * Phi(x)'],
    [geluTanh, 'a = min(max(x, -30), 30); x * sigmoid(1.5957691216057308 * (a * (1 + 0.044715 * a^2)))'],
  ])('$name', (activation, text) => {
    expect(formulaToText(activation)).toBe(text);
    expect(formulaToText(activation.formula)).toBe(text);
    const back = parseFormula(text).formula;
    for (const x of [-Infinity, -1e300, -40, -1, -1e-310, -0, 0, 0.1, 3, 50, 1e300, Infinity, NaN])
      expect(valueAndSlope(back, x)).toStrictEqual(valueAndSlope(activation.formula, x));
  });
});

describe('text: only the brackets it needs, and those that a reader wants before a sign', () => {
  test.each<[formula: string, text: string]>([
    ['((x + 1)) + 2', 'x + 1 + 2'],
    ['x + (1 + x)', 'x + (1 + x)'],
    ['(x * 2) * (x / 3)', 'x * 2 * (x / 3)'],
    ['(x + 1) * 2', '(x + 1) * 2'],
    ['x - (-x)', 'x - (-x)'],
    ['-3 * x * -2', '-3 * x * (-2)'],
    ['-(x + 1)', '-(x + 1)'],
    ['(-x)²', '(-x)^2'],
    ['-x²', '-x^2'],
    ['x*x', 'x^2'],
    ['x*x*x', 'x^3'],
    ['x * (x*x)', 'x * x^2'],
    ['x^1024 * x^1024', '(x^1024)^2'],
    ['(x > 0) * (x + 1 <= 2)', '(x > 0) * (x + 1 <= 2)'],
    ['x > 0 ? x : -1', 'where(x > 0, x, -1)'],
    ['min(x, 6) + min(x, -x)', 'min(x, 6) + min(x, -x)'],
    ['π * x + e', 'pi * x + e'],
    ['1e-7 * x + 1e30 * Infinity', '1e-7 * x + Infinity'],
    ['2 * 3 * x', '6 * x'],
    ['x * tanh(softplus(x))', 'x * tanh(softplus(x))'],
    ['a = exp(x * x + 1); a / (1 + a)', 'a = exp(x^2 + 1); a / (1 + a)'],
    ['a * b * sin(x + 1) + sin(x + 1)', 'c = sin(x + 1); a * b * c + c'],
    ['unused = exp(x); x', 'x'],
    ['beta * 0 + 2', 'beta * 0 + 2'],
    ['-0', '-0'],
    ['NaN', 'NaN'],
  ])('%s', (formula, text) => {
    expect(formulaToText(parseFormula(formula))).toBe(text);
    expect(formulaToText(parseFormula(text))).toBe(text);
  });
});

describe('LaTeX', () => {
  test.each<[formula: string, latex: string]>([
    ['x / (1 + abs(x))', String.raw`\frac{x}{1 + \left|x\right|}`],
    ['x * sigmoid(beta * x)', String.raw`x \sigma(\beta x)`],
    ['gelu(x)', String.raw`x \Phi(x)`],
    ['step(x)', String.raw`\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}`],
    ['x >= 1 ? 1 : (x < 1 ? 0 : x)', String.raw`\begin{cases} 1 & \text{if } x \geq 1 \\ 0 & \text{otherwise} \end{cases}`],
    ['sin(1 * x) / 1', String.raw`\sin(x)`],
    ['(1/6) * x', String.raw`\frac{1}{6} x`],
    [
      'a = x < 0; where(a, x, 0) - log1p(exp(where(a, x, -x)))',
      String.raw`\left(\begin{cases} x & \text{if } x < 0 \\ 0 & \text{otherwise} \end{cases}\right) - \ln\left(1 + e^{\begin{cases} x & \text{if } x < 0 \\ -x & \text{otherwise} \end{cases}}\right)`,
    ],
    ['x * tanh(softplus(x))', String.raw`x \tanh(\ln(1 + e^{x}))`],
    ['x > 0 ? x : α * expm1(x)', String.raw`\begin{cases} x & \text{if } x > 0 \\ \alpha (e^{x} - 1) & \text{otherwise} \end{cases}`],
    ['sqrt(x^2 + 1)', String.raw`\sqrt{x^{2} + 1}`],
    ['(x / 2)^2', String.raw`\left(\frac{x}{2}\right)^{2}`],
    ['sin(x)^2', String.raw`\sin(x)^{2}`],
    ['x + (1 + x) - (x - 1)', 'x + 1 + x - (x - 1)'],
    ['x * -3 + -2', String.raw`x \cdot (-3) - 2`],
    ['x + -1 * beta', String.raw`x - 1 \beta`],
    ['2 * x * 4 - (-x)', String.raw`2 x \cdot 4 - (-x)`],
    ['(x > 0) * x', String.raw`\left[x > 0\right] x`],
    ['x ? 1 : 2', String.raw`\begin{cases} 1 & \text{if } x \neq 0 \\ 2 & \text{otherwise} \end{cases}`],
    ['1e-7 * x + 1.5e300', String.raw`10^{-7} x + 1.5 \cdot 10^{300}`],
    ['w1 * x + phi * theta_2 + scale', String.raw`w_{1} x + \phi \theta_{2} + \mathrm{scale}`],
    ['a * x * long_name', String.raw`a x \, \mathrm{long\_name}`],
    ['min(max(x, 0), 6)', String.raw`\min(\max(x, 0), 6)`],
    ['a = exp(x^2 + x); a / (1 + a)', String.raw`\frac{a}{1 + a}, \quad \text{where } a = e^{x^{2} + x}`],
    ['withSlope(x > 0, x, exp(sin(x) + 1) * exp(sin(x) + 1))', String.raw`\left[x > 0\right]`],
    ['sign(x) - pi * Infinity', String.raw`\operatorname{sgn}(x) - \infty`],
  ])('%s', (formula, latex) => expect(formulaToLatex(parseFormula(formula))).toBe(latex));
});

describe('size', () => {
  const doubled =
    (times: number): Formula =>
    (x, ops) => {
      let sum = ops.add(x, 1);
      for (let i = 0; i < times; i++) sum = ops.add(sum, ops.sin(sum));
      return sum;
    };

  test('what is used twice is named: the text grows with the operations', () => {
    expect(formulaToText(doubled(3))).toBe('a = x + 1 + sin(x + 1); b = a + sin(a); b + sin(b)');
    const text = formulaToText(doubled(200));
    expect(text.length).toBeLessThan(6000);
    expect(parseFormula(text).formula(0.1, numbers)).toBe(doubled(200)(0.1, numbers));
    expect(formulaToLatex(doubled(200)).length).toBeLessThan(8000);
  });

  test('comparisons of comparisons are named too', () => {
    const nested: Formula = (x, ops) => {
      let y = ops.greater(x, 0);
      for (let i = 0; i < 200; i++) y = ops.greater(y, ops.less(y, i));
      return y;
    };
    expect(formulaToLatex(nested).length).toBeLessThan(40_000);
  });

  test('a deep formula is cut into named parts and comes back', () => {
    const deep: Formula = (x, ops) => {
      let y = ops.add(x, 0);
      for (let i = 0; i < 1000; i++) y = i % 3 === 0 ? ops.neg(y) : i % 3 === 1 ? ops.add(1, y) : ops.sin(y);
      return y;
    };
    const text = formulaToText(deep);
    expect(parseFormula(text).formula(0.7, numbers)).toBe(deep(0.7, numbers));
  });

  test('too long or too large is an error that says so', () => {
    expect(() => formulaToText(doubled(2000))).toThrow(
      new RangeError('formulaToText: expected a formula that takes at most 10000 characters, got a longer one'),
    );
    expect(() => formulaToLatex(doubled(20_000))).toThrow(new RangeError('formulaToLatex: expected at most 10000 operations, got more'));
  });
});

describe('parameters', () => {
  const named = (name: string): AnyActivation => ({
    name: 'scaled',
    formula: (x, ops, parameters) => ops.mul(parameters[name]!, x),
    parameters: { [name]: 2 },
  });

  test('stand by their names, and come back', () => {
    const text = formulaToText(named('scale'));
    expect(text).toBe('scale * x');
    expect(parseFormula(text, { parameters: { scale: 2 } }).parameters).toStrictEqual({ scale: 2 });
  });

  test('a name that a text cannot hold is an error; LaTeX takes it', () => {
    expect(() => formulaToText(named('e'))).toThrow(
      new RangeError('formulaToText: expected a parameter that a text can name, got "e", which is a constant; rename it'),
    );
    expect(() => formulaToText(named('a-b'))).toThrow('"a-b", which is no name');
    expect(formulaToLatex(named('a-}b'))).toBe(String.raw`\mathrm{a\_\_b} \, x`);
  });
});

test('a printed second derivative is itself a formula', () => {
  const slope: Formula = (x, ops) => valueAndSlope(sigmoid.formula, x, ops).slope;
  const back = parseFormula(formulaToText(slope)).formula;
  for (const x of [-30, -1, 0, 0.5, 40]) expect(valueAndSlope(back, x, numbers)).toStrictEqual(valueAndSlope(slope, x, numbers));
});
