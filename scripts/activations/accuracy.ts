import { existsSync, readFileSync } from 'node:fs';
import { activate, reference, tensor, valueAndSlope } from '@nonlin/core';
import type { Activation } from '@nonlin/core';

/** An input with every acceptable value and slope, correctly rounded: several where a convention or a limit decides. */
export interface AccuracyRow {
  readonly name: string;
  /** The precision that the input has and the results are rounded to. */
  readonly bits: 32 | 64;
  readonly x: number;
  readonly values: readonly number[];
  readonly slopes: readonly number[];
}

/** How far value and slope at `x` are from the nearest acceptable ones: in steps from one number to the next, and absolutely. */
export interface Distance {
  readonly x: number;
  readonly value: number;
  readonly slope: number;
  readonly absolute: { readonly value: number; readonly slope: number };
}

const place = (folder: string, file: string): URL => new URL(`../../packages/${folder}/test/${file}`, import.meta.url);

/** The lines of a file that a package may have. */
const lines = (file: URL): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);

/** The rows of packages/‹folder›/test/functions.jsonl for a function; its first line says where they come from. */
export function functionRows(folder: string, name: string): AccuracyRow[] {
  const special = (_: string, value: unknown): unknown =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value;
  return lines(place(folder, 'functions.jsonl'))
    .slice(1)
    .map((line) => JSON.parse(line, special) as [string, 32 | 64, number, number | number[], number | number[]])
    .filter(([of]) => of === name)
    .map(([, bits, x, y, slope]) => {
      const round = bits === 32 ? Math.fround : Number;
      return { name, bits, x: round(x), values: [y].flat().map(round), slopes: [slope].flat().map(round) };
    });
}

/** The rows of packages/‹folder›/test/reference.csv for a function, written by scripts/reference/activations.py. */
export function referenceRows(folder: string, name: string): (readonly [x: number, value: number, slope: number])[] {
  const float32 = (text: string | undefined): number => Math.fround(Number(text));
  return lines(place(folder, 'reference.csv'))
    .map((line) => line.split(','))
    .filter(([of]) => of === name)
    .map(([, x, y, slope]) => [float32(x), float32(y), float32(slope)]);
}

/** The float32 rows of both tables; a function of a single comparison has no reference.csv. */
export const float32Rows = (folder: string, name: string): AccuracyRow[] => [
  ...functionRows(folder, name).filter(({ bits }) => bits === 32),
  ...referenceRows(folder, name).map(([x, y, slope]) => ({ name, bits: 32 as const, x, values: [y], slopes: [slope] })),
];

/** float32 rows as the reference backend computes them, float64 rows as plain numbers do. */
export function distances(activation: Activation, rows: readonly AccuracyRow[]): Distance[] {
  const { output, slope } = reference.map({ x: tensor(rows.map(({ x }) => x)) }, ({ x }, math) => activate(activation, x, {}, math));
  return rows.map(({ bits, x, values, slopes }, i) => {
    const got = bits === 32 ? { value: output.data[i]!, slope: slope.data[i]! } : valueAndSlope(activation.formula, x);
    return {
      x,
      value: nearest(got.value, values, (a, b) => steps(a, b, bits)),
      slope: nearest(got.slope, slopes, (a, b) => steps(a, b, bits)),
      absolute: { value: nearest(got.value, values, gap), slope: nearest(got.slope, slopes, gap) },
    };
  });
}

const nearest = (got: number, acceptable: readonly number[], distance: (a: number, b: number) => number): number =>
  Math.min(...acceptable.map((expected) => distance(got, expected)));

const gap = (a: number, b: number): number =>
  Object.is(a, b) || a === b ? 0 : Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(a - b);

const memory = new DataView(new ArrayBuffer(8));

/** The place of a number among all of its precision, in order: neighbours differ by 1, and ±0 share place 0. */
function placeOf(x: number, bits: 32 | 64): bigint {
  if (bits === 32) memory.setFloat32(0, x);
  else memory.setFloat64(0, x);
  const word = bits === 32 ? BigInt(memory.getInt32(0)) : memory.getBigInt64(0);
  return word < 0n ? -(word & (bits === 32 ? 0x7fff_ffffn : 0x7fff_ffff_ffff_ffffn)) : word;
}

/** Steps from one number to another; Infinity where only one is NaN. */
function steps(a: number, b: number, bits: 32 | 64): number {
  const [missing, expected] = [Number.isNaN(a), Number.isNaN(b)];
  if (missing || expected) return missing && expected ? 0 : Infinity;
  return Math.abs(Number(placeOf(a, bits) - placeOf(b, bits)));
}
