import { numbers, valueAndSlope } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { sigmoid } from '@nonlin/sigmoid';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formulaToText, parseFormula, stabilize } from '../src/index.ts';

describe('usual spellings, and the stable forms they are read as', () => {
  test.each<[typed: string, stable: string]>([
    ['1/(1+exp(-x))', 'sigmoid(x)'],
    ['(1+e^(-x))^-1', 'sigmoid(x)'],
    ['exp(x)/(exp(x)+1)', 'sigmoid(x)'],
    ['(1+tanh(x/2))/2', 'sigmoid(x)'],
    ['x/(1+e^(-x))', 'x * sigmoid(x)'],
    ['x/(1+exp(-beta*x))', 'x * sigmoid(beta * x)'],
    ['log(1+exp(x))', 'softplus(x)'],
    ['log(exp(2*x)+1)', 'softplus(2 * x)'],
    ['log1p(exp(x))', 'softplus(x)'],
    ['x*tanh(log(1+exp(x)))', 'x * tanh(softplus(x))'],
    ['x*erf(ln(1+e^x))', 'x * erf(softplus(x))'],
    ['x*log(1+sigmoid(x))', 'x * log1p(sigmoid(x))'],
    ['0.5*x*(1+erf(x/sqrt(2)))', 'x * Phi(x)'],
    ['x/2*(1-erf(-x*0.7071067811865476))', 'x * Phi(x)'],
    ['1+erf(x)', 'erfc(-x)'],
    ['0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))', 'a = min(max(x, -30), 30); x * sigmoid(1.5957691216057308 * (a + 0.044715 * a^3))'],
    ['x*tanh(exp(x))', 'x * tanh(exp(min(x, 4)))'],
    ['exp(-x^2)', 'exp(-min(max(x, -28), 28)^2)'],
    ['x*exp(-x*x/2)', 'x * exp(-0.5 * min(max(x, -40), 40)^2)'],
    ['1-exp(-x^2)', '-expm1(-min(max(x, -28), 28)^2)'],
    ['x/sqrt(1+x^2)', 'x / where(abs(x) > 1073741824, abs(x), sqrt(1 + min(max(x, -1073741824), 1073741824)^2))'],
    ['x>0?x:exp(x)-1', 'where(x > 0, x, expm1(x))'],
    ['x*clamp(x+3, 0, 6)/6', 'x * (min(max(x + 3, 0), 6) / 6)'],
    ['(exp(x)-exp(-x))/(exp(x)+exp(-x))', 'tanh(x)'],
  ])('%s: %s', (typed, stable) => {
    const activation = parseFormula(typed);
    const read = stabilize(activation);
    expect(formulaToText(read)).toBe(stable);
    expect(read.parameters).toEqual(activation.parameters);
    for (let x = -8; x <= 8; x += 0.125) expect(read.formula(x, numbers)).toBeCloseTo(activation.formula(x, numbers), 12);
    expect(stabilize(read)).toBe(read);
  });
});

test.each([
  'x',
  'softplus(x)',
  'x * sigmoid(beta * x)',
  'log(x)',
  'exp(-abs(x))',
  'x/(1+exp(min(-x, 80)))',
  'log(2 + exp(x))',
  'x/(2+exp(-x))',
])('%s is left alone', (text) => {
  const activation = parseFormula(text);
  expect(stabilize(activation)).toBe(activation);
});

test('what is written stably is left alone', () => {
  for (const activation of [sigmoid, gelu]) expect(stabilize(activation)).toBe(activation);
});

test('far out, where the spelling overflows, the stable form has value and slope', () => {
  const { formula } = stabilize(parseFormula('log(1+exp(x))'));
  expect(valueAndSlope(formula, 1000)).toEqual({ value: 1000, slope: 1 });
  expect(valueAndSlope(parseFormula('log(1+exp(x))').formula, 1000).value).toBe(Infinity);
});

// Spellings inside each other, in all ways: where the typed formula has a value that rounding does not spoil, the stable one has the same.
const { term } = fc.letrec<{ term: string }>((tie) => {
  const wrap = (...pieces: readonly string[]): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...pieces), tie('term'), tie('term'))
      .map(([piece, a, b]) => piece.replaceAll('A', `(${a})`).replaceAll('B', `(${b})`));
  return {
    term: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('x', '2*x', '-x', 'x/sqrt(2)', 'x+0.1*x^3', '0.5', 'sigmoid(x)', 'softplus(x)'),
      wrap(
        '1/(1+exp(A))',
        'A/(1+exp(-B))',
        'exp(A)/(1+exp(A))',
        'log(1+exp(A))',
        'log(exp(A)+1)',
        'log(1+sigmoid(A))',
        'A*B',
        'A+B',
        'A-B',
        '-A',
      ),
      wrap('1+tanh(A)', '1-tanh(A)', '(1+erf(A))/2', '1-erf(A)', 'A*(1+tanh(B))*0.5', '0.5*A*(1+erf(B/sqrt(2)))', 'A/2', '0.5*A', 'A*3'),
      wrap(
        'exp(-A^2)',
        'exp(-A^2/2)',
        '1-exp(-A^2)',
        'exp(A)-1',
        'tanh(exp(A))',
        'erf(exp(A))',
        'sqrt(1+A^2)',
        'sqrt(A^2+3)',
        'A*clamp(B, -1, 2)/3',
      ),
      wrap('(exp(A)-exp(-A))/(exp(A)+exp(-A))', 'tanh(A)', 'erf(A)', 'erfc(A)', 'sigmoid(A)', 'Phi(A)', 'sin(A)'),
    ),
  };
});

test('random spellings keep their values', { timeout: 60_000 }, () => {
  let stable = 0;
  fc.assert(
    fc.property(term, (text) => {
      if (text.length > 2000) return;
      const activation = parseFormula(text);
      const read = stabilize(activation);
      if (read !== activation) stable++;
      for (const x of [-3, -1.7, -0.5, 0, 0.3, 1, 2.4]) {
        const [its, expected] = [read, activation].map(({ formula }) => formula(x, numbers));
        if (Math.abs(expected!) < 1e6)
          expect(Math.abs(its! - expected!), `${text} at ${x}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected!)));
      }
    }),
    { seed: 20_160_627, numRuns: 2000 },
  );
  expect(stable).toBeGreaterThan(500);
});

test('a huge power has too many factors to look at each', () => {
  for (const text of ['exp(x^1e300)', '1/(1+exp(-x^1e300))', 'tanh(x^1e300)'])
    expect(stabilize(parseFormula(text)).formula(0, numbers)).toBe(parseFormula(text).formula(0, numbers));
});
