import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duals, fixed, numbers, readDual, valueAndSlope, variable } from '../../src/index.ts';
import type { Dual, Formula, ScalarOps } from '../../src/index.ts';
import { difference, expectClose } from '../tools.ts';

const { exp, erf, erfc, log, log1p, expm1, tanh } = numbers;

/** f, f′ and f″ by duals, and by duals of duals. */
const slope = (f: Formula, x: number): number => valueAndSlope(f, x).slope;
const curvature = (f: Formula, x: number): number => readDual(valueAndSlope(f, variable(x), duals(numbers)).slope).slope;
const value = (f: Formula, x: number): number => f(x, numbers);

const bell = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);

interface Rule {
  readonly name: string;
  readonly f: Formula;
  /** f′ and f″ in closed form, from a table of derivatives. */
  readonly first: (x: number) => number;
  readonly second: (x: number) => number;
  readonly at: readonly number[];
}

const everywhere = [-3.1, -1, -0.4, 0.3, 1, 2.5];
const right = [0.1, 0.7, 1, 3, 40];

const rules: readonly Rule[] = [
  { name: 'x + x', f: (x, o) => o.add(x, x), first: () => 2, second: () => 0, at: everywhere },
  { name: 'x + 3', f: (x, o) => o.add(x, 3), first: () => 1, second: () => 0, at: everywhere },
  { name: '3 + x', f: (x, o) => o.add(3, x), first: () => 1, second: () => 0, at: everywhere },
  { name: 'x − 3', f: (x, o) => o.sub(x, 3), first: () => 1, second: () => 0, at: everywhere },
  { name: '3 − x', f: (x, o) => o.sub(3, x), first: () => -1, second: () => 0, at: everywhere },
  { name: 'x² − x', f: (x, o) => o.sub(o.mul(x, x), x), first: (x) => 2 * x - 1, second: () => 2, at: everywhere },
  { name: 'x · 3', f: (x, o) => o.mul(x, 3), first: () => 3, second: () => 0, at: everywhere },
  { name: '3 · x', f: (x, o) => o.mul(3, x), first: () => 3, second: () => 0, at: everywhere },
  { name: 'x · 1', f: (x, o) => o.mul(x, 1), first: () => 1, second: () => 0, at: everywhere },
  { name: 'x · x', f: (x, o) => o.mul(x, x), first: (x) => 2 * x, second: () => 2, at: everywhere },
  { name: 'x / 4', f: (x, o) => o.div(x, 4), first: () => 0.25, second: () => 0, at: everywhere },
  { name: '4 / x', f: (x, o) => o.div(4, x), first: (x) => -4 / x ** 2, second: (x) => 8 / x ** 3, at: everywhere },
  {
    name: 'x / (1 + x²)',
    f: (x, o) => o.div(x, o.add(1, o.mul(x, x))),
    first: (x) => (1 - x * x) / (1 + x * x) ** 2,
    second: (x) => (2 * x * (x * x - 3)) / (1 + x * x) ** 3,
    at: everywhere,
  },
  { name: '−x', f: (x, o) => o.neg(x), first: () => -1, second: () => 0, at: everywhere },
  { name: '|x|', f: (x, o) => o.abs(x), first: Math.sign, second: () => 0, at: everywhere },
  { name: 'exp x', f: (x, o) => o.exp(x), first: exp, second: exp, at: everywhere },
  { name: 'expm1 x', f: (x, o) => o.expm1(x), first: exp, second: exp, at: [...everywhere, 0, 1e-9] },
  { name: 'log x', f: (x, o) => o.log(x), first: (x) => 1 / x, second: (x) => -1 / x ** 2, at: right },
  { name: 'log1p x', f: (x, o) => o.log1p(x), first: (x) => 1 / (1 + x), second: (x) => -1 / (1 + x) ** 2, at: [...right, -0.5, 0, 1e-9] },
  {
    name: 'tanh x',
    f: (x, o) => o.tanh(x),
    first: (x) => 1 / Math.cosh(x) ** 2,
    second: (x) => (-2 * tanh(x)) / Math.cosh(x) ** 2,
    at: [...everywhere, 0, -9, 9],
  },
  { name: 'erf x', f: (x, o) => o.erf(x), first: bell, second: (x) => -2 * x * bell(x), at: [...everywhere, 0] },
  { name: 'erfc x', f: (x, o) => o.erfc(x), first: (x) => -bell(x), second: (x) => 2 * x * bell(x), at: [...everywhere, 0] },
  { name: '√x', f: (x, o) => o.sqrt(x), first: (x) => 0.5 / Math.sqrt(x), second: (x) => -0.25 / x ** 1.5, at: right },
  { name: 'sin x', f: (x, o) => o.sin(x), first: Math.cos, second: (x) => -Math.sin(x), at: everywhere },
  { name: 'cos x', f: (x, o) => o.cos(x), first: (x) => -Math.sin(x), second: (x) => -Math.cos(x), at: everywhere },
  { name: 'max(x, 0.5)', f: (x, o) => o.max(x, 0.5), first: (x) => Number(x > 0.5), second: () => 0, at: everywhere },
  { name: 'max(0.5, x)', f: (x, o) => o.max(0.5, x), first: (x) => Number(x > 0.5), second: () => 0, at: everywhere },
  {
    name: 'max(−x, x²)',
    f: (x, o) => o.max(o.neg(x), o.mul(x, x)),
    first: (x) => (-x > x * x ? -1 : 2 * x),
    second: (x) => (-x > x * x ? 0 : 2),
    at: [-3, -0.4, 0.3, 2],
  },
  {
    name: 'where(x < 1, x³, 2)',
    f: (x, o) => o.where(o.less(x, 1), o.mul(x, o.mul(x, x)), 2),
    first: (x) => (x < 1 ? 3 * x * x : 0),
    second: (x) => (x < 1 ? 6 * x : 0),
    at: [-3, -0.4, 0.3, 2],
  },
  {
    name: 'where(x ≥ 1, 2, x³)',
    f: (x, o) => o.where(o.greaterOrEqual(x, 1), 2, o.mul(x, o.mul(x, x))),
    first: (x) => (x < 1 ? 3 * x * x : 0),
    second: (x) => (x < 1 ? 6 * x : 0),
    at: [-3, -0.4, 0.3, 2],
  },
  {
    name: 'exp(sin(x²))',
    f: (x, o) => o.exp(o.sin(o.mul(x, x))),
    first: (x) => Math.exp(Math.sin(x * x)) * Math.cos(x * x) * 2 * x,
    second: (x) => Math.exp(Math.sin(x * x)) * (4 * x * x * (Math.cos(x * x) ** 2 - Math.sin(x * x)) + 2 * Math.cos(x * x)),
    at: everywhere,
  },
  {
    name: 'log(erfc x)',
    f: (x, o) => o.log(o.erfc(x)),
    first: (x) => -bell(x) / erfc(x),
    second: (x) => (bell(x) / erfc(x)) * (2 * x - bell(x) / erfc(x)),
    at: [-1, 0, 1, 3],
  },
];

