import { keyOf, normals } from '@nonlin/core';
import { difference } from '../activation/differences.ts';
import type { Failure } from '../finding.ts';
import { widen } from './double.ts';
import type { Double } from './double.ts';
import { forward, INPUT, inputOf, parametersOf, probeFor, pulledInDouble, slopeIn, widened } from './subject.ts';
import type { LayerSubject } from './subject.ts';

/** Elements of a tensor that are moved one by one; of a larger one these many, and then all at once. */
const ALONE = 64;
/** Longest step of a difference, as a part of max(1, |x|). */
const LONGEST = 0.0625;

/** The slope of Σ gradient · output in each element of the input. */
export const inputSlopes = (subject: LayerSubject): Iterable<Failure> => compared(subject, INPUT);

/** The same in each element of each parameter. */
export function* parameterSlopes(subject: LayerSubject): Iterable<Failure> {
  const fixed = new Set(subject.options.fixed);
  for (const name of Object.keys(subject.layer.shapes ?? {})) if (!fixed.has(name)) yield* compared(subject, name);
}

/** Slopes in `name` by the way back, against finite differences in double precision. */
function* compared(subject: LayerSubject, name: string): Iterable<Failure> {
  const [input, parameters] = [widen(inputOf(subject)), widened(parametersOf(subject))];
  const gradient = probeFor(subject, inputOf(subject)).data;
  const slope = pulledInDouble(subject)[slopeIn(name)]!.data;
  const { shape, data } = name === INPUT ? input : parameters[name]!;
  const outputWith = (changed: Double): Float64Array =>
    (name === INPUT ? forward(subject, 'train', parameters, changed) : forward(subject, 'train', { ...parameters, [name]: changed }, input))
      .output.data;
  // Σ gradient · (output − output at the start): what does not change takes no digits.
  const start = outputWith({ shape, data });
  const total = (changed: Float64Array): number =>
    outputWith({ shape, data: changed }).reduce((sum, y, i) => sum + gradient[i]! * (y - start[i]!), 0);
  const magnitude = start.reduce((sum, y, i) => sum + Math.abs(gradient[i]! * y), 1);

  let [asked, answered] = [0, 0];
  function* along(place: string, direction: (i: number) => number, longest: number, got: number): Iterable<Failure> {
    asked++;
    const { slope, error } = difference((by) => total(data.map((x, i) => x + by * direction(i))), 0, longest);
    // Where differences do not settle, as at a corner, they say nothing.
    if (!(error <= 1e-3 * Math.max(1, Math.abs(slope)))) return;
    answered++;
    const allowed = 10 * error + 1e-6 * Math.abs(slope) + 1e-9 * magnitude;
    if (!(Math.abs(got - slope) <= allowed))
      yield { input: place, got: `the slope ${got}`, expected: `${slope} ± ${allowed.toExponential(1)}, by finite differences` };
  }

  const every = Math.max(1, data.length / ALONE);
  for (let next = 0; Math.floor(next) < data.length; next += every) {
    const place = Math.floor(next);
    yield* along(`${name}[${place}]`, (i) => Number(i === place), LONGEST * Math.max(1, Math.abs(data[place]!)), slope[place]!);
  }
  if (every > 1) {
    const direction = normals(keyOf(35), data.length);
    const got = slope.reduce((sum, y, i) => sum + y * direction[i]!, 0);
    yield* along(`${name}, all elements at once`, (i) => direction[i]!, LONGEST / Math.sqrt(data.length), got);
  }
  if (answered < asked / 2)
    yield {
      input: `${asked} places of ${name}`,
      got: `finite differences that settle at ${answered}`,
      expected: 'at half of them or more',
    };
}
