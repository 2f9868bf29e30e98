import { activate, numbers } from '@nonlin/core';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { same, SMALLEST } from '../float32.ts';
import { difference, jumpBetween, missed, settled } from './differences.ts';
import type { Difference } from './differences.ts';
import type { Subject } from './subject.ts';

/** Distance to the nearest kink or jump. */
const clearance = ({ facts: { kinks, jumps } }: Subject, x: number): number =>
  Math.min(...[...kinks, ...jumps].map((place) => Math.abs(x - place)));

/** A derivative by duals against finite differences, away from kinks and jumps. */
function* compare(
  subject: Subject,
  what: string,
  f: (x: number) => number,
  derivative: (x: number) => number,
  absolute: number,
): Iterable<Failure> {
  let [asked, answered] = [0, 0];
  for (const x of subject.near) {
    const got = derivative(x);
    const room = clearance(subject, x);
    if (!Number.isFinite(got) || room < 1e-4) continue;
    asked++;
    const longest = Math.min(0.125 * Math.max(1, Math.abs(x)), room * 0.9);
    const found = settled(f, x, longest);
    // Where differences do not settle they say nothing: `kinks` and `jumps` look there.
    if (found === undefined) continue;
    const { slope, error } = found;
    answered++;
    const allowed = ({ slope, error }: Difference): number => 10 * error + 1e-6 * Math.abs(slope) + absolute;
    if (!(Math.abs(got - slope) <= allowed({ slope, error }))) {
      const miss = missed(f, x, longest, got, allowed);
      if (miss === undefined) continue;
      yield {
        input: `x = ${text(x)}`,
        got: `the ${what} ${got}`,
        expected: `${miss.slope} ± ${allowed(miss).toExponential(1)}, by finite differences`,
      };
    }
  }
  if (answered < asked / 2)
    yield { input: `${asked} inputs`, got: `finite differences that settle at ${answered}`, expected: 'at half of them or more' };
}

/** The slope by duals is that of the values, but for a few of the numbers that have lost their digits. */
export const slope = (subject: Subject): Iterable<Failure> => compare(subject, 'slope', subject.value, subject.slope, 8 * SMALLEST);

/** The second derivative by duals of duals is that of the slope, and does not jump. In the tails, slopes are sums that cancel. */
export function* curvature(subject: Subject): Iterable<Failure> {
  yield* compare(subject, 'second derivative', subject.slope, subject.curvature, 1e-9);
  for (const { at, from, to } of jumpsOf(subject, subject.curvature, 1e-4))
    yield { input: `x = ${at}`, got: `a second derivative that jumps from ${from} to ${to}`, expected: 'no jump, as facts.smooth says' };
}

/** Where f jumps, by more than `least`, among the inputs near enough to look at. */
export function* jumpsOf({ near }: Subject, f: (x: number) => number, least: number): Iterable<{ at: number; from: number; to: number }> {
  for (let i = 1; i < near.length; i++) {
    const found = jumpBetween(f, near[i - 1]!, near[i]!, least);
    if (found !== undefined) yield found;
  }
}

/** Where values jump in the dense row: looked for where a change is unlike those beside it. */
function* narrowJumps({ dense, value }: Subject, least: number): Iterable<{ at: number; from: number; to: number }> {
  const { x, y } = dense();
  for (let i = 1; i < y.length; i++) {
    const change = y[i]! - y[i - 1]!;
    const large = least * Math.max(1, Math.min(Math.abs(y[i]!), Math.abs(y[i - 1]!)));
    if (!(Math.abs(change) > large)) continue;
    const unlike = (i: number): boolean => !(Math.abs(change - (y[i]! - y[i - 1]!)) <= large);
    const found = unlike(i - 1) || unlike(i + 1) ? jumpBetween(value, x[i - 1]!, x[i]!, least) : undefined;
    if (found !== undefined) yield found;
  }
}

const isAt = (places: readonly number[], x: number): boolean =>
  places.some((place) => Math.abs(place - x) <= 1e-9 * Math.max(1, Math.abs(place)));

