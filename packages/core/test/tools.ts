import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Named, Tensor } from '../src/index.ts';

/** f′(x) by five points: exact to some 1e-11 for smooth f of the size of 1. */
export function difference(f: (x: number) => number, x: number, h = 1e-3 * Math.max(1, Math.abs(x))): number {
  return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h);
}

/** Expects |got − expected| ≤ absolute + relative · |expected|; NaN and infinities only where expected. */
export function expectClose(
  got: number,
  expected: number,
  { absolute = 0, relative = 0 }: { absolute?: number; relative?: number },
  what = '',
): void {
  if (Object.is(got, expected) || got === expected) return;
  if (!(Math.abs(got - expected) <= absolute + relative * (Number.isFinite(expected) ? Math.abs(expected) : NaN)))
    expect.fail(`${what}: expected ${expected} within ${absolute} + ${relative}·|expected|, got ${got}`);
}

export function expectAllClose(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: { absolute?: number; relative?: number },
  what = '',
): void {
  if (got.length !== expected.length) expect.fail(`${what}: expected ${expected.length} numbers, got ${got.length}`);
  for (let i = 0; i < got.length; i++) expectClose(got[i]!, expected[i]!, tolerance, `${what}[${i}]`);
}

/** FNV-1a (32 bits) over the bytes of all tensors in the order of their names. */
export function fingerprint(tensors: Named<Tensor>): string {
  let hash = 0x811c9dc5;
  for (const name of Object.keys(tensors).toSorted()) {
    const { buffer, byteOffset, byteLength } = tensors[name]!.data;
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** The lines of a fixture, parsed; the first says where they come from. NaN and infinities stand in them as strings. */
export function fixture(name: string): { source: { readonly [name: string]: unknown }; rows: unknown[] } {
  const special = (_: string, value: unknown): unknown =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value;
  const [source, ...rows] = readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, special) as unknown);
  return { source: source as { [name: string]: unknown }, rows };
}

/** The message of what `action` throws; fails when it throws nothing. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return expect.fail('nothing was thrown');
}
