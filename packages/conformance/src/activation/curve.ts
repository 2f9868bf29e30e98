import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { LARGEST } from '../float32.ts';
import { highest, jumpBetween } from './differences.ts';
import { fits } from './subject.ts';
import type { Subject } from './subject.ts';

/** Facts hold to this. */
const NEAR = 1e-6;

/** Inputs without overflow whose reading by f is finite. */
function pointsOf({ inputs, facts }: Subject, f: (x: number) => number): { x: number; y: number }[] {
  return inputs.map((x) => ({ x, y: fits(facts, x) ? f(x) : NaN })).filter(({ y }) => Number.isFinite(y));
}

/** The highest point of f: the best of the inputs, refined between its neighbours. */
function top(points: readonly { x: number; y: number }[], f: (x: number) => number): { x: number; y: number } {
  let best = 0;
  for (const [i, { y }] of points.entries()) if (y > points[best]!.y) best = i;
  const point = points[best] ?? { x: NaN, y: NaN };
  const x = highest(f, points[best - 1]?.x ?? point.x, points[best + 1]?.x ?? point.x);
  const y = f(x);
  return y > point.y ? { x, y } : point;
}

/** The highest point of ±f among the dense ones and `best`. */
function topOfDense(subject: Subject, sign: 1 | -1, best: { x: number; y: number }): { x: number; y: number } {
  const { x, y } = subject.dense();
  let place = -1;
  for (let i = 0; i < y.length; i++) if (sign * y[i]! > (place < 0 ? best.y : sign * y[place]!)) place = i;
  return place < 0 ? best : { x: x[place]!, y: sign * y[place]! };
}

/** Values stay in the declared range, and come near both its ends. */
export function* range(subject: Subject): Iterable<Failure> {
  const [lowest, highestValue] = subject.facts.range;
  for (const [sign, end, word] of [
    [-1, lowest, 'lowest'],
    [1, highestValue, 'highest'],
  ] as const) {
    const f = (x: number): number => sign * subject.value(x);
    const { x, y } = topOfDense(subject, sign, top(pointsOf(subject, f), f));
    const [got, allowed] = [sign * y, NEAR * Math.max(1, Math.abs(end))];
    if (Math.abs(end) === Infinity) {
      if (!subject.facts.limits.includes(end) && !(y * Math.sign(sign * end) > 1e30))
        yield { input: `x = ${text(x)}`, got: `${got}, the ${word} value`, expected: `${end}, as facts.range says` };
    } else if (!(Math.abs(got - end) <= allowed))
      yield { input: `x = ${text(x)}`, got: `${got}, the ${word} value`, expected: `${end} within 1e-6, as facts.range says` };
  }
}

/** No slope is larger than the declared one, and it is taken or approached where it is said to be. */
export function* largestSlope(subject: Subject): Iterable<Failure> {
  const { slope, at } = subject.facts.largestSlope;
  const steepness = (x: number): number => Math.abs(subject.slope(x));
  const points = pointsOf(subject, steepness);
  const steepest = top(points, steepness);
  if (Math.abs(slope) === Infinity) {
    if (steepest.y < 1e6)
      yield { input: `x = ${text(steepest.x)}`, got: `${steepest.y}, the steepest slope`, expected: `${slope}, as declared` };
    return;
  }
  const allowed = NEAR * Math.max(1, Math.abs(slope));
  if (steepest.y > Math.abs(slope) + allowed)
    yield {
      input: `x = ${text(steepest.x)}`,
      got: `the slope ${subject.slope(steepest.x)}`,
      expected: `none larger than ${slope}, as declared`,
    };
  else if (subject.facts.statesOwnSlope !== true) yield* steepSecants(subject, Math.abs(slope) + allowed);

  const places =
    typeof at === 'number' ? [Math.max(-LARGEST, Math.min(LARGEST, at))] : points.map(({ x }) => x).filter((x) => x > at[0] && x < at[1]);
  if (places.length === 0)
    yield { input: 'facts.largestSlope.at', got: `[${at.toString()}]`, expected: 'a stretch [from, to] with places in it' };
  for (const x of places) {
    const got = subject.slope(x);
    if (!(Math.abs(got - slope) <= allowed))
      yield { input: `x = ${text(x)}`, got: `the slope ${got}`, expected: `${slope} within 1e-6, the largest, as declared` };
  }
}

/** The first place where values change faster than any slope may be, but for jumps and rounding. */
function* steepSecants(subject: Subject, largest: number): Iterable<Failure> {
  const { x, y } = subject.dense();
  for (let i = 1; i < y.length; i++) {
    const [from, to, left, right] = [y[i - 1]!, y[i]!, x[i - 1]!, x[i]!];
    const noise = 2 ** -48 * Math.max(Math.abs(from), Math.abs(to));
    if (!(Math.abs(to - from) > largest * (right - left) + noise) || jumpBetween(subject.value, left, right, 1e-6)) continue;
    yield {
      input: `x from ${left} to ${right}`,
      got: `values from ${from} to ${to}`,
      expected: `no slope larger than ${subject.facts.largestSlope.slope}, as declared`,
    };
    return;
  }
}

/** The slope at 0 and −0 is the declared one. */
export function* slopeAtZero({ facts, slope }: Subject): Iterable<Failure> {
  for (const x of [0, -0]) {
    const got = slope(x);
    if (Number.isFinite(got) && !(Math.abs(got - facts.slopeAtZero) <= NEAR * Math.max(1, Math.abs(facts.slopeAtZero))))
      yield { input: `x = ${text(x)}`, got: `the slope ${got}`, expected: `${facts.slopeAtZero} within 1e-6, as declared` };
  }
}

/** Values never turn back where it is declared monotonic; and they do where it is declared not to be. */
export function* monotonic(subject: Subject): Iterable<Failure> {
  const points = pointsOf(subject, subject.value);
  let [rise, fall]: ((typeof points)[number] | undefined)[] = [];
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const noise = 2 ** -50 * Math.max(Math.abs(a.y), Math.abs(b.y));
    if (b.y - a.y > noise) rise ??= b;
    if (a.y - b.y > noise) fall ??= b;
  }
  const { x, y } = subject.dense();
  for (let i = 1; i < y.length; i++) {
    // Neighbours are so near that roundings of a whole formula count.
    const noise = 2 ** -40 * Math.max(1, Math.abs(y[i]!));
    if (y[i]! - y[i - 1]! > noise) rise ??= { x: x[i]!, y: y[i]! };
    if (y[i - 1]! - y[i]! > noise) fall ??= { x: x[i]!, y: y[i]! };
  }
  if (subject.facts.monotonic && rise !== undefined && fall !== undefined)
    yield {
      input: `x = ${text(Math.max(rise.x, fall.x))}`,
      got: `values that rise (up to x = ${text(rise.x)}) and fall (up to x = ${text(fall.x)})`,
      expected: 'monotonic, as declared',
    };
  if (!subject.facts.monotonic && (rise === undefined || fall === undefined))
    yield {
      input: `${points.length} inputs`,
      got: `values that never ${rise === undefined ? 'rise' : 'fall'}`,
      expected: 'not monotonic, as declared',
    };
}
