import { findFacts } from '@nonlin/conformance/checks';
import type { ActivationFacts } from '@nonlin/conformance/checks';
import { gainOf, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';

/** What a formula says of itself: the facts that the conformance kit holds it to, and what a reader likes to know besides. */
export interface FoundFacts extends ActivationFacts {
  /** Where values turn from falling to rising or back, between −40 and 40. */
  readonly turns: readonly number[];
  /** NaN where there is none. */
  readonly gain: number;
}

export function factsOf(activation: AnyActivation): FoundFacts {
  const facts = findFacts(activation);
  return {
    ...facts,
    turns: turnsOf((x) => activation.formula(x, numbers, activation.parameters ?? {})),
    gain: facts.noGain ? NaN : gainOf(activation),
  };
}

const GRID: readonly number[] = Array.from({ length: 80 * 64 + 1 }, (_, i) => i / 64 - 40);

function turnsOf(value: (x: number) => number): number[] {
  const turns: number[] = [];
  let [direction, from] = [0, GRID[0]!];
  for (let i = 1; i < GRID.length; i++) {
    const [left, right] = [GRID[i - 1]!, GRID[i]!];
    const [a, b] = [value(left), value(right)];
    if (!(Math.abs(b - a) > 2 ** -50 * Math.max(Math.abs(a), Math.abs(b)))) continue;
    const now = Math.sign(b - a);
    if (direction !== 0 && now !== direction) turns.push(peak((x) => direction * value(x), from, right));
    [direction, from] = [now, left];
  }
  return turns;
}

/** The highest point of a hill, to 1e-7, by golden sections. */
function peak(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  for (let i = 0; i < 60; i++) {
    const [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(left) > f(right)) b = right;
    else a = left;
  }
  const x = (a + b) / 2;
  return Math.abs(x) < 1e-7 ? 0 : Number(x.toPrecision(7));
}

/** Four decimals as a text prints them: `−0.2785`, `0.5`, `∞`; large and small ones as `1.23e−7`, `1e6`. */
export function short(x: number): string {
  if (Math.abs(x) === Infinity) return x > 0 ? '∞' : '−∞';
  const few = Number(x.toFixed(4)) + 0;
  const power = Math.abs(x) >= 1e6 || (few === 0 && Math.abs(x) > 1e-9);
  const text = power ? Number(x.toPrecision(3)).toExponential() : String(few);
  return text.replace('e+', 'e').replaceAll('-', '−');
}

/** The largest slope in words, and where it is: `1.0998 at 2.3994`, `1, at every x > 0`. */
export function largestSlopeText({ largestSlope: { slope, at } }: ActivationFacts): readonly [slope: string, where: string] {
  if (Math.abs(slope) === Infinity) return [short(slope), ', it grows without end'];
  if (typeof at === 'number') return [short(slope), Math.abs(at) === Infinity ? `, approached towards ${short(at)}` : ` at ${short(at)}`];
  const [from, to] = at;
  if (from === -Infinity) return [short(slope), to === Infinity ? ', everywhere' : `, at every x < ${short(to)}`];
  return [short(slope), to === Infinity ? `, at every x > ${short(from)}` : `, at every x from ${short(from)} to ${short(to)}`];
}

/** The rows of a README's table of numbers, in its words. */
export function factsTable(activation: AnyActivation, facts: FoundFacts = factsOf(activation)): { readonly [row: string]: string } {
  const value = (x: number): number => activation.formula(x, numbers, activation.parameters ?? {});
  const end = (y: number): string => {
    const places = Math.abs(y) === Infinity ? [] : facts.turns.filter((x) => Math.abs(value(x) - y) <= 1e-9 * Math.max(1, Math.abs(y)));
    return `${short(y)}${places.length === 1 ? ` (at ${short(places[0]!)})` : ''}`;
  };
  const limit = (y: number, side: string): string => `${Number.isNaN(y) ? 'none' : short(y)} at ${side}∞`;
  const { below, above } = facts.overflowsAt ?? {};
  const overflow = [below !== undefined && `left of ${short(below)}`, above !== undefined && `right of ${short(above)}`].filter(Boolean);
  const list = (places: readonly number[]): string => places.map(short).join(', ');
  return {
    Range: `${end(facts.range[0])} to ${end(facts.range[1])}`,
    'Largest slope': largestSlopeText(facts).join(''),
    'Slope at 0': short(facts.slopeAtZero),
    Limits: `${limit(facts.limits[0], '−')}, ${limit(facts.limits[1], '+')}`,
    Monotonic: monotonicText(facts, value),
    ...(facts.kinks.length > 0 && { 'The slope jumps at': list(facts.kinks) }),
    ...(facts.jumps.length > 0 && { 'The value jumps at': list(facts.jumps) }),
    ...(overflow.length > 0 && { 'Leaves float32': overflow.join(' and ') }),
    'Initial gain 1/√E[f(z)²], z ~ N(0, 1)': Number.isNaN(facts.gain) ? 'none' : short(facts.gain),
  };
}

function monotonicText({ monotonic, turns }: FoundFacts, value: (x: number) => number): string {
  if (monotonic) return value(40) < value(-40) ? 'yes: it falls' : 'yes';
  const [turn] = turns;
  if (turn === undefined) return 'no';
  if (turns.length > 1) return turns.length > 4 ? 'no: it turns again and again' : `no: it turns at ${turns.map(short).join(', ')}`;
  const [left, right] = value(turn - 0.01) > value(turn) ? ['falls', 'rises'] : ['rises', 'falls'];
  return `no: ${left} left of ${short(turn)}, ${right} right of it`;
}
