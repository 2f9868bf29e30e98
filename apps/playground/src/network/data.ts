import { deriveKey, keyOf, normals, permutation, Tensor } from '@nonlin/core';
import type { RunSettings } from '../state/settings.ts';

/** Rows [count, 2] with classes [count, 1]. */
export interface Rows {
  readonly input: Tensor;
  readonly target: Tensor;
}

export interface Data {
  readonly train: Rows;
  /** Absent where nothing is held back. */
  readonly test?: Rows;
}

/** Fewer drawn points than this are nothing to learn from. */
export const FEWEST_POINTS = 2;

/** Half the width of the plane that is shown: points lie within [−EXTENT, EXTENT]². */
export const EXTENT = 2;

/** Points of the sets that have many. */
const COUNT = 120;

type Place = readonly [x: number, y: number, label: 0 | 1];

const CORNERS: readonly Place[] = [
  [-1, -1, 0],
  [-1, 1, 1],
  [1, -1, 1],
  [1, 1, 0],
];

/** Each set without noise: the place of point i of `count`, i even in class 0. */
const SHAPES: { readonly [name in Exclude<RunSettings['data'], 'drawn' | 'xor'>]: (i: number) => Place } = {
  noisy: (i) => CORNERS[i % 4]!,
  circles: (i) => {
    const label = (i % 2) as 0 | 1;
    const angle = turn(i);
    const radius = label === 0 ? 0.55 : 1.4;
    return [radius * Math.cos(angle), radius * Math.sin(angle), label];
  },
  moons: (i) => {
    const label = (i % 2) as 0 | 1;
    const angle = turn(i) / 2;
    return label === 0 ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25, 0] : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle), 1];
  },
  spirals: (i) => {
    const label = (i % 2) as 0 | 1;
    const along = (Math.floor(i / 2) + 1) / (COUNT / 2);
    const angle = along * 1.25 * 2 * Math.PI + label * Math.PI;
    return [1.7 * along * Math.cos(angle), 1.7 * along * Math.sin(angle), label];
  },
};

/** The angle of point i of a ring that both classes share. */
const turn = (i: number): number => ((Math.floor(i / 2) + 0.5) / (COUNT / 2)) * 2 * Math.PI;

/** Steps of the places: angles come from the engine's own sine and cosine, whose last bits differ; the run must not. */
const GRID = 2 ** 12;
const onGrid = (x: number): number => Math.round(x * GRID) / GRID;

/** Purposes that the seed's keys are derived for. */
const [NOISE, SPLIT] = [101, 102];

/** The points of the settings, split into those to learn from and those held back. The same bits everywhere. */
export function makeData({ data, points, noise, seed, held }: Pick<RunSettings, 'data' | 'points' | 'noise' | 'seed' | 'held'>): Data {
  const places = placesOf(data, points);
  const key = keyOf(seed);
  const shifts = normals(deriveKey(key, NOISE), places.length * 2);
  const moved = places.map(([x, y, label], i): Place => {
    const shifted = (value: number, shift: number): number => clamp(onGrid(value) + (noise > 0 ? onGrid(noise * shift) : 0));
    return [shifted(x, shifts[2 * i]!), shifted(y, shifts[2 * i + 1]!), label];
  });

  const heldCount = Math.min(moved.length - 1, Math.round(held * moved.length));
  if (heldCount <= 0) return { train: rowsOf(moved) };
  const order = [...permutation(deriveKey(key, SPLIT), moved.length)];
  const testing = new Set(order.slice(0, heldCount));
  return { train: rowsOf(moved.filter((_, i) => !testing.has(i))), test: rowsOf(moved.filter((_, i) => testing.has(i))) };
}

function placesOf(data: RunSettings['data'], points: RunSettings['points']): readonly Place[] {
  if (data === 'xor') return CORNERS;
  if (data === 'drawn') return points.map(({ x, y, label }) => [x, y, label]);
  return Array.from({ length: COUNT }, (_, i) => SHAPES[data](i));
}

const clamp = (x: number): number => Math.max(-EXTENT, Math.min(EXTENT, x));

const rowsOf = (places: readonly Place[]): Rows => ({
  input: new Tensor([places.length, 2], Float32Array.from(places.flatMap(([x, y]) => [x, y]))),
  target: new Tensor(
    [places.length, 1],
    Float32Array.from(places, ([, , label]) => label),
  ),
});
