import { expectWhole } from '../errors.ts';
import { cos, log } from '../scalar/elementary.ts';
import { threefry } from './threefry.ts';

/** Words are 32 bits. */
const WORD = 0x1_0000_0000;

/** 64 bits that name a sequence of draws. */
export type Key = readonly [number, number];

/** The key of a seed: a whole number from 0 to 2⁵³ − 1. Throws a `RangeError` for anything else. */
export function keyOf(seed: number): Key {
  expectWhole('seed', seed, 0);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: expected a whole number below 2^53, got ${seed}`);
  return [seed % WORD, Math.floor(seed / WORD)];
}

/** A key of its own for `purpose` (a small whole number, or two), derived from `key`. */
export const deriveKey = ([key0, key1]: Key, purpose: number, index = 0): Key => threefry(key0, key1, index, purpose);

/** `[0, 1)` in steps of 2⁻²⁴, exact in float32: the upper 24 of 32 bits. */
const toUnit = (bits: number): number => (bits >>> 8) / 0x1_00_0000;

/** `count` draws from `[0, 1)`: element i is word i mod 2 of the block at counter (⌊i / 2⌋, stream). */
export function uniforms([key0, key1]: Key, count: number, out: Float32Array, stream = 0): Float32Array {
  for (let i = 0; i < count; i += 2) {
    const [a, b] = threefry(key0, key1, i / 2, stream);
    out[i] = toUnit(a);
    if (i + 1 < count) out[i + 1] = toUnit(b);
  }
  return out;
}

/**
 * `count` draws from N(0, 1), in double precision: element i is √(−2 ln u) · cos(2πv), u in (0, 1], v in [0, 1),
 * from the two words of the block at counter (i, stream). Box & Muller 1958, doi:10.1214/aoms/1177706645.
 */
export function normals([key0, key1]: Key, count: number, stream = 0): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [a, b] = threefry(key0, key1, i, stream);
    out[i] = Math.sqrt(-2 * log((a + 1) / WORD)) * cos(2 * Math.PI * (b / WORD));
  }
  return out;
}

/** 0 to `count − 1` in random order (Fisher & Yates): float32, exact to 2²⁴. */
export function permutation([key0, key1]: Key, count: number): Float32Array<ArrayBuffer> {
  const order = Float32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const [bits] = threefry(key0, key1, i, 0);
    const j = Math.floor((bits / WORD) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** A key as a tensor's elements: four 16-bit whole numbers, low before high, which float32 holds exactly. */
export const keyToLimbs = ([key0, key1]: Key): [number, number, number, number] => [key0 & 0xffff, key0 >>> 16, key1 & 0xffff, key1 >>> 16];

/** The key in a tensor's four elements. */
export const keyFromLimbs = (limbs: ArrayLike<number>): Key => [
  (limbs[0]! | (limbs[1]! << 16)) >>> 0,
  (limbs[2]! | (limbs[3]! << 16)) >>> 0,
];
