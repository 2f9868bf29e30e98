import { checkActivation, findFacts } from '@nonlin/conformance';
import type { ActivationFacts } from '@nonlin/conformance';
import type { Formula, ScalarOps } from '@nonlin/core';
import { expect, test } from 'vitest';
import { samples } from './samples.ts';

const everywhere = [-Infinity, Infinity] as const;
const smooth = { monotonic: true, kinks: [], jumps: [], smooth: true } as const;
const line = { ...smooth, range: everywhere, limits: everywhere } as const;

// What has to be found by place, to the last digit that a declaration needs.
const table: readonly (readonly [string, Formula, ActivationFacts])[] = [
  ['x', (x) => x, { ...line, largestSlope: { slope: 1, at: everywhere }, slopeAtZero: 1 }],
  [
    '−2x',
    (x, ops) => ops.mul(-2, x),
    {
      ...line,
      limits: [Infinity, -Infinity],
      largestSlope: { slope: -2, at: everywhere },
      slopeAtZero: -2,
      overflowsAt: { below: -1.70141e38, above: 1.70141e38 },
    },
  ],
  [
    'exp x',
    (x, ops) => ops.exp(x),
    {
      ...smooth,
      range: [0, Infinity],
      limits: [0, Infinity],
      largestSlope: { slope: Infinity, at: Infinity },
      slopeAtZero: 1,
      overflowsAt: { above: 88.7228 },
    },
  ],
  [
    'x²',
    (x, ops) => ops.mul(x, x),
    {
      ...smooth,
      range: [0, Infinity],
      limits: [Infinity, Infinity],
      largestSlope: { slope: Infinity, at: Infinity },
      slopeAtZero: 0,
      monotonic: false,
      overflowsAt: { below: -1.84467e19, above: 1.84467e19 },
    },
  ],
  [
    'cos x',
    (x, ops) => ops.cos(x),
    {
      ...smooth,
      range: [-1, 1],
      limits: [NaN, NaN],
      largestSlope: { slope: 1, at: -1.570796 },
      slopeAtZero: 0,
      monotonic: false,
    },
  ],
  [
    'x + sin x, whose limits are there though it waves',
    (x, ops) => ops.add(x, ops.sin(x)),
    { ...line, largestSlope: { slope: 2, at: 0 }, slopeAtZero: 2, waves: true },
  ],
  [
    'x between −⅓ and 1/7',
    (x, ops) => ops.max(ops.neg(ops.max(ops.neg(x), -1 / 7)), -1 / 3),
    {
      range: [-0.333333333333, 0.142857142857],
      limits: [-0.333333333333, 0.142857142857],
      largestSlope: { slope: 1, at: [-0.333333333, 0.142857143] },
      slopeAtZero: 1,
      monotonic: true,
      kinks: [-0.333333333333, 0.142857142857],
      jumps: [],
      smooth: false,
    },
  ],
  [
    'a jump at 0.3, its stated slope 1',
    (x, ops) => ops.withSlope(ops.where(ops.greater(x, 0.3), 1, ops.where(ops.lessOrEqual(x, 0.3), -1, x)), x, 1),
    {
      range: [-1, 1],
      limits: [-1, 1],
      largestSlope: { slope: 1, at: everywhere },
      slopeAtZero: 1,
      monotonic: true,
      kinks: [],
      jumps: [0.3],
      smooth: false,
      statesOwnSlope: true,
    },
  ],
  [
    // In float32 some neighbours of 3 are beyond it after the division.
    'x · (x/6 + ½ between 0 and 1), its kink moved by a rounding',
    (x, ops) => ops.mul(x, ops.max(0, ops.neg(ops.max(-1, ops.neg(ops.add(ops.div(x, 6), 0.5)))))),
    {
      range: [-0.375, Infinity],
      limits: [0, Infinity],
      largestSlope: { slope: 1.5, at: 3 },
      slopeAtZero: 0.5,
      monotonic: false,
      kinks: [-3, 3],
      jumps: [],
      smooth: false,
    },
  ],
  [
    '0 · x',
    (x, ops) => ops.mul(0, x),
    { ...smooth, range: [0, 0], limits: [0, 0], largestSlope: { slope: 0, at: everywhere }, slopeAtZero: 0, noGain: true },
  ],
];

