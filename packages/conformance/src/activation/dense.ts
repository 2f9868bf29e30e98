import type { AnyActivation } from '@nonlin/core';

/** Values of f in a dense row of places, ascending; NaN where they are not looked at. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const FINEST = 2 ** -10;
const PER_OCTAVE = 2 ** 14;
/** |x| in octaves from 16 to 2¹⁷. */
const OCTAVES = [4, 17] as const;

let places: Float64Array | undefined;

/** float32 numbers every 2⁻¹⁰ to ±16, then every |x| / 2¹⁴ or closer to ±131072: less than 1 apart up to 16384. */
function densePlaces(): Float64Array {
  if (places) return places;
  const positive: number[] = [];
  for (let x = FINEST; x < 2 ** OCTAVES[0]; x += FINEST) positive.push(x);
  for (let octave = OCTAVES[0]; octave < OCTAVES[1]; octave++)
    for (let i = 0; i < PER_OCTAVE; i++) positive.push(2 ** octave * (1 + i / PER_OCTAVE));
  return (places = Float64Array.from([...positive.map((x) => -x).toReversed(), 0, ...positive]));
}

/** The values looked at last: an activation is mostly asked for its facts and then held to them. */
let last: { readonly activation: AnyActivation; readonly y: Float64Array } | undefined;

/** f at some 460,000 places: plain values, for the few checks that look for what is narrow. `f` is the activation's, with its first parameters. */
export function curveOf(activation: AnyActivation, f: (x: number) => number, looksAt: (x: number) => boolean): Curve {
  const x = densePlaces();
  if (last?.activation !== activation) last = { activation, y: x.map(f) };
  const { y } = last;
  return { x, y: x.map((place, i) => (looksAt(place) ? y[i]! : NaN)) };
}
