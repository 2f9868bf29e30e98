import { describe, expect, test } from 'vitest';
import { reference, tensor, valueAndSlope } from '../../src/index.ts';
import { activate } from '../../src/activation.ts';
import type { Activation } from '../../src/index.ts';
import { softplus, tanh } from '../activations.ts';
import { fixture } from '../tools.ts';

const erf: Activation = { name: 'erf', formula: (x, ops) => ops.erf(x) };

const rows = fixture('functions.jsonl').rows as readonly (readonly [name: string, bits: 32 | 64, x: number, y: number, dy: number])[];

const memory = new DataView(new ArrayBuffer(8));
function place(x: number, bits: 32 | 64): bigint {
  if (bits === 64) {
    memory.setFloat64(0, x);
    const word = memory.getBigInt64(0);
    return word < 0n ? -(word & 0x7fff_ffff_ffff_ffffn) : word;
  }
  memory.setFloat32(0, x);
  const word = memory.getInt32(0);
  return BigInt(word < 0 ? -(word & 0x7fff_ffff) : word);
}

/** Steps of float32 or float64 between two numbers; NaN is 0 from NaN, ±0 are one place. */
const distance = (got: number, expected: number, bits: 32 | 64): number =>
  Object.is(got, expected)
    ? 0
    : Number.isNaN(got) || Number.isNaN(expected)
      ? Infinity
      : Math.abs(Number(place(got, bits) - place(expected, bits)));

// Beyond the smallest normal number a slope may be flushed to 0.
const tiny = { 32: 1e-37, 64: 1e-307 };

describe.each([
  { activation: tanh, value: 1, slope: 2 },
  // The rounding of x² in e^(−x²) grows with x²; float32 does not see it.
  { activation: erf, value: 1, slope: 210 },
  { activation: softplus, value: 1, slope: 2 },
])('$activation.name', ({ activation, value: valueUlp, slope: slopeUlp }) => {
  test(`in double precision: value within ${valueUlp} ULP, slope by duals within ${slopeUlp} ULP of 110 digits rounded once`, () => {
    const table = rows.filter(([name, bits]) => name === activation.name && bits === 64);
    expect(table.length).toBe(173);
    const misses = table
      .map(([, , x, y, dy]) => ({ x, y, dy, got: valueAndSlope(activation.formula, x) }))
      .filter(
        ({ y, dy, got }) =>
          !(distance(got.value, y, 64) <= valueUlp && (distance(got.slope, dy, 64) <= slopeUlp || Math.abs(got.slope - dy) <= tiny[64])),
      );
    expect(misses).toEqual([]);
  });

  test('as float32 on the reference: value and slope within 1 ULP, rounded once', () => {
    const table = rows.filter(([name, bits]) => name === activation.name && bits === 32);
    expect(table.length).toBe(166);
    const { output, slope } = reference.map({ x: tensor(table.map(([, , x]) => x)) }, ({ x }, math) => activate(activation, x, {}, math));
    const misses = table
      .map(([, , x, y, dy], i) => ({
        x,
        value: distance(output.data[i]!, Math.fround(y), 32),
        slope: Math.abs(slope.data[i]! - dy) <= tiny[32] ? 0 : distance(slope.data[i]!, Math.fround(dy), 32),
      }))
      .filter(({ value, slope }) => !(value <= 1 && slope <= 1));
    expect(misses).toEqual([]);
  });
});
