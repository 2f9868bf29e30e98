import type { Activation } from '@nonlin/core';
import { expect, test } from 'vitest';
import { distances, float32Rows, functionRows } from './accuracy.ts';

export interface AccuracyOptions {
  /** The package's folder, whose test/ holds the rows. */
  readonly folder: string;
  /** The name the rows have. */
  readonly name: string;
  /** Bounds of the rows in double precision. Below 1e-307 doubles lose their digits; there nothing more is asked. */
  readonly double: { readonly relative: number; readonly absoluteSlope: number };
}

/** Holds an activation to correctly rounded values and slopes from arbitrary precision, in both precisions. */
export function testAccuracy(activation: Activation, { folder, name, double: { relative, absoluteSlope } }: AccuracyOptions): void {
  const single = float32Rows(folder, name);
  const twice = functionRows(folder, name).filter(({ bits }) => bits === 64);

  test(`${name} in float32 on the reference backend: value within 1 ULP, slope within 1 ULP, of ${single.length} correctly rounded rows`, () => {
    expect(single.length).toBeGreaterThan(150);
    expect(distances(activation, single).filter(({ value, slope }) => !(value <= 1 && slope <= 1))).toEqual([]);
  });

  test(`${name} in double precision: within ${relative} of its size, the slope near a zero of its own within ${absoluteSlope}, of ${twice.length} rows`, () => {
    expect(twice.length).toBeGreaterThan(150);
    const misses = distances(activation, twice).filter(({ absolute }, i) => {
      const { values, slopes } = twice[i]!;
      const allowed = (expected: readonly number[]): number => relative * finiteSize(expected) + 1e-307;
      return !(absolute.value <= allowed(values) && absolute.slope <= Math.max(allowed(slopes), absoluteSlope));
    });
    expect(misses).toEqual([]);
  });
}

const finiteSize = (expected: readonly number[]): number => Math.max(0, ...expected.filter(Number.isFinite).map(Math.abs));
