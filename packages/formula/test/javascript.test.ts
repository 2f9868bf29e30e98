import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { gelu, geluTanh } from '@nonlin/gelu';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { formulaToJavaScript, parseFormula } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'nonlin-javascript-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Formulas as a module, run as such. */
async function compiled(name: string, formulas: readonly AnyActivation[]): Promise<((x: number) => number)[]> {
  const parts = formulas.map((formula) => formulaToJavaScript(formula, { expressions: { beta: '[1.5][0]' } }));
  const helpers = new Map(parts.flatMap(({ helpers }) => [...helpers]));
  const file = join(folder, `${name}.mjs`);
  const functions = parts.map(({ statements }) => `(x) => {\n${statements.join('\n')}\n}`);
  writeFileSync(file, [...helpers.values(), `export const functions = [${functions.join(',\n')}];`].join('\n'));
  const { functions: all } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { functions: ((x: number) => number)[] };
  return all;
}

test.each([
  ['x * tanh(softplus(x))', ['return x * Math.tanh(softplus(x));'], ['softplus']],
  ['x > 0 ? x : 0.1*x', ['return x > 0 ? x : 0.1 * x;'], []],
  ['x > 1 ? 1 : x < -1 ? -1 : x', ['return x > 1 ? 1 : x < -1 ? -1 : x;'], []],
  ['(x > 1) * 3 - -2', ['return (x > 1 ? 1 : 0) * 3 - (-2);'], []],
  ['where(x, 2, 3)', ['return x !== 0 ? 2 : 3;'], []],
  ['-x^2', ['return -(x ** 2);'], []],
  ['(-3)^2 * x', ['return 9 * x;'], []],
  ['(-x)^3', ['return (-x) ** 3;'], []],
  ['min(max(x, 0), 6)', ['return Math.min(Math.max(x, 0), 6);'], []],
  ['exp(-x) / (1 + exp(-x))', ['const a = Math.exp(-x);', 'return a / (1 + a);'], []],
  ['withSlope(step(x), x, sigmoid(x))', ['return step(x);'], ['step']],
  ['x * Phi(x)', ['return x * Phi(x);'], ['Phi', 'erf', 'erfc']],
  ['erf(x)', ['return erf(x);'], ['erf', 'erfc']],
  ['2 * pi * x', ['return 2 * Math.PI * x;'], []],
  ['x', ['return x;'], []],
])('%s', (text, statements, helpers) => {
  const code = formulaToJavaScript(parseFormula(text));
  expect(code.statements.map((line) => line.replace('6.283185307179586', '2 * Math.PI'))).toEqual(statements);
  expect([...code.helpers.keys()]).toEqual(helpers);
});

test('helpers are written for readers, with types where they are asked for', () => {
  expect([...formulaToJavaScript(parseFormula('sigmoid(x)'), { types: true }).helpers.values()]).toEqual([
    [
      '/** `u = exp(where(x < 0, x, -x)); where(x < 0, u, 1) / (1 + u)` */',
      'const sigmoid = (x: number): number => {',
      '  const a = Math.exp(x < 0 ? x : -x);',
      '  return (x < 0 ? a : 1) / (1 + a);',
      '};',
    ].join('\n'),
  ]);
});

test('an input may be an expression, named where it is used again', () => {
  const swish = parseFormula('x * sigmoid(beta * x)');
  const expressions = { x: 'dot(weights, input)', beta: 'beta[i]' };
  expect(formulaToJavaScript(swish, { expressions }).statements).toEqual([
    'const a = dot(weights, input);',
    'return a * sigmoid(beta[i] * a);',
  ]);
});

const points = [
  -700,
  -38,
  -26,
  -9,
  -5.5,
  -2.6,
  -2.4,
  -1.3,
  -0.5,
  -1e-3,
  -1e-9,
  -0,
  0,
  1e-9,
  0.3,
  1,
  1.9,
  2.1,
  2.4,
  2.6,
  4,
  6,
  20,
  26,
  300,
  NaN,
];

/** Within 1e-12 of itself, and −0 as −0. */
function expectClose(got: number, expected: number, what: string): void {
  if (Object.is(got, expected)) return;
  expect(Math.abs(got - expected), `${what}: ${got}, expected ${expected}`).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-300);
}

const texts = 'abs cos erf erfc exp expm1 log log1p sin sqrt tanh sigmoid softplus Phi gelu silu step sign relu'
  .split(' ')
  .map((name) => `${name}(x)`);
const more = [
  'x * sigmoid(beta * x)',
  'x^5',
  'x^-2',
  'max(x, 0) - min(x, 1) / 3',
  '(x >= 1) + (x <= 0) + (x == 0.3) * 2',
  'erfc(x) * exp(-x)',
];

describe('values are within 1e-12 of those in double precision', async () => {
  const formulas: readonly AnyActivation[] = [
    gelu,
    geluTanh,
    silu,
    step,
    ...[...texts, ...more].map((text) => parseFormula(text, { name: text })),
  ];
  const functions = await compiled('known', formulas);
  test.each(formulas.map((formula, index) => [formula.name, formula, functions[index]!] as const))('%s', (name, { formula }, f) => {
    for (const x of points) expectClose(f(x), formula(x, numbers, { beta: 1.5 }), `${name} at ${x}`);
  });
});

test('300 random formulas of +, ×, ÷, comparisons and functions that round alike give the same bits', async () => {
  const { text: random } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom('x', '0.5', '2', 'pi', '1e-7', '-3'),
      fc.tuple(fc.constantFrom('+', '-', '*', '/', '>', '<=', '=='), tie('text'), tie('text')).map(([op, a, b]) => `((${a}) ${op} (${b}))`),
      fc.tuple(fc.constantFrom('abs', 'sqrt', 'step', 'sign', '-'), tie('text')).map(([f, a]) => `${f}(${a})`),
      fc.tuple(fc.constantFrom('min', 'max'), tie('text'), tie('text')).map(([f, a, b]) => `${f}(${a}, ${b})`),
      fc.tuple(tie('text'), tie('text'), tie('text')).map(([c, a, b]) => `((${c}) ? (${a}) : (${b}))`),
    ),
  }));
  const formulas = fc.sample(random, { seed: 20_261_124, numRuns: 300 }).map((text) => parseFormula(text, { name: text }));
  // Engines may round `**` in their own way.
  const powers = formulas.map((formula) => formulaToJavaScript(formula).statements.some((line) => line.includes('**')));
  const functions = await compiled('random', formulas);
  for (const [index, { name, formula }] of formulas.entries())
    for (const x of points) {
      const [got, expected] = [functions[index]!(x), formula(x, numbers)];
      if (powers[index]) expectClose(got, expected, name);
      else expect(got, `${name} at ${x}`).toBe(expected);
    }
});
