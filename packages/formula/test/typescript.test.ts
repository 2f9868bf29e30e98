import { numbers, valueAndSlope } from '@nonlin/core';
import type { Formula } from '@nonlin/core';
import * as fc from 'fast-check';
import { stripTypeScriptTypes } from 'node:module';
import { expect, test } from 'vitest';
import { formulaToTypeScript, parseFormula } from '../src/index.ts';
import type { TypeScriptFormula } from '../src/index.ts';

const points = [-1e300, -20, -1.3, -0.5, -0, 0, 0.3, 1, 2.7, 1000, Infinity, NaN];

/** The code, run. */
function compiled({ helpers, parameters, statements }: TypeScriptFormula): (...values: unknown[]) => number {
  const code = stripTypeScriptTypes(`${helpers.join('\n')}\nconst formula = (${parameters}) => {\n${statements.join('\n')}\n};`);
  // oxlint-disable-next-line typescript/no-implied-eval -- generated code has to be run to be tested
  return new Function(`${code}\nreturn formula;`)() as (...values: unknown[]) => number;
}

test.each([
  ['x * tanh(softplus(x))', ['return ops.mul(x, ops.tanh(softplus(x, ops)));'], ['softplus']],
  ['max(x, 0.1*x)', ['return ops.max(x, ops.mul(0.1, x));'], []],
  ['x * sigmoid(beta * x)', ['return ops.mul(x, sigmoid(ops.mul(beta, x), ops));'], ['sigmoid']],
  ['min(max(x, 0), 6)', ['return min(ops.max(x, 0), 6, ops);'], ['min']],
  ['exp(-x) / (1 + exp(-x))', ['const a = ops.exp(ops.neg(x));', 'return ops.div(a, ops.add(1, a));'], []],
  ['x', ['return x;'], []],
])('%s', (text, statements, helpers) => {
  const code = formulaToTypeScript(parseFormula(text));
  expect(code.statements).toEqual(statements);
  expect(code.helpers.map((helper) => /const (\w+)/.exec(helper)![1])).toEqual(helpers);
});

test('a helper is not called what is taken, and a parameter not what means something in TypeScript', () => {
  expect(formulaToTypeScript(parseFormula('softplus(x)'), ['softplus']).helpers).toEqual([]);
  const code = formulaToTypeScript(parseFormula('class * x + ops'));
  expect(code.parameters).toBe('x, ops, { "class": $class, "ops": $ops }');
  expect(compiled(code)(3, numbers, { class: 2, ops: 1 })).toBe(7);
});

const leaf = fc.constantFrom('x', '0.5', '2', 'pi', '1e-7', '-3');
const { text: random } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '>', '<='), tie('text'), tie('text')).map(([op, a, b]) => `((${a}) ${op} (${b}))`),
    fc
      .tuple(fc.constantFrom('sigmoid', 'softplus', 'Phi', 'step', 'sign', 'tanh', 'erf', 'sqrt', 'expm1', 'abs'), tie('text'))
      .map(([f, a]) => `${f}(${a})`),
    fc.tuple(fc.constantFrom('min', 'max'), tie('text'), tie('text')).map(([f, a, b]) => `${f}(${a}, ${b})`),
  ),
}));

test('300 random formulas: the code gives values and slopes equal bit for bit', () => {
  fc.assert(
    fc.property(random, (text) => {
      const { formula } = parseFormula(text);
      const code = formulaToTypeScript(formula);
      const back = compiled(code) as Formula;
      for (const x of points) {
        expect(back(x, numbers), text).toBe(formula(x, numbers));
        expect(valueAndSlope(back, x).slope, text).toBe(valueAndSlope(formula, x).slope);
      }
      expect(Math.max(...code.statements.map((line) => line.length))).toBeLessThan(200);
    }),
    { seed: 20_160_627, numRuns: 300 },
  );
});