test.each(table)('facts of %s, with which it conforms', (name, formula, facts) => {
  const found = findFacts({ name, formula });
  expect(found).toEqual(facts);
  expect(checkActivation({ name, formula }, { facts: found })).toEqual([]);
});

test.each(samples.map(({ activation, facts }) => [activation.name, activation, facts] as const))(
  '%s conforms with the facts found, which are the declared ones',
  (_, activation, { limits, monotonic, kinks, jumps, smooth }) => {
    const found = findFacts(activation);
    expect(found).toMatchObject({ limits, monotonic, kinks, jumps, smooth });
    expect(checkActivation(activation, { facts: found })).toEqual([]);
  },
);

// Derivatives that are right, where finite differences over long steps are not.
test.each<readonly [string, Formula]>([
  ...[50, 100, 1000].map((k): [string, Formula] => [`tanh ${k}x`, (x, ops) => ops.tanh(ops.mul(k, x))]),
  ['σ(100x)', (x, ops) => samples[0]!.activation.formula(ops.mul(100, x), ops)],
  // A kink of the slope of 1e-33.
  ['x / (1 + e^(−max(x, −80)))', (x, ops) => ops.div(x, ops.add(1, ops.exp(ops.neg(ops.max(x, -80)))))],
  ['sin 0.01x', (x, ops) => ops.sin(ops.mul(0.01, x))],
  ['x + 100 sin² 0.01x', (x, ops) => ops.add(x, ops.mul(100, square(ops.sin(ops.mul(0.01, x)), ops)))],
])('%s conforms with the facts found', (name, formula) => {
  expect(checkActivation({ name, formula }, { facts: findFacts({ name, formula }) })).toEqual([]);
});

const square = <S>(x: S, ops: ScalarOps<S>): S => ops.mul(x, x);

test('a wave that grows has no limits, and no jumps or kinks far out', () => {
  const { limits, jumps, kinks } = findFacts({ name: 'x sin 100x', formula: (x, ops) => ops.mul(x, ops.sin(ops.mul(100, x))) });
  expect({ limits, jumps, kinks }).toEqual({ limits: [NaN, NaN], jumps: [], kinks: [] });
});

// A fault is not declared away.
test.each<readonly [string, Formula, string]>([
  ['a hidden NaN', (x, ops) => ops.where(ops.greater(x, 0), x, 0), 'NaN'],
  ['a pole', (x, ops) => ops.div(1, x), 'finite'],
  ['∞ / ∞ far out', (x, ops) => ops.div(ops.exp(x), ops.add(1, ops.exp(x))), 'finite'],
  ['a square that leaves float32', (x, ops) => ops.div(x, ops.sqrt(ops.add(1, ops.mul(x, x)))), 'finite in float32'],
  ['two corners that should cancel', (x, ops) => ops.add(ops.max(x, 0), ops.log1p(ops.exp(ops.neg(ops.abs(x))))), 'kinks'],
])('%s is still found', (name, formula, check) => {
  const activation = { name, formula };
  expect(checkActivation(activation, { facts: findFacts(activation) }).map((finding) => finding.check)).toContain(check);
});

test('beyond the place of overflow a number is infinite, before it finite', () => {
  const at = findFacts({ name: 'exp', formula: (x, ops) => ops.exp(x) }).overflowsAt?.above ?? NaN;
  expect([Math.fround(Math.exp(at)), Math.fround(Math.exp(at * 1.000_01))]).toEqual([expect.any(Number), Infinity]);
  expect(Math.fround(Math.exp(at))).toBeLessThan(Infinity);
});
