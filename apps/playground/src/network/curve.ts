import { duals, readDual, numbers, valueAndSlope, variable } from '@nonlin/core';
import type { AnyActivation, Dual, Formula } from '@nonlin/core';

/** An activation over a stretch of inputs, for a graph. */
export interface Curve {
  readonly inputs: readonly number[];
  /** From one input to the next. */
  readonly pace: number;
  readonly values: readonly number[];
  readonly slopes: readonly number[];
  readonly curvatures: readonly number[];
  readonly read: (x: number) => { readonly value: number; readonly slope: number };
  /** The largest slope by size, and where. */
  readonly largest: { readonly slope: number; readonly from: number; readonly to: number };
}

/** Reads the activation at `count` places from −reach to reach, with its parameters as given, or as they begin. */
export function curveOf(
  activation: AnyActivation,
  reach: number,
  parameters: { readonly [name: string]: number } = activation.parameters ?? {},
  count = 481,
): Curve {
  const formula: Formula = (x, ops) =>
    activation.formula(x, ops, Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, ops.constant(value)])));
  const pace = (2 * reach) / (count - 1);
  const inputs = Array.from({ length: count }, (_, i) => -reach + i * pace);
  const read = (x: number): { value: number; slope: number } => valueAndSlope(formula, x);
  const readings = inputs.map(read);
  const slopes = readings.map(({ slope }) => slope);
  const curvatures = inputs.map((x) => slopeOfSlope(formula, x));
  return { inputs, pace, values: readings.map(({ value }) => value), slopes, curvatures, read, largest: largestOf(inputs, slopes, read) };
}

/** f″ by duals of duals. */
function slopeOfSlope(formula: Formula, x: number): number {
  const inner = duals(numbers);
  const { slope } = valueAndSlope<Dual<number>>(formula, variable(x), inner);
  return typeof slope === 'number' ? 0 : readDual(slope).slope;
}

function largestOf(inputs: readonly number[], slopes: readonly number[], read: Curve['read']): Curve['largest'] {
  let best = 0;
  for (const slope of slopes) if (Math.abs(slope) > Math.abs(best)) best = slope;
  const reaches = (slope: number): boolean => Math.abs(slope - best) <= 1e-9 * Math.abs(best);
  const first = slopes.findIndex(reaches);
  let last = first;
  while (last + 1 < slopes.length && reaches(slopes[last + 1]!)) last++;
  if (first === last && first > 0 && first < inputs.length - 1) {
    const at = peak((x) => Math.abs(read(x).slope), inputs[first - 1]!, inputs[first + 1]!);
    const { slope } = read(at);
    return Math.abs(slope) >= Math.abs(best) ? { slope, from: at, to: at } : { slope: best, from: inputs[first]!, to: inputs[first]! };
  }
  /** The end of the stretch between two neighbouring inputs, of which `inside` belongs to it. */
  const edge = (inside: number, outside: number): number => {
    if (outside < 0 || outside >= inputs.length) return inputs[inside]!;
    let [near, far] = [inputs[inside]!, inputs[outside]!];
    for (let i = 0; i < 40; i++) {
      const middle = (near + far) / 2;
      if (reaches(read(middle).slope)) near = middle;
      else far = middle;
    }
    return Math.round(near * 1e6) / 1e6;
  };
  return { slope: best, from: edge(first, first - 1), to: edge(last, last + 1) };
}

/** Where f is largest between two places with one top between them, to a thousandth of their distance. */
function peak(f: (x: number) => number, left: number, right: number): number {
  let [low, high] = [left, right];
  for (let i = 0; i < 20; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (f(a) < f(b)) low = a;
    else high = b;
  }
  return (low + high) / 2;
}