/** The slope jumps at the declared kinks and nowhere else, and at a kink lies between the slopes of its sides. */
export function* kinks(subject: Subject): Iterable<Failure> {
  const { facts, value, slope } = subject;
  for (const { at, from, to } of jumpsOf(subject, slope, 1e-5))
    if (!isAt([...facts.kinks, ...facts.jumps], at))
      yield {
        input: `x = ${at}`,
        got: `a slope that jumps from ${from} to ${to}`,
        expected: `no kink but at ${list(facts.kinks)}; declare it in facts.kinks`,
      };

  for (const kink of facts.kinks) {
    if (isAt(facts.jumps, kink)) continue;
    const distance = 2 ** -20 * Math.max(1, Math.abs(kink));
    // A stated slope is compared with itself, the function's own with one-sided differences.
    const side = (x: number): number => (facts.statesOwnSlope ? slope(x) : (value(x) - value(kink)) / (x - kink));
    const [left, right] = [side(kink - distance), side(kink + distance)];
    const near = 1e-4 * Math.max(1, Math.abs(left), Math.abs(right));
    if (Math.abs(left - right) <= near)
      yield { input: `x = ${kink}`, got: `the slopes ${left} and ${right} on its sides`, expected: 'a kink, as declared' };
    const got = slope(kink);
    if (got < Math.min(left, right) - near || got > Math.max(left, right) + near)
      yield { input: `x = ${kink}`, got: `the slope ${got}`, expected: `one from ${left} (left of the kink) to ${right} (right of it)` };
  }
}

/** The value jumps at the declared jumps and nowhere else. */
export function* jumps(subject: Subject): Iterable<Failure> {
  const { facts, value } = subject;
  const known = [...facts.jumps];
  for (const { at, from, to } of [...jumpsOf(subject, value, 1e-6), ...narrowJumps(subject, 1e-6)])
    if (!isAt(known, at) && known.push(at))
      yield {
        input: `x = ${at}`,
        got: `a value that jumps from ${from} to ${to}`,
        expected: `no jump but at ${list(facts.jumps)}; declare it in facts.jumps`,
      };
  for (const jump of facts.jumps) {
    const distance = 2 ** -30 * Math.max(1, Math.abs(jump));
    const [left, at, right] = [value(jump - distance), value(jump), value(jump + distance)];
    if (Math.max(Math.abs(at - left), Math.abs(right - at)) <= 1e-6)
      yield { input: `x = ${jump}`, got: `the values ${left}, ${at}, ${right} on and around it`, expected: 'a jump, as declared' };
  }
}

const list = (places: readonly number[]): string => (places.length === 0 ? 'no place' : places.join(', '));

/** Values depend on each parameter, and its slope is that of the values, at its first value, at half and at twice that, and near it. */
export function* parameters({ activation, facts, parameters, inputs }: Subject): Iterable<Failure> {
  for (const [name, initial] of Object.entries(parameters)) {
    const settings = [initial, initial / 2, initial * 2, initial + 0.125];
    const value = (x: number, setting: number): number => activation.formula(x, numbers, { ...parameters, [name]: setting });
    if (!inputs.some((x) => settings.some((setting) => !same(value(x, setting), value(x, initial))))) {
      yield { input: `${name} = ${settings.join(', ')}`, got: 'the same values', expected: `values that depend on the parameter ${name}` };
      continue;
    }
    for (const setting of settings) {
      for (const x of [-20, -4, -1.5, -0.75, -0.1, 0, 0.1, 0.75, 1.5, 4, 20]) {
        if ([...facts.kinks, ...facts.jumps].some((place) => Math.abs(x - place) < 1e-3)) continue;
        const along = { ...parameters, [name]: setting };
        const got = Number(activate(activation, x, along, numbers)[`slope:${name}`]);
        const valueAt = (p: number): number => value(x, p);
        const { slope, error } = difference(valueAt, setting, 0.0625);
        const room = ({ slope, error }: Difference): number => 10 * error + 1e-6 * Math.abs(slope);
        const allowed = room({ slope, error });
        if (error <= 1e-3 * Math.max(1, Math.abs(slope)) && missed(valueAt, setting, 0.0625, got, room))
          yield {
            input: `x = ${x}, ${name} = ${setting}`,
            got: `the slope ${got} in ${name}`,
            expected: `${slope} ± ${allowed.toExponential(1)}, by finite differences`,
          };
      }
    }
  }
}