describe.each(rules)('$name', ({ f, first, second, at }) => {
  test.each(at)('at %f: slope within 1e-14, curvature within 1e-13 of the closed form', (x) => {
    expect(valueAndSlope(f, x).value).toBe(value(f, x));
    expectClose(slope(f, x), first(x), { absolute: 1e-15, relative: 1e-14 }, 'slope');
    expectClose(curvature(f, x), second(x), { absolute: 1e-14, relative: 1e-13 }, 'curvature');
  });

  test.each(at)('at %f: slope and curvature within 1e-8 of finite differences', (x) => {
    const h = 1e-3 * Math.min(1, Math.max(Math.abs(x), 0.1));
    expectClose(
      slope(f, x),
      difference((t) => value(f, t), x, h),
      { absolute: 1e-8, relative: 1e-8 },
      'slope',
    );
    expectClose(
      curvature(f, x),
      difference((t) => slope(f, t), x, h),
      { absolute: 1e-8, relative: 1e-8 },
      'curvature',
    );
  });
});

/** How many operands each operation takes. */
const arity: { readonly [name in keyof ScalarOps<number>]: number } = {
  constant: 1, add: 2, sub: 2, mul: 2, div: 2, neg: 1, abs: 1, exp: 1, expm1: 1, log: 1, log1p: 1, tanh: 1, erf: 1, erfc: 1, sqrt: 1, sin: 1,
  cos: 1, max: 2, greater: 2, greaterOrEqual: 2, less: 2, lessOrEqual: 2, equal: 2, where: 3, withSlope: 3,
}; // prettier-ignore

type Loose = { readonly [name: string]: (...operands: unknown[]) => unknown };

