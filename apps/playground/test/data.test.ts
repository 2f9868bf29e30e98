import { describe, expect, test } from 'vitest';
import { EXTENT, makeData } from '../src/network/data.ts';
import { DATA_SETS, DEFAULTS } from '../src/state/settings.ts';

const points = [
  { x: -1, y: 0.25, label: 0 },
  { x: 0.5, y: -2, label: 1 },
  { x: 2, y: 2, label: 1 },
] as const;

describe.each(DATA_SETS)('%s', (data) => {
  const settings = { ...DEFAULTS, data, points, noise: 0.2, held: 0.25 };
  const { train, test: held } = makeData(settings);

  test('points lie in the plane, classes are 0 and 1', () => {
    for (const { input, target } of [train, held!]) {
      expect(input.shape).toEqual([target.size, 2]);
      for (const value of input.data) expect(Math.abs(value)).toBeLessThanOrEqual(EXTENT);
      for (const label of target.data) expect([0, 1]).toContain(label);
    }
  });

  test('a quarter is held back, nothing is lost', () => {
    const all = makeData({ ...settings, held: 0 }).train;
    expect(held!.target.size).toBe(Math.round(all.target.size / 4));
    expect(train.target.size + held!.target.size).toBe(all.target.size);
  });

  test('the same seed gives the same bits, another gives others', () => {
    expect(makeData(settings).train.input.data).toEqual(train.input.data);
    expect(makeData({ ...settings, seed: 99 }).train.input.data).not.toEqual(train.input.data);
  });

  test('both classes are there, about as often', () => {
    const all = makeData({ ...settings, held: 0 }).train.target;
    const ones = all.data.filter((label) => label === 1).length;
    expect(Math.abs(2 * ones - all.size)).toBeLessThanOrEqual(1);
  });
});

test('drawn points are taken as they are', () => {
  const { train } = makeData({ ...DEFAULTS, data: 'drawn', points });
  expect(train.input.toArray()).toEqual(points.map(({ x, y }) => [x, y]));
  expect(train.target.toArray()).toEqual(points.map(({ label }) => [label]));
});

test.each(['noisy', 'circles', 'moons', 'spirals'] as const)(
  '%s: places are multiples of 2⁻¹², so that last bits of the engine’s sine cannot show',
  (data) => {
    const { train } = makeData({ ...DEFAULTS, data });
    for (const value of train.input.data) expect(Number.isInteger(value * 4096)).toBe(true);
  },
);
