import { testActivation } from '@nonlin/conformance';
import { valueAndSlope } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { referenceRows } from '../../../scripts/activations/accuracy.ts';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import { testReadme } from '../../../scripts/activations/test-readme.ts';
import { gelu, geluTanh } from '../src/index.ts';
import { readme } from './readme.ts';

const shared = { limits: [0, Infinity], slopeAtZero: 0.5, monotonic: false, kinks: [], jumps: [], smooth: true } as const;

testActivation(gelu, {
  facts: {
    ...shared,
    range: [-0.16997120747990369, Infinity],
    largestSlope: { slope: 1.1289041451851549, at: Math.SQRT2 },
  },
  reference: referenceRows('gelu', 'gelu'),
  nearZeroOfSlope: 0,
});

testActivation(geluTanh, {
  facts: {
    ...shared,
    range: [-0.17004075057125403, Infinity],
    largestSlope: { slope: 1.128993068658772, at: 1.4185040159639 },
  },
  reference: referenceRows('gelu', 'gelu_tanh'),
  nearZeroOfSlope: 0,
});

// The rounding of x² in e^(−x²/2) grows with x²; float32 does not see it.
testAccuracy(gelu, { folder: 'gelu', name: 'gelu', double: { relative: 3e-13, absoluteSlope: 1e-16 } });
testAccuracy(geluTanh, { folder: 'gelu', name: 'gelu_tanh', double: { relative: 3e-14, absoluteSlope: 1e-16 } });
testReadme('gelu', readme);

const at = ({ formula }: Activation, x: number) => valueAndSlope(formula, x);

describe('the far negative tail, where 1 + erf(x/√2) is 0 from −5.6 in float32 and from −8.4 in float64', () => {
  // mpmath 1.2.1, 50 digits: x·erfc(−x/√2)/2, and the slope erfc(−x/√2)/2 + x·e^(−x²/2)/√(2π).
  test.each([
    { x: -5.5, value: -1.0444259356238245e-7, slope: -5.733472398739924e-7 },
    { x: -6, value: -5.9195258702261885e-9, slope: -3.5468709453902015e-8 },
    { x: -8.3, value: -4.3206228882589113e-16, slope: -3.584705034023844e-15 },
    { x: -10, value: -7.619853024160526e-23, slope: -7.618400096464814e-22 },
    { x: -13, value: -7.952313719414843e-38, slope: -1.0337304440113355e-36 },
    { x: -14.1, value: -2.6773764149331377e-44, slope: -3.774914357043554e-43 },
    { x: -20, value: -5.507248237212468e-88, slope: -1.1014360483133464e-86 },
    { x: -37, value: -2.1184613523340935e-298, slope: -7.838298669418516e-297 },
  ])('gelu($x) = $value, with slope $slope, within 2e-13 of their size', ({ x, value, slope }) => {
    expect(Math.abs(at(gelu, x).value / value - 1)).toBeLessThan(2e-13);
    expect(Math.abs(at(gelu, x).slope / slope - 1)).toBeLessThan(2e-13);
  });
});

describe.each([gelu, geluTanh])('$name', (activation) => {
  test.each([
    { x: -1e20, value: -0, slope: 0 },
    { x: 0, value: 0, slope: 0.5 },
    { x: 1e20, value: 1e20, slope: 1 },
    { x: 3.4028234663852886e38, value: 3.4028234663852886e38, slope: 1 },
    { x: NaN, value: NaN, slope: NaN },
  ])('at $x: $value, with slope $slope', ({ x, value, slope }) => {
    expect(at(activation, x)).toEqual({ value, slope });
  });

  test('f(x) − f(−x) = x, within 4e-16 · x', () => {
    for (let x = 0.03125; x < 100; x += 0.03125)
      expect(Math.abs(at(activation, x).value - at(activation, -x).value - x)).toBeLessThanOrEqual(4e-16 * x);
  });

  test('at ±Infinity the product is ∞ · 0: the value at −Infinity and both slopes are NaN', () => {
    expect(at(activation, -Infinity)).toEqual({ value: NaN, slope: NaN });
    expect(at(activation, Infinity)).toEqual({ value: Infinity, slope: NaN });
  });
});

test.each([
  { part: 'value', bound: 4.8e-4, largest: 4.7324e-4, where: 2.6989 },
  { part: 'slope', bound: 8.7e-4, largest: 8.6845e-4, where: 2.0187 },
] as const)(
  'the $part of geluTanh is within $bound of gelu everywhere; furthest, $largest, at ±$where',
  ({ part, bound, largest, where }) => {
    const distance = (x: number): number => Math.abs(at(geluTanh, x)[part] - at(gelu, x)[part]);
    const points = Array.from({ length: 20_001 }, (_, i) => (i - 10_000) / 1000);
    const furthest = points.reduce((best, x) => (distance(x) > distance(best) ? x : best));
    expect(distance(furthest)).toBeLessThan(bound);
    expect(distance(furthest)).toBeCloseTo(largest, 8);
    expect(Math.abs(furthest)).toBeCloseTo(where, 3);
    // Beyond ±10 both are 0 or x.
    for (let x = 10; x < 1e38; x *= 1.5) expect(Math.max(distance(x), distance(-x))).toBeLessThan(1e-20 + 1e-15 * x);
  },
);