describe.each(Object.entries(arity))('%s of plain numbers', (name, count) => {
  const operands = [0.75, 0.5, -2].slice(0, count);
  const expected = (numbers as unknown as Loose)[name]!(...operands);

  test('is the number that `numbers` gives, with slope 0, over duals and duals of duals', () => {
    const once = (duals(numbers) as unknown as Loose)[name]!(...operands) as Dual<number>;
    expect(readDual(once)).toEqual({ value: expected, slope: 0 });
    const twice = readDual((duals(duals(numbers)) as unknown as Loose)[name]!(...operands) as Dual<Dual<number>>);
    expect([readDual(twice.value), twice.slope]).toEqual([{ value: expected, slope: 0 }, 0]);
  });

  test('does not depend on the variable when all operands are fixed', () => {
    const y = (duals(numbers) as unknown as Loose)[name]!(...(name === 'constant' ? operands : operands.map((x) => fixed(x))));
    expect(y).not.toHaveProperty('slope');
  });
});

describe('comparisons', () => {
  test.each([
    { name: 'greater', below: 0, same: 0, above: 1 },
    { name: 'greaterOrEqual', below: 0, same: 1, above: 1 },
    { name: 'less', below: 1, same: 0, above: 0 },
    { name: 'lessOrEqual', below: 1, same: 1, above: 0 },
    { name: 'equal', below: 0, same: 1, above: 0 },
  ] as const)('$name(x, 2) is $below, $same, $above below, at and above 2, 0 for NaN, with slope 0', ({ name, below, same, above }) => {
    const f: Formula = (x, ops) => ops[name](x, 2);
    const reversed: Formula = (x, ops) => ops[name](2, x);
    expect([1, 2, 3, NaN].map((x) => valueAndSlope(f, x))).toEqual([below, same, above, 0].map((value) => ({ value, slope: 0 })));
    expect([3, 2, 1, NaN].map((x) => valueAndSlope(reversed, x).value)).toEqual([below, same, above, 0]);
  });
});

describe('conventions at corners and limits', () => {
  const cases: readonly { name: string; f: Formula; x: number; value: number; slope: number }[] = [
    { name: 'max(x, 0) at its tie takes the slope of the second operand, 0', f: (x, o) => o.max(x, 0), x: 0, value: 0, slope: 0 },
    { name: 'max(0, x) at its tie takes the slope of the second operand, 1', f: (x, o) => o.max(0, x), x: 0, value: 0, slope: 1 },
    {
      name: 'max(2x, 3x) at its tie takes the slope of the second operand, 3',
      f: (x, o) => o.max(o.mul(2, x), o.mul(3, x)),
      x: 0,
      value: 0,
      slope: 3,
    },
    { name: 'max(x, 0) at −0 ties too', f: (x, o) => o.max(x, 0), x: -0, value: 0, slope: 0 },
    { name: 'max of NaN is NaN', f: (x, o) => o.max(x, 0), x: NaN, value: NaN, slope: 0 },
    { name: '|x| at 0', f: (x, o) => o.abs(x), x: 0, value: 0, slope: 0 },
    { name: '√x at 0', f: (x, o) => o.sqrt(x), x: 0, value: 0, slope: Infinity },
    { name: 'log x at 0', f: (x, o) => o.log(x), x: 0, value: -Infinity, slope: Infinity },
    { name: 'tanh far left', f: (x, o) => o.tanh(x), x: -1e20, value: -1, slope: 0 },
    { name: 'tanh at ∞', f: (x, o) => o.tanh(x), x: Infinity, value: 1, slope: 0 },
    { name: 'tanh at NaN', f: (x, o) => o.tanh(x), x: NaN, value: NaN, slope: NaN },
    { name: 'exp at −∞', f: (x, o) => o.exp(x), x: -Infinity, value: 0, slope: 0 },
    { name: 'erf at −∞', f: (x, o) => o.erf(x), x: -Infinity, value: -1, slope: 0 },
    { name: 'a NaN condition counts as true, as every number but 0', f: (x, o) => o.where(x, 1, 2), x: NaN, value: 1, slope: 0 },
    { name: 'a condition of −0 is false', f: (x, o) => o.where(x, 1, 2), x: -0, value: 2, slope: 0 },
    {
      name: 'where leaves ∞ behind: where(x > 0, 1/x, x) at 0',
      f: (x, o) => o.where(o.greater(x, 0), o.div(1, x), x),
      x: 0,
      value: 0,
      slope: 1,
    },
    {
      name: 'where leaves NaN behind: where(x > 0, log x, 3x) at −1',
      f: (x, o) => o.where(o.greater(x, 0), o.log(x), o.mul(3, x)),
      x: -1,
      value: -3,
      slope: 3,
    },
    {
      name: 'where leaves an overflow behind: where(x < 0, eˣ, 1) at 1000',
      f: (x, o) => o.where(o.less(x, 0), o.exp(x), 1),
      x: 1000,
      value: 1,
      slope: 0,
    },
    { name: 'max leaves ∞ behind: max(x, −1/x²) at 0', f: (x, o) => o.max(x, o.neg(o.div(1, o.mul(x, x)))), x: 0, value: 0, slope: 1 },
    {
      name: 'a constant factor of 0 · ∞ does not reach the slope: (3 − 2) · x at ∞',
      f: (x, o) => o.mul(o.sub(3, 2), x),
      x: Infinity,
      value: Infinity,
      slope: 1,
    },
    { name: 'a fixed ∞ adds no slope: x + ∞', f: (x, o) => o.add(x, o.exp(1000)), x: 2, value: Infinity, slope: 1 },
    { name: 'a plain number', f: () => 7, x: 2, value: 7, slope: 0 },
    { name: 'the variable itself', f: (x) => x, x: 2, value: 2, slope: 1 },
  ];
  test.each(cases)('$name', ({ f, x, value, slope }) => {
    expect(valueAndSlope(f, x)).toEqual({ value, slope });
  });
});

