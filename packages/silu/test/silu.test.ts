import { testActivation } from '@nonlin/conformance';
import { valueAndSlope } from '@nonlin/core';
import { expect, test } from 'vitest';
import { referenceRows } from '../../../scripts/activations/accuracy.ts';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import { testReadme } from '../../../scripts/activations/test-readme.ts';
import { silu } from '../src/index.ts';
import { readme } from './readme.ts';

testActivation(silu, {
  facts: {
    range: [-0.2784645427610738, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: 1.09983932012887, at: 2.39935728052 },
    slopeAtZero: 0.5,
    monotonic: false,
    kinks: [],
    jumps: [],
    smooth: true,
  },
  reference: referenceRows('silu', 'silu'),
  nearZeroOfSlope: 0,
});

testAccuracy(silu, { folder: 'silu', name: 'silu', double: { relative: 1e-15, absoluteSlope: 1e-16 } });
testReadme('silu', readme);

const at = (x: number) => valueAndSlope(silu.formula, x);

test.each([
  { x: -1e20, value: -0, slope: 0 },
  { x: 0, value: 0, slope: 0.5 },
  { x: 1e20, value: 1e20, slope: 1 },
  { x: NaN, value: NaN, slope: NaN },
])('silu($x) = $value, with slope $slope', ({ x, value, slope }) => {
  expect(at(x)).toEqual({ value, slope });
});

test('silu(x) − silu(−x) = x, within 4e-16 · x', () => {
  for (let x = 0.03125; x < 100; x += 0.03125) expect(Math.abs(at(x).value - at(-x).value - x)).toBeLessThanOrEqual(4e-16 * x);
});

test('at ±Infinity the product is ∞ · 0: the value at −Infinity and both slopes are NaN', () => {
  expect(at(-Infinity)).toEqual({ value: NaN, slope: NaN });
  expect(at(Infinity)).toEqual({ value: Infinity, slope: NaN });
});
