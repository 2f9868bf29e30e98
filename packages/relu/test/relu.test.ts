import { testActivation } from '@nonlin/conformance';
import { duals, numbers, readDual, valueAndSlope, variable } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { property, assert, float } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import { testReadme } from '../../../scripts/activations/test-readme.ts';
import { relu } from '../src/index.ts';
import { readme } from './readme.ts';

const facts = {
  range: [0, Infinity],
  limits: [0, Infinity],
  largestSlope: { slope: 1, at: [0, Infinity] },
  slopeAtZero: 0,
  monotonic: true,
  kinks: [0],
  jumps: [],
  smooth: false,
} as const;

testActivation(relu, { facts });
for (const slope of [0, 0.5, 1]) testActivation(relu.withSlopeAtZero(slope), { facts: { ...facts, slopeAtZero: slope } });

testAccuracy(relu, { folder: 'relu', name: 'relu', double: { relative: 0, absoluteSlope: 0 } });
testReadme('relu', readme);

const at = ({ formula }: Activation, x: number) => valueAndSlope(formula, x);

test('every float32 x: value max(x, 0), slope 1 where x > 0, else 0', () => {
  assert(
    property(float({ noNaN: true }), (x) => {
      expect(at(relu, x)).toEqual({ value: x > 0 ? x : 0, slope: x > 0 ? 1 : 0 });
    }),
    { numRuns: 2000 },
  );
});

test('NaN stays NaN in the value; its slope is 0, as that of the comparison NaN > 0', () => {
  expect(at(relu, NaN)).toEqual({ value: NaN, slope: 0 });
});

test('relu′(0) = 0 and relu′(−0) = 0', () => {
  expect(at(relu, 0)).toEqual({ value: 0, slope: 0 });
  expect(at(relu, -0)).toEqual({ value: 0, slope: 0 });
});

describe('relu.withSlopeAtZero', () => {
  test.each([0, 0.25, 0.5, 1])('%d: that slope at 0 and −0, relu everywhere else', (slope) => {
    const other = relu.withSlopeAtZero(slope);
    expect(at(other, 0)).toEqual({ value: 0, slope });
    expect(at(other, -0)).toEqual({ value: 0, slope });
    for (const x of [-Infinity, -1e20, -1, -1e-45, 1e-45, 1, 1e20, Infinity]) expect(at(other, x)).toEqual(at(relu, x));
    expect(at(other, NaN)).toEqual({ value: NaN, slope: 0 });
  });

  test('the slope at 0 survives composition: ½ of 2 is 1, and its own slope is 0', () => {
    const half = relu.withSlopeAtZero(0.5);
    const rules = duals(duals(numbers));
    const { slope } = readDual(half.formula(rules.mul(2, variable(variable(0))), rules));
    expect(readDual(slope)).toEqual({ value: 1, slope: 0 });
  });

  test.each([-0.1, 1.5, NaN, Infinity])('%d is no subgradient at 0: an error that says what is', (slope) => {
    expect(() => relu.withSlopeAtZero(slope)).toThrow(
      new RangeError(`relu.withSlopeAtZero: expected a subgradient from 0 to 1, got ${slope}`),
    );
  });

  test('names itself, and the package to install', () => {
    expect(relu.withSlopeAtZero(1)).toMatchObject({ name: 'relu(slope 1 at 0)', package: relu.package });
  });
});