describe('withSlope', () => {
  // Straight-through: the value jumps, the slope is said to be that of tanh.
  const gate: Formula = (x, o) => o.withSlope(o.greater(x, 0), x, o.sub(1, o.mul(o.tanh(x), o.tanh(x))));
  const sech2 = (x: number): number => 1 / Math.cosh(x) ** 2;

  test.each([
    { name: 'alone', f: gate, x: 0.6, value: 1, slope: sech2(0.6), curvature: -2 * Math.tanh(0.6) * sech2(0.6) },
    {
      name: 'of 3x: chain rule inside',
      f: (x, o) => gate(o.mul(3, x), o),
      x: 0.2,
      value: 1,
      slope: 3 * sech2(0.6),
      curvature: -18 * Math.tanh(0.6) * sech2(0.6),
    },
    {
      name: 'in x · f(x): product rule outside',
      f: (x, o) => o.mul(x, gate(x, o)),
      x: 0.6,
      value: 0.6,
      slope: 1 + 0.6 * sech2(0.6),
      curvature: 2 * sech2(0.6) - 1.2 * Math.tanh(0.6) * sech2(0.6),
    },
    {
      name: 'in exp(f(x))',
      f: (x, o) => o.exp(gate(x, o)),
      x: -0.6,
      value: 1,
      slope: sech2(0.6),
      curvature: 2 * Math.tanh(0.6) * sech2(0.6) + sech2(0.6) ** 2,
    },
    { name: 'nested: the outer statement wins', f: (x, o) => o.withSlope(gate(x, o), x, 5), x: 0.6, value: 1, slope: 5, curvature: 0 },
    {
      name: 'nested: the slope in f(x) of g(f(x))',
      f: (x, o) => o.withSlope(7, gate(x, o), 2),
      x: 0.6,
      value: 7,
      slope: 2 * sech2(0.6),
      curvature: -4 * Math.tanh(0.6) * sech2(0.6),
    },
    {
      name: 'selected by where',
      f: (x, o) => o.where(o.greater(x, 0), gate(x, o), x),
      x: 0.6,
      value: 1,
      slope: sech2(0.6),
      curvature: -2 * Math.tanh(0.6) * sech2(0.6),
    },
    {
      name: 'stated as 0 where the true slope is infinite',
      f: (x, o) => o.withSlope(o.sqrt(x), x, 0),
      x: 0,
      value: 0,
      slope: 0,
      curvature: 0,
    },
    { name: 'of a fixed x has no slope', f: (x, o) => o.add(x, o.withSlope(4, 2, 9)), x: 1, value: 5, slope: 1, curvature: 0 },
  ] satisfies readonly { name: string; f: Formula; x: number; value: number; slope: number; curvature: number }[])(
    '$name: value exact, slope and curvature within 1e-14',
    ({ f, x, value: expected, slope: stated, curvature: of }) => {
      expect(value(f, x)).toBe(expected);
      expect(valueAndSlope(f, x).value).toBe(expected);
      expectClose(slope(f, x), stated, { absolute: 1e-14 }, 'slope');
      expectClose(curvature(f, x), of, { absolute: 1e-14 }, 'curvature');
    },
  );
});

test('slopes along one variable leave the other fixed: ∂/∂b of x·b is x', () => {
  const rules = duals(numbers);
  expect(readDual(rules.mul(fixed(3), variable(5)))).toEqual({ value: 15, slope: 3 });
  expect(readDual(rules.mul(variable(3), fixed(5)))).toEqual({ value: 15, slope: 5 });
});

