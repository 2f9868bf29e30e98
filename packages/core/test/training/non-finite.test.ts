import { describe, expect, test } from 'vitest';
import { allFinite } from '../../src/training/non-finite.ts';

describe('allFinite', () => {
  test.each<[verdict: boolean, values: readonly number[]]>([
    [true, []],
    [true, [0, -0, 1, -1]],
    [true, [2 ** -149, -(2 ** -149), 2 ** -126, 1e-40]],
    [true, [(2 - 2 ** -23) * 2 ** 127, -(2 - 2 ** -23) * 2 ** 127]],
    [false, [1, NaN, 2]],
    [false, [Infinity, 1]],
    [false, [1, 2, -Infinity]],
    [false, [NaN, -Infinity, Infinity]],
  ])('%s for %j', (verdict, values) => expect(allFinite(Float32Array.from(values))).toBe(verdict));

  test('of a view, its own elements alone', () => {
    const floats = Float32Array.of(NaN, 1, 2, Infinity);
    expect([allFinite(floats.subarray(1, 3)), allFinite(floats.subarray(1)), allFinite(floats.subarray(0, 2))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('negative NaN, whose sign is set already', () => {
    const bits = Uint32Array.of(0xffc00000);
    expect(allFinite(new Float32Array(bits.buffer))).toBe(false);
  });
});
