import { gainOf, valueAndSlope } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { distances, float32Rows } from './accuracy.ts';

/** What a formula says of itself, found by looking: on a grid over ±40, each extreme refined to 1e-7. */
export interface FoundFacts {
  readonly range: readonly [lowest: number, highest: number];
  /** Where the lowest value is, if at one place. */
  readonly lowestAt?: number;
  readonly largestSlope: { readonly slope: number; readonly at: number | 'everywhere' | 'at every x > 0' };
  readonly slopeAtZero: number;
  readonly limits: readonly [left: number, right: number];
  readonly monotonic: boolean;
  readonly gain: number;
}

const GRID: readonly number[] = Array.from({ length: 80 * 64 + 1 }, (_, i) => i / 64 - 40);
/** Where a function that grows is taken to grow without end. */
const FAR = 1e30;

export function factsOf(activation: Activation): FoundFacts {
  const value = (x: number): number => valueAndSlope(activation.formula, x).value;
  const slope = (x: number): number => valueAndSlope(activation.formula, x).slope;
  const limit = (x: number): number => (Math.abs(value(x)) >= FAR / 2 ? Math.sign(value(x)) * Infinity : value(x) + 0);
  const limits = [limit(-FAR), limit(FAR)] as const;
  const lowest = highest((x) => -value(x));
  const top = highest(value);
  const steepest = highest((x) => Math.abs(slope(x)));
  const steep = GRID.filter((x) => Math.abs(slope(x)) >= steepest.y - 1e-9);
  const monotonic = GRID.every((x, i) => i === 0 || value(x) >= value(GRID[i - 1]!));
  return {
    range: [Math.min(-lowest.y, ...limits), Math.max(top.y, ...limits)],
    ...(monotonic ? {} : { lowestAt: lowest.x }),
    largestSlope: {
      slope: slope(steepest.x),
      at: steep.length === GRID.length ? 'everywhere' : steep.length > 2 && steep.every((x) => x > 0) ? 'at every x > 0' : steepest.x,
    },
    slopeAtZero: slope(0),
    limits,
    monotonic,
    gain: gainOf(activation),
  };
}

/** The highest point of f: the best of the grid, refined between its neighbours by golden sections. */
function highest(f: (x: number) => number): { x: number; y: number } {
  let best = 0;
  for (const [i, x] of GRID.entries()) if (f(x) > f(GRID[best]!)) best = i;
  let [a, b] = [GRID[Math.max(best - 1, 0)]!, GRID[Math.min(best + 1, GRID.length - 1)]!];
  const ratio = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(left) > f(right)) b = right;
    else a = left;
  }
  const [x, at] = [(a + b) / 2, GRID[best]!];
  return f(x) > f(at) ? { x, y: f(x) } : { x: at, y: f(at) };
}

/** Four decimals as a text prints them: `−0.2785`, `0.5`, `∞`. */
export const short = (x: number): string =>
  Math.abs(x) === Infinity ? (x > 0 ? '∞' : '−∞') : String(Number(x.toFixed(4)) + 0).replace('-', '−');

/** The rows of a README's table of numbers, in its words. `folder` and `name` say where its correctly rounded values are. */
export function factsTable(activation: Activation, folder: string, name: string): { readonly [row: string]: string } {
  const { range, lowestAt, largestSlope, slopeAtZero, limits, monotonic, gain } = factsOf(activation);
  const at = largestSlope.at;
  return {
    Range: `${short(range[0])}${lowestAt === undefined ? '' : ` (at ${short(lowestAt)})`} to ${short(range[1])}`,
    'Largest slope': `${short(largestSlope.slope)}${typeof at === 'number' ? ` at ${short(at)}` : at === 'everywhere' ? ', everywhere' : `, ${at}`}`,
    'Slope at 0': short(slopeAtZero),
    Limits: `${short(limits[0])} at −∞, ${short(limits[1])} at +∞`,
    Monotonic: monotonic ? 'yes' : `no: falls left of ${short(lowestAt!)}, rises right of it`,
    'Initial gain 1/√E[f(z)²], z ~ N(0, 1)': short(gain),
    'Error in float32': errorOf(activation, folder, name),
  };
}

/** The largest distance of value and slope from correctly rounded ones, as the reference backend computes them. */
function errorOf(activation: Activation, folder: string, name: string): string {
  const found = distances(activation, float32Rows(folder, name));
  if (found.length === 0) return 'not measured';
  const [value, slope] = [Math.max(...found.map((row) => row.value)), Math.max(...found.map((row) => row.slope))];
  return `value ${value} ULP, slope ${slope} ULP, the largest of ${found.length} inputs`;
}