test('third derivatives: duals nest to any depth (x⁴ at 2: 48, and sin at 0.5 within 1e-15)', () => {
  const third = (f: Formula, x: number): number => {
    const { slope } = valueAndSlope(f, variable(variable(x)), duals(duals(numbers)));
    return readDual(readDual(slope).slope).slope;
  };
  expect(third((x, o) => o.mul(o.mul(x, x), o.mul(x, x)), 2)).toBe(48);
  expectClose(
    third((x, o) => o.sin(x), 0.5),
    -Math.cos(0.5),
    { absolute: 1e-15 },
  );
});

test('one set of rules is made for an interpreter', () => {
  expect(duals(numbers)).toBe(duals(numbers));
  expect(duals(duals(numbers))).not.toBe(duals(numbers));
});

describe('properties of random smooth formulas', () => {
  const unary: readonly ((u: Formula) => Formula)[] = [
    (u) => (x, o) => o.neg(u(x, o)),
    (u) => (x, o) => o.sin(u(x, o)),
    (u) => (x, o) => o.cos(u(x, o)),
    (u) => (x, o) => o.tanh(u(x, o)),
    (u) => (x, o) => o.erf(u(x, o)),
    (u) => (x, o) => o.erfc(u(x, o)),
    (u) => (x, o) => o.exp(o.sin(u(x, o))),
    (u) => (x, o) => o.expm1(o.tanh(u(x, o))),
    (u) => (x, o) => o.log1p(o.mul(u(x, o), u(x, o))),
    (u) => (x, o) => o.sqrt(o.add(1, o.mul(u(x, o), u(x, o)))),
  ];
  const binary: readonly ((u: Formula, v: Formula) => Formula)[] = [
    (u, v) => (x, o) => o.add(u(x, o), v(x, o)),
    (u, v) => (x, o) => o.sub(u(x, o), v(x, o)),
    (u, v) => (x, o) => o.mul(u(x, o), v(x, o)),
    (u, v) => (x, o) => o.div(u(x, o), o.add(1, o.mul(v(x, o), v(x, o)))),
  ];
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4 },
      fc.constant<Formula>((x) => x),
      fc.constantFrom(0.5, -2, 3).map(
        (value): Formula =>
          () =>
            value,
      ),
      fc.tuple(fc.constantFrom(...unary), tie('formula')).map(([wrap, u]) => wrap(u)),
      fc.tuple(fc.constantFrom(...binary), tie('formula'), tie('formula')).map(([combine, u, v]) => combine(u, v)),
    ),
  }));

  test('the value is the one that numbers give, bit for bit; the slope is within 1e-5 of finite differences', () => {
    fc.assert(
      fc.property(formula, fc.double({ min: -2, max: 2, noNaN: true }), (f, x) => {
        expect(valueAndSlope(f, x).value).toBe(value(f, x));
        // Only where the formula is calm: two step sizes agree.
        const [coarse, fine] = [difference((t) => value(f, t), x, 2e-4), difference((t) => value(f, t), x, 1e-4)];
        fc.pre(Math.abs(coarse - fine) <= 1e-6 * Math.max(1, Math.abs(fine)));
        expectClose(slope(f, x), fine, { absolute: 1e-5, relative: 1e-5 });
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('(f ∘ g)′ = f′(g) · g′ within 1e-12, and (f + g)′ = f′ + g′ within 1e-13', () => {
    fc.assert(
      fc.property(formula, formula, fc.double({ min: -2, max: 2, noNaN: true }), (f, g, x) => {
        const { value: inner, slope: change } = valueAndSlope(g, x);
        expectClose(
          slope((t, o) => f(g(t, o) as typeof t, o), x),
          slope(f, inner) * change,
          { absolute: 1e-12, relative: 1e-12 },
          'chain',
        );
        expectClose(
          slope((t, o) => o.add(f(t, o), g(t, o)), x),
          slope(f, x) + change,
          { absolute: 1e-13, relative: 1e-13 },
          'sum',
        );
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

test('log, log1p, expm1, erf agree with one another: identities within 1e-15', () => {
  for (const x of [1e-12, 0.01, 0.4, 1, 2.5]) {
    expectClose(expm1(log1p(x)), x, { relative: 1e-15 }, 'expm1(log1p x)');
    expectClose(erf(x) + erfc(x), 1, { absolute: 1e-15 }, 'erf + erfc');
    expectClose(log(exp(x)), x, { absolute: 1e-15 }, 'log(exp x)');
  }
});
