import { numbers } from '@nonlin/core';
import type { MathFunction } from '../../src/math/index.ts';

/** π/2 · 2⁴⁰⁰ = Σ n! / (2n + 1)!! (Euler); its last bits are uncertain. */
function halfPi(): bigint {
  let sum = 0n;
  let term = 1n << 400n;
  for (let n = 1n; term > 0n; n++) {
    sum += term;
    term = (term * n) / (2n * n + 1n);
  }
  return sum;
}

type Parts = readonly [number, number, number];

/** `value · 2⁻⁴⁰⁰` for a value below 8: parts of 2⁻²³, 2⁻⁴⁹ and the rest, so that a product of the first two with 27 bits is exact. */
function split(value: bigint): Parts {
  const first = value >> 377n;
  const second = (value >> 351n) - (first << 26n);
  const third = value - (((first << 26n) + second) << 351n);
  return [Number(first) * 2 ** -23, Number(second) * 2 ** -49, Number(third) * 2 ** -400];
}

const HALF_PI = halfPi();
const QUARTER = split(HALF_PI);
/** 2ᵉ modulo 2π for the exponents of the last place of float32 from 2²³ on. */
const UNITS = Array.from({ length: 105 }, (_, i) => split((1n << BigInt(400 + i)) % (4n * HALF_PI)));

const bits = new DataView(new ArrayBuffer(4));

/** sin(x + shift · π/2) for a float32 x ≥ 2²³, by its remainder in three parts; core's own way there is exact, and slow. */
function hugeSine(x: number, shift: number): number {
  bits.setFloat32(0, x);
  const word = bits.getUint32(0);
  const m = (word & 0x7fffff) | 0x800000;
  const unit = UNITS[(word >>> 23) - 150] as Parts;
  const k = Math.round((m * (unit[0] + unit[1])) / (Math.PI / 2));
  const r = m * unit[0] - k * QUARTER[0] + (m * unit[1] - k * QUARTER[1]) + (m * unit[2] - k * QUARTER[2]);
  const y = (k + shift) % 2 === 0 ? numbers.sin(r) : numbers.cos(r);
  return (k + shift) % 4 < 2 ? y : -y;
}

/** f(x) in double precision: core's, which its own tests hold to arbitrary precision. */
export function reference(name: MathFunction): (x: number) => number {
  if (name === 'sin')
    return (x) => (Math.abs(x) >= 2 ** 23 && Math.abs(x) < Infinity ? Math.sign(x) * hugeSine(Math.abs(x), 0) : numbers.sin(x));
  if (name === 'cos') return (x) => (Math.abs(x) >= 2 ** 23 && Math.abs(x) < Infinity ? hugeSine(Math.abs(x), 1) : numbers.cos(x));
  return numbers[name];
}
