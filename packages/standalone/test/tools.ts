import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { numbers } from '@nonlin/core';
import type { Layer, Sequential } from '@nonlin/core';
import { afterAll } from 'vitest';

export type Predict = (input: readonly number[]) => number[];

const folder = mkdtempSync(join(tmpdir(), 'nonlin-standalone-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

/** The function that a module of this code exports. */
export async function run(code: string, name = 'predict'): Promise<Predict> {
  const file = join(folder, `${count++}.mjs`);
  writeFileSync(file, code);
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly [name: string]: Predict })[name]!;
}

/** One row through dense, standardized and dropped-out layers in double precision, by core's formulas and plain loops. */
export function inDoublePrecision({ layers, parameters }: Sequential, row: readonly number[]): readonly number[] {
  return layers.reduce((row, layer, place) => forward(layer, (name) => parameters[`${place}.${name}`]!.data, row), row);
}

function forward({ name, activation }: Layer, parameter: (name: string) => Float32Array, row: readonly number[]): readonly number[] {
  if (name.startsWith('dropout')) return row;
  if (name.startsWith('standardize')) return row.map((x, i) => (x - parameter('mean')[i]!) / parameter('deviation')[i]!);
  const [weight, bias] = [parameter('weight'), parameter('bias')];
  return [...bias].map((bias, unit) => {
    const sum = row.reduce((sum, x, i) => sum + x * weight[(i * weight.length) / row.length + unit]!, 0) + bias;
    const learnt = Object.keys(activation!.parameters ?? {}).map((name) => [name, parameter(name)[activation!.perUnit ? unit : 0]!]);
    return activation!.formula(sum, numbers, Object.fromEntries(learnt));
  });
}
