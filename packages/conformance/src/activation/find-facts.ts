import { duals, gainOf, numbers } from '@nonlin/core';
import type { AnyActivation, ScalarOps } from '@nonlin/core';
import { float32, LARGEST, next } from '../float32.ts';
import { highest } from './differences.ts';
import type { ActivationFacts } from './facts.ts';
import { jumpsOf, slope as slopeFailures } from './slope.ts';
import { dualOver, each, fits, isFiniteFloat32, subjectOf, sweep } from './subject.ts';
import { wavesTowards } from './waves.ts';
import type { Subject } from './subject.ts';

/**
 * The facts of an activation as its formula shows them, to begin a declaration with: look through them, for a fault of the
 * formula is a fact of it too. From the inputs that the checks look at, with each extreme and each jump refined.
 */
export function findFacts(activation: AnyActivation): ActivationFacts {
  const nothing: ActivationFacts = {
    range: [-Infinity, Infinity],
    limits: [NaN, NaN],
    largestSlope: { slope: Infinity, at: 0 },
    slopeAtZero: 0,
    monotonic: true,
    kinks: [],
    jumps: [],
    smooth: true,
  };
  const { value, slope } = subjectOf(activation, { facts: nothing });
  const [below, above] = [overflowOf(activation, -1), overflowOf(activation, 1)];
  const overflowsAt = { ...(below !== undefined && { below }), ...(above !== undefined && { above }) };
  const waving = [wavesTowards(slope, -1), wavesTowards(slope, 1)] as const;
  const limits = [limitOf(value, waving[0], -1, below), limitOf(value, waving[1], 1, above)] as const;
  // A side without a limit is examined near 0 alone already.
  const waves = waving.some((waves, side) => waves && !Number.isNaN(limits[side]));
  const outer = { ...nothing, limits, ...(waves && { waves }), ...(Object.keys(overflowsAt).length > 0 && { overflowsAt }) };

  const first = subjectOf(activation, { facts: outer });
  const jumps = placesOf(first, value, 1e-6);
  const kinks = placesOf(first, slope, 1e-5).filter((place) => !jumps.some((jump) => isNear(jump, place)));
  const broken = { ...outer, jumps, kinks };

  const subject = subjectOf(activation, { facts: broken });
  const smooth = jumps.length + kinks.length === 0 && placesOf(subject, subject.curvature, 1e-4).length === 0;
  return {
    range: rangeOf(subject),
    limits,
    largestSlope: largestSlopeOf(subject),
    slopeAtZero: tidy(slope(0), 12),
    monotonic: isMonotonic(subject),
    kinks,
    jumps,
    smooth,
    ...(statesSlope(activation) && !slopeFailures(subject)[Symbol.iterator]().next().done && { statesOwnSlope: true }),
    ...(waves && { waves }),
    ...(outer.overflowsAt && { overflowsAt: outer.overflowsAt }),
    ...(!hasGain(activation) && { noGain: true }),
  };
}

/** The number with so many digits: what bisection leaves behind them says nothing. */
const tidy = (x: number, digits: number): number => (Math.abs(x) < 10 ** -digits ? 0 : Number(x.toPrecision(digits)));

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

