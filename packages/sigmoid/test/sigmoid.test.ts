import { testActivation } from '@nonlin/conformance';
import { valueAndSlope } from '@nonlin/core';
import { expect, test } from 'vitest';
import { referenceRows } from '../../../scripts/activations/accuracy.ts';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import { testReadme } from '../../../scripts/activations/test-readme.ts';
import { sigmoid } from '../src/index.ts';
import { readme } from './readme.ts';

testActivation(sigmoid, {
  facts: {
    range: [0, 1],
    limits: [0, 1],
    largestSlope: { slope: 0.25, at: 0 },
    slopeAtZero: 0.25,
    monotonic: true,
    kinks: [],
    jumps: [],
    smooth: true,
  },
  reference: referenceRows('sigmoid', 'sigmoid'),
});

testAccuracy(sigmoid, { folder: 'sigmoid', name: 'sigmoid', double: { relative: 5e-16, absoluteSlope: 0 } });
testReadme('sigmoid', readme);

const at = (x: number) => valueAndSlope(sigmoid.formula, x);

test.each([
  { x: -Infinity, value: 0, slope: 0 },
  { x: -1e300, value: 0, slope: 0 },
  { x: 1e300, value: 1, slope: 0 },
  { x: Infinity, value: 1, slope: 0 },
  { x: NaN, value: NaN, slope: NaN },
])('sigmoid($x) = $value, with slope $slope', ({ x, value, slope }) => {
  expect(at(x)).toEqual({ value, slope });
});

test('the left tail keeps its digits down to the smallest numbers: e⁻⁷⁰⁰, not 0', () => {
  expect(at(-700)).toEqual({ value: Math.exp(-700), slope: Math.exp(-700) });
});

test('it is symmetrical around (0, ½): values within 2⁻⁵³, slopes to the bit', () => {
  for (let x = 0; x < 40; x += 0.03125) {
    expect(Math.abs(at(x).value - (1 - at(-x).value))).toBeLessThanOrEqual(2 ** -53);
    expect(Math.abs(at(x).slope - at(-x).slope)).toBeLessThanOrEqual(4e-16 * at(x).slope);
  }
});

test('ten layers of sigmoids pass on less than a millionth of the slope: 4⁻¹⁰', () => {
  let [x, slope] = [0, 1];
  for (let layer = 0; layer < 10; layer++) {
    slope *= at(x).slope;
    x = at(x).value;
  }
  expect(slope).toBeLessThan(4 ** -10);
});
