import { numbers, valueAndSlope } from '@nonlin/core';
import type { Formula, Operand, ScalarOps } from '@nonlin/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormulaError, formulaToLatex, formulaToText, parseFormula } from '../src/index.ts';
import { OPERANDS } from '../src/recording.ts';

// Every run draws the same cases; to look further, change the seed.
const seed = 20_160_627;
const points = [-1e300, -20, -1.3, -0.5, -0, 0, 0.3, 1, 2.7, 1000, Infinity, NaN];

type Operation = keyof ScalarOps<unknown>;
const operations = Object.keys(OPERANDS) as Operation[];

/** A random list of operations, each on the variable, numbers or what stands before it: values are used many times. */
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, 2, 0.5, Math.PI, -Math.E, NaN, -Infinity));
const back = fc.nat(24);
const operand = fc.oneof({ weight: 3, arbitrary: fc.record({ back }) }, { weight: 1, arbitrary: fc.record({ number }) });
const line = fc.tuple(fc.constantFrom(...operations), operand, operand, operand, number);
const randomFormula = fc.array(line, { minLength: 1, maxLength: 25 }).map((lines): Formula => {
  return <S>(x: S, ops: ScalarOps<S>): Operand<S> => {
    const values: Operand<S>[] = [x];
    for (const [operation, a, b, c, constant] of lines) {
      const operands = [a, b, c].map((operand) =>
        'back' in operand ? values[values.length - 1 - (operand.back % values.length)]! : operand.number,
      );
      const taken = operation === 'constant' ? [constant] : operands.slice(0, OPERANDS[operation]);
      values.push((ops[operation] as (...operands: Operand<S>[]) => S)(...taken));
    }
    return values.at(-1)!;
  };
});

describe('random formulas', { timeout: 60_000 }, () => {
  test('text comes back as the same function: values and slopes equal bit for bit', () => {
    fc.assert(
      fc.property(randomFormula, (formula) => {
        const text = formulaToText(formula);
        const back = parseFormula(text).formula;
        for (const x of points) {
          expect(back(x, numbers), text).toBe(formula(x, numbers));
          expect(valueAndSlope(back, x).slope, text).toBe(valueAndSlope(formula, x).slope);
        }
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('printing what was parsed from print changes nothing more', () => {
    fc.assert(
      fc.property(randomFormula, (formula) => {
        const once = formulaToText(parseFormula(formulaToText(formula)));
        expect(formulaToText(parseFormula(once))).toBe(once);
      }),
      { seed, numRuns: 300 },
    );
  });

  test('the LaTeX is balanced', () => {
    fc.assert(
      fc.property(randomFormula, (formula) => {
        const latex = formulaToLatex(formula);
        const count = (pattern: RegExp): number => latex.match(pattern)?.length ?? 0;
        expect(count(/\{/g)).toBe(count(/\}/g));
        expect(count(/\\left/g)).toBe(count(/\\right/g));
        expect(count(/\\begin/g)).toBe(count(/\\end/g));
        expect(count(/\(/g)).toBe(count(/\)/g));
      }),
      { seed, numRuns: 300 },
    );
  });
});

/** Reads a text as anyone may type it: a formula that works, or a FormulaError that points into it. */
function survives(text: string): void {
  let formula: Formula;
  try {
    ({ formula } = parseFormula(text));
  } catch (error) {
    expect(error).toBeInstanceOf(FormulaError);
    const { position, length, message, excerpt } = error as FormulaError;
    expect(position).toBeGreaterThanOrEqual(0);
    expect(position + length).toBeLessThanOrEqual(text.length);
    expect(message.split(/[\n\r\u2028\u2029]/)).toHaveLength(1);
    expect(excerpt).toContain('\n');
    return;
  }
  expect(valueAndSlope(formula, 0.7).value).toBeTypeOf('number');
  expect(formulaToLatex(formula)).toBeTypeOf('string');
}

const words =
  'x x x beta a = ; ; ( ( ) ) , , + - − * · / ^ ** √ ² ⁻¹ > < >= <= == = ? : 0 1 2.5 .5 1e3 1e999 e pi π σ( Φ( sigmoid( max( where( withSlope( clamp( exp( log( sqrt( pow( step( constructor __proto__ @ \u2028 𝛽 ́'.split(
    ' ',
  );
const formulas = [
  'x * sigmoid(beta * x)',
  'a = exp(-x); where(x > 0, 1, a) / (1 + a)',
  'clamp(x, -1, 1)^3 + x² - √(x + 1.5e-3)',
  'x > 0 ? x : alpha * expm1(x)',
];

describe('any text is a formula or a FormulaError', { timeout: 60_000 }, () => {
  const options = { seed, numRuns: 2000 };
  test('random characters', () => fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), survives), options));

  test('random words of the language', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), fc.constantFrom('', ' '), (list, space) =>
        survives(list.join(space)),
      ),
      options,
    ));

  test('formulas with parts cut out, put in and repeated', () => {
    const change = fc.tuple(fc.nat(60), fc.nat(5), fc.constantFrom('', ...words), fc.constantFrom(1, 1, 1, 2, 150));
    const mutated = fc.tuple(fc.constantFrom(...formulas), fc.array(change, { minLength: 1, maxLength: 6 })).map(([formula, changes]) => {
      let text = formula;
      for (const [at, cut, word, times] of changes) text = text.slice(0, at) + word.repeat(times) + text.slice(at + cut);
      return text;
    });
    fc.assert(fc.property(mutated, survives), options);
  });

  test('long texts', () =>
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.constantFrom(...words), fc.integer({ min: 100, max: 20_000 }), (a, b, times) =>
        survives(`${a}${b}`.repeat(times)),
      ),
      { seed, numRuns: 300 },
    ));
});
