import { describe, expect, test } from 'vitest';
import { deriveKey, keyOf, keyToLimbs, normals, permutation, random, threefry } from '../../src/index.ts';
import { keyFromLimbs } from '../../src/random/random.ts';
import { messageOf } from '../tools.ts';

const words = (text: string): number[] => text.split(' ').map((word) => Number.parseInt(word, 16));

describe('threefry-2x32-20 gives the known answers of Random123 (kat_vectors)', () => {
  test.each([
    { counter: '00000000 00000000', key: '00000000 00000000', answer: '6b200159 99ba4efe' },
    { counter: 'ffffffff ffffffff', key: 'ffffffff ffffffff', answer: '1cb996fc bb002be7' },
    { counter: '243f6a88 85a308d3', key: '13198a2e 03707344', answer: 'c4923a9c 483df7a0' },
  ])('counter $counter, key $key: $answer', ({ counter, key, answer }) => {
    const [[c0, c1], [k0, k1]] = [words(counter), words(key)] as [[number, number], [number, number]];
    expect(threefry(k0, k1, c0, c1)).toEqual(words(answer));
  });
});

describe('keys', () => {
  test.each([
    { seed: 0, key: [0, 0] },
    { seed: 7, key: [7, 0] },
    { seed: 2 ** 32 + 5, key: [5, 1] },
    { seed: Number.MAX_SAFE_INTEGER, key: [0xffffffff, 0x1fffff] },
  ])('of seed $seed: $key, also through its four limbs', ({ seed, key }) => {
    expect(keyOf(seed)).toEqual(key);
    expect(keyFromLimbs(Float32Array.from(keyToLimbs(keyOf(seed))))).toEqual(key);
  });

  test.each([
    { seed: -1, message: 'RangeError: seed: expected a whole number of at least 0, got -1' },
    { seed: 0.5, message: 'RangeError: seed: expected a whole number of at least 0, got 0.5' },
    { seed: NaN, message: 'RangeError: seed: expected a whole number of at least 0, got NaN' },
    { seed: '7' as never, message: 'RangeError: seed: expected a whole number of at least 0, got "7"' },
    { seed: 2 ** 53, message: 'RangeError: seed: expected a whole number below 2^53, got 9007199254740992' },
  ])('seed $seed is refused', ({ seed, message }) => {
    expect(messageOf(() => keyOf(seed))).toBe(message);
  });

  test('derived for 1,000 places and purposes all differ', () => {
    const keys = Array.from({ length: 1000 }, (_, i) => deriveKey(keyOf(1), i % 10, Math.floor(i / 10)).join());
    expect(new Set(keys).size).toBe(1000);
  });
});

describe('uniform numbers: 100,000 draws', () => {
  const { data } = random([100_000], 42);

  test('lie in [0, 1), on steps of 2⁻²⁴', () => {
    expect(data.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 24))).toBe(true);
  });

  test('fill 100 cells evenly: χ² with 99 degrees of freedom below 160 (p = 1e-4)', () => {
    const cells = new Float64Array(100);
    for (const u of data) cells[Math.floor(u * 100)]!++;
    expect(cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(160);
  });

  test('neighbours are not correlated: |r| below 0.015', () => {
    let product = 0;
    for (let i = 1; i < data.length; i++) product += (data[i]! - 0.5) * (data[i - 1]! - 0.5);
    expect(Math.abs((12 * product) / data.length)).toBeLessThan(0.015);
  });
});

describe('normal numbers: 100,000 draws', () => {
  const draws = normals(keyOf(42), 100_000);
  const moment = (power: number): number => draws.reduce((sum, z) => sum + z ** power, 0) / draws.length;

  test.each([
    { power: 1, expected: 0, within: 0.015 },
    { power: 2, expected: 1, within: 0.02 },
    { power: 3, expected: 0, within: 0.06 },
    { power: 4, expected: 3, within: 0.15 },
  ])('moment $power is $expected within $within', ({ power, expected, within }) => {
    expect(Math.abs(moment(power) - expected)).toBeLessThan(within);
  });

  test('tails weigh what they should: 4.55% beyond 2, 0.27% beyond 3, within a tenth', () => {
    const beyond = (limit: number): number => draws.filter((z) => Math.abs(z) > limit).length / draws.length;
    expect(beyond(2) / 0.0455).toBeCloseTo(1, 1);
    expect(beyond(3) / 0.0027).toBeGreaterThan(0.85);
    expect(beyond(3) / 0.0027).toBeLessThan(1.15);
  });

  test('are finite for every word, the draw of u = 2⁻³² included', () => {
    expect(Math.max(...draws.map(Math.abs))).toBeLessThan(Math.sqrt(2 * 32 * Math.LN2) + 1e-9);
  });

  test('a longer sequence begins with the shorter; streams differ', () => {
    expect(normals(keyOf(1), 5).slice(0, 3)).toEqual(normals(keyOf(1), 3));
    expect(normals(keyOf(1), 3, 1)).not.toEqual(normals(keyOf(1), 3));
  });
});

describe('permutation', () => {
  test.each([0, 1, 2, 17, 1000])('of %i holds each number once', (count) => {
    expect([...permutation(keyOf(3), count)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  test('depends on the key alone', () => {
    expect(permutation(keyOf(3), 20)).toEqual(permutation(keyOf(3), 20));
    expect(permutation(keyOf(4), 20)).not.toEqual(permutation(keyOf(3), 20));
  });

  test('all 24 orders of 4 come up alike: χ² with 23 degrees of freedom below 60 (p = 4e-5), 24,000 draws', () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const order = permutation(keyOf(seed), 4).join();
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(24);
    expect([...seen.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(60);
  });
});
