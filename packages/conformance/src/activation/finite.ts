import { numbers } from '@nonlin/core';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { float32, LARGEST } from '../float32.ts';
import { tensor } from '@nonlin/core';
import { columnsOver } from './form.ts';
import { dualOver, fits, isFiniteFloat32 } from './subject.ts';
import type { Subject } from './subject.ts';
import { wavesTowards } from './waves.ts';

/** Value and slope are finite for every finite float32 input, but where overflow is declared. */
export function* finite({ activation, parameters, facts, inputs }: Subject): Iterable<Failure> {
  for (const x of inputs) {
    if (!fits(facts, x)) continue;
    const read = dualOver(activation, numbers, parameters, x);
    for (const part of ['value', 'slope'] as const)
      if (!isFiniteFloat32(read[part]))
        yield {
          input: `x = ${text(x)}`,
          got: `the ${part} ${read[part]}`,
          expected: 'a finite float32; declare facts.overflowsAt where it overflows',
        };
  }
}

/** What is finite in double precision is so with every operation rounded to float32: no step on the way overflows. */
export function* finiteInFloat32({ activation, parameters, facts, inputs }: Subject): Iterable<Failure> {
  for (const x of inputs) {
    if (!fits(facts, x)) continue;
    const exact = dualOver(activation, numbers, parameters, x);
    const read = dualOver(activation, float32, parameters, x);
    for (const part of ['value', 'slope'] as const)
      if (isFiniteFloat32(exact[part]) && !Number.isFinite(read[part]))
        yield {
          input: `x = ${text(x)}, every operation rounded to float32`,
          got: `the ${part} ${read[part]}`,
          expected: `about ${exact[part]}`,
        };
  }
}

/** NaN in, NaN out: a lost number is never hidden. */
export function* notANumber({ activation, parameters, value }: Subject): Iterable<Failure> {
  const readings = {
    'plain numbers': value(NaN),
    'float32 operations': activation.formula(NaN, float32, parameters),
    'whole columns': columnsOver(activation, parameters, tensor([NaN, NaN])).data[0]!,
  };
  for (const [reading, got] of Object.entries(readings))
    if (!Number.isNaN(got)) yield { input: `x = NaN, read as ${reading}`, got, expected: 'NaN' };
}

/** Far out in both directions, and then as far as float32 goes. */
const OUTWARDS = [1e2, 1e4, 1e8, 1e16, 1e32, LARGEST];

/** Far out, values approach the declared limits; at ±∞ itself the value is the limit, or NaN (as of a plain product −∞ · 0). */
export function* limits({ facts, value, slope }: Subject): Iterable<Failure> {
  if (facts.waves && !wavesTowards(slope, -1) && !wavesTowards(slope, 1))
    yield { input: 'x from ±100 to ±1000', got: 'a slope that does not turn again and again', expected: 'waves, as facts.waves says' };
  for (const side of [0, 1] as const) {
    const limit = facts.limits[side];
    if (Number.isNaN(limit)) continue;
    const sign = side === 0 ? -1 : 1;
    const near = (y: number): boolean => Math.abs(y - limit) <= 1e-6 * Math.max(1, Math.abs(limit));
    const values = OUTWARDS.map((distance) => value(sign * distance)).filter((y) => !Number.isNaN(y));
    const [first = NaN, last = NaN] = [values[0], values.at(-1)];
    const input = `x = ${sign * LARGEST}`;
    if (Number.isFinite(limit) && !near(last)) yield { input, got: last, expected: `${limit}, as declared, within 1e-6` };
    // Towards ±∞, slowly as ln x may be.
    if (Math.abs(limit) === Infinity && last !== limit && !(last * Math.sign(limit) > 2 * Math.abs(first)))
      yield { input, got: last, expected: `${limit}, as declared: of that sign, and far more than ${first} at ${sign * OUTWARDS[0]!}` };
    const at = value(sign * Infinity);
    if (at !== limit && !Number.isNaN(at) && !(Number.isFinite(limit) && near(at)))
      yield { input: `x = ${sign * Infinity}`, got: at, expected: `${limit}, as declared, or NaN` };
  }
}

/** Beyond the declared places value or slope are infinite, not NaN, and of the limit's sign; not beyond 0.1 % before them. */
export function* overflow({ activation, parameters, facts }: Subject): Iterable<Failure> {
  const { below, above } = facts.overflowsAt ?? {};
  for (const [side, place] of [
    [0, below],
    [1, above],
  ] as const) {
    if (place === undefined) continue;
    const x = Math.fround(place + (side === 0 ? -1e-3 : 1e-3) * Math.abs(place));
    const read = dualOver(activation, numbers, parameters, x);
    const [value, slope] = [Math.fround(read.value), Math.fround(read.slope)];
    if (Number.isNaN(value)) yield { input: `x = ${x}, beyond the declared ${place}`, got: value, expected: facts.limits[side] };
    else if (Number.isFinite(value) && Number.isFinite(slope))
      yield {
        input: `x = ${x}, beyond the declared ${place}`,
        got: `the value ${value} and slope ${slope}`,
        expected: 'overflow: one of them infinite',
      };
    else if (!Number.isFinite(value) && value !== facts.limits[side])
      yield { input: `x = ${x}, beyond the declared ${place}`, got: value, expected: `${facts.limits[side]}, the declared limit` };
  }
}