/** The last place on a side where value and slope fit float32; undefined where all do, or where values are NaN beyond it. */
function overflowOf(activation: AnyActivation, side: -1 | 1): number | undefined {
  const parameters = activation.parameters ?? {};
  const fitsIn = (ops: ScalarOps<number>, x: number): boolean => {
    const { value, slope } = dualOver(activation, ops, parameters, side * x);
    return isFiniteFloat32(value) && isFiniteFloat32(slope);
  };
  const lastOf = (test: (x: number) => boolean): number | undefined => {
    const outwards = sweep()
      .filter((x) => x > 0)
      .toSorted((a, b) => a - b);
    if (test(LARGEST)) return undefined;
    const last = outwards.findLastIndex(test);
    let [inside, outside] = [outwards[last] ?? 0, outwards[last + 1]!];
    while (next(inside) < outside) {
      const middle = Math.max(next(inside), Math.fround((inside + outside) / 2));
      if (middle >= outside) break;
      if (test(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };

  const exact = lastOf((x) => fitsIn(numbers, x));
  if (exact === undefined || Number.isNaN(dualOver(activation, numbers, parameters, side * Math.fround(exact * 1.001)).value))
    return undefined;
  // Rounded to float32 at every operation it may overflow a little earlier; much earlier is a fault.
  const rounded = lastOf((x) => fitsIn(numbers, x) && fitsIn(float32, x)) ?? exact;
  const place = exact - rounded <= 5e-4 * exact ? rounded : exact;
  const unit = 10 ** (Math.floor(Math.log10(place)) - 5);
  const inwards = tidy(Math.floor(place / unit) * unit, 6);
  return side * (inwards <= place ? inwards : place);
}

/** What values approach on a side: NaN where they have no limit, as where they wave by more than they grow. */
function limitOf(value: (x: number) => number, waves: boolean, side: -1 | 1, overflow: number | undefined): number {
  if (overflow !== undefined) {
    const beyond = value(overflow * 1.001);
    return Math.abs(beyond) > 1e30 && !waves ? Math.sign(beyond) * Infinity : NaN;
  }
  if (waves) {
    // Lowest and highest value of stretches that go further and further out: all of them rise, or all fall.
    const stretches = [1e2, 1e4, 1e6, 1e8].map((from) => Array.from({ length: 256 }, (_, i) => value(side * from * (1 + i / 256))));
    const [near, far] = [stretches[0]!.map(Math.abs), stretches.at(-1)!.map(Math.abs)];
    const sign = Math.sign(stretches.at(-1)![0]!);
    const grows = stretches.every((stretch) => stretch.every((y) => y * sign > 0)) && Math.min(...far) > 2 * Math.max(...near);
    return grows ? sign * Infinity : NaN;
  }
  const [near, far, farther] = [1e2, 1e32, LARGEST].map((x) => value(side * x)) as [number, number, number];
  if (Math.abs(farther - far) <= 1e-9 * Math.max(1, Math.abs(farther))) return tidy(farther, 12);
  const grows = Math.abs(farther) > 2 * Math.abs(near);
  return grows ? Math.sign(farther) * Infinity : NaN;
}

/** Where f jumps, each place once. */
function placesOf(subject: Subject, f: (x: number) => number, least: number): number[] {
  const places: number[] = [];
  for (const { at } of jumpsOf(subject, f, least)) {
    const place = tidy(at, 12) + 0;
    if (!places.some((known) => isNear(known, place))) places.push(place);
  }
  return places;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const pointsOf = ({ inputs, facts }: Subject, f: (x: number) => number): Point[] =>
  inputs.filter((x) => fits(facts, x)).flatMap((x) => (Number.isFinite(f(x)) ? [{ x, y: f(x) }] : []));

/** The highest point of f, of equals the one next to 0: the inputs, and between them what is higher up to ±100. */
function top(points: readonly Point[], f: (x: number) => number): Point {
  let best = points[0] ?? { x: NaN, y: NaN };
  const offer = (point: Point): void => {
    const gain = point.y - best.y;
    const same = Math.abs(gain) <= 1e-12 * Math.max(1, Math.abs(best.y));
    if (same ? Math.abs(point.x) < Math.abs(best.x) : gain > 0) best = point;
  };
  for (const [i, { x, y }] of points.entries()) {
    offer({ x, y });
    const [left, right] = [points[i - 1], points[i + 1]];
    if (left === undefined || right === undefined || Math.abs(x) > 100 || y < left.y || y < right.y || y === Math.min(left.y, right.y))
      continue;
    const at = highest(f, left.x, right.x);
    if (f(at) > y) offer({ x: at, y: f(at) });
  }
  return best;
}

/** The highest of ±f in the dense row, refined between its neighbours. */
function topOfDense(subject: Subject, sign: -1 | 1, f: (x: number) => number): number {
  const { x, y } = subject.dense();
  let best = -1;
  for (let i = 0; i < y.length; i++) if (Number.isFinite(y[i]!) && (best < 0 || sign * y[i]! > sign * y[best]!)) best = i;
  if (best < 0) return -Infinity;
  const refined = best > 0 && best < x.length - 1 ? f(highest(f, x[best - 1]!, x[best + 1]!)) : NaN;
  return Number.isFinite(refined) ? Math.max(sign * y[best]!, refined) : sign * y[best]!;
}

/** Lowest and highest value, or the limits beyond them. */
function rangeOf(subject: Subject): readonly [lowest: number, highest: number] {
  const { facts, value } = subject;
  const end = (sign: -1 | 1): number => {
    const f = (x: number): number => sign * value(x);
    const limits = facts.limits.filter((limit) => !Number.isNaN(limit)).map((limit) => sign * limit);
    const y = Math.max(top(pointsOf(subject, f), f).y, topOfDense(subject, sign, f));
    return limits.includes(Infinity) || (y > 1e30 && !limits.some((limit) => limit >= y / 2))
      ? sign * Infinity
      : sign * tidy(Math.max(y, ...limits), 12) + 0;
  };
  return [end(-1), end(1)];
}

/** The slope of the largest magnitude, and where it is; of equals a positive one. */
function largestSlopeOf(subject: Subject): ActivationFacts['largestSlope'] {
  const steepness = (x: number): number => Math.abs(subject.slope(x));
  const steepest = top(pointsOf(subject, steepness), steepness);
  const steep = steepest.y * (1 - 1e-9);
  const points = pointsOf(subject, subject.slope);
  const sign = points.some(({ y }) => y >= steep) || subject.slope(steepest.x) > 0 ? 1 : -1;
  const f = (x: number): number => sign * subject.slope(x);
  const signed = points.map(({ x, y }) => ({ x, y: sign * y }));
  const best = top(signed, f);
  const [first, last] = [signed[0]!.x, signed.at(-1)!.x];
  if (best.y > 1e6 && !(f(best.x / 10) * 2 > best.y))
    return { slope: sign * Infinity, at: best.x === first ? -Infinity : best.x === last ? Infinity : best.x };

  /** Where slopes leave the largest by more than `share`, going from the best place to a side: ±Infinity where they do not. */
  const edge = (side: -1 | 1, share: number): number => {
    const holds = (y: number): boolean => y >= best.y - share * best.y;
    const outwards = (side > 0 ? signed : signed.toReversed()).filter(({ x }) => side * (x - best.x) >= 0);
    const leaves = outwards.findIndex(({ y }) => !holds(y));
    if (leaves < 0) return side * Infinity;
    let [inside, outside] = [outwards[leaves - 1]?.x ?? best.x, outwards[leaves]!.x];
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (holds(f(middle))) inside = middle;
      else outside = middle;
    }
    return outside;
  };
  const about = [edge(-1, 1e-9), edge(1, 1e-9)] as const;
  const exactly = [edge(-1, 1e-15), edge(1, 1e-15)] as const;
  // An edge is sharp where the slopes that are as good as the largest end with the largest themselves.
  const sharp = ([0, 1] as const).map(
    (i) =>
      about[i] === exactly[i] ||
      Math.abs(about[i] - exactly[i]) <= Math.min(1e-4 * Math.max(1, Math.abs(about[i])), 0.1 * (about[1] - about[0])),
  );
  const slope = sign * tidy(best.y, 12) + 0;
  if (sharp[0] && sharp[1] && about[1] - about[0] > 1e-3) return { slope, at: [tidy(exactly[0], 9), tidy(exactly[1], 9)] };
  for (const side of [1, 0] as const) if (Math.abs(about[side]) === Infinity) return { slope, at: about[side] };
  const place = tidy(best.x, 7) + 0;
  return { slope, at: Math.abs(f(place) - best.y) <= 1e-9 * best.y ? place : best.x };
}

/** Whether values never rise or never fall, but for rounding. */
function isMonotonic(subject: Subject): boolean {
  const points = pointsOf(subject, subject.value);
  let [rises, falls] = [false, false];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!.y, points[i]!.y];
    const noise = 2 ** -50 * Math.max(Math.abs(a), Math.abs(b));
    rises ||= b - a > noise;
    falls ||= a - b > noise;
  }
  return !(rises && falls);
}

/** Whether the formula states a slope anywhere. */
function statesSlope(activation: AnyActivation): boolean {
  let stated = false;
  const ops = duals(numbers);
  const withSlope: typeof ops.withSlope = (...operands) => {
    stated = true;
    return ops.withSlope(...operands);
  };
  activation.formula(ops.constant(0.5), { ...ops, withSlope }, each(activation.parameters ?? {}, ops.constant));
  return stated;
}

function hasGain(activation: AnyActivation): boolean {
  try {
    return gainOf(activation) > 0;
  } catch {
    return false;
  }
}
