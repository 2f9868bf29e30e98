import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { cos, erf, erfc, exp, expm1, log, log1p, sin, sqrt, tanh } from '../src/scalar/elementary.ts';

/** Rows of function, x, f(x), correctly rounded by arbitrary precision; the script that writes them stands beside them. */
const reference = readFileSync(new URL('./reference/elementary.csv', import.meta.url), 'utf8')
  .split('\n')
  .map((row) => row.split(','));

const memory = new DataView(new ArrayBuffer(8));

/** The place of a number among all float64, in order: neighbours differ by 1, and ±0 share place 0. */
function place(x: number): bigint {
  memory.setFloat64(0, x);
  const bits = memory.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

/** How many float64 lie from `got` to `expected`; Infinity where only one is NaN or the sign of zero differs. */
function distance(got: number, expected: number): number {
  if (Object.is(got, expected)) return 0;
  if (Number.isNaN(got) || Number.isNaN(expected) || (got === 0 && expected === 0)) return Infinity;
  return Math.abs(Number(place(got) - place(expected)));
}

/** FNV-1a (32 bits) over the bytes of f(x) for 20 000 values of x. */
function fingerprint(f: (x: number) => number, sweep: (i: number) => number): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < 20_000; i++) {
    memory.setFloat64(0, f(sweep(i)));
    for (let byte = 0; byte < 8; byte++) hash = Math.imul(hash ^ memory.getUint8(byte), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** 20 000 points evenly over [low, high), by products and sums alone. */
const over = (low: number, high: number) => (i: number) => low + ((high - low) * i) / 20_000;

const functions = [
  { name: 'exp', f: exp, ulp: 1, sweep: over(-746, 710), golden: '96b483df' },
  { name: 'expm1', f: expm1, ulp: 1, sweep: over(-5, 5), golden: 'e7993481' },
  { name: 'log', f: log, ulp: 1, sweep: over(0, 100), golden: 'bce3ac66' },
  { name: 'log1p', f: log1p, ulp: 1, sweep: over(-0.999, 9), golden: 'ba370286' },
  { name: 'tanh', f: tanh, ulp: 2, sweep: over(-10, 10), golden: 'a10d605e' },
  { name: 'erf', f: erf, ulp: 2, sweep: over(-6, 6), golden: '7beb9bdc' },
  { name: 'erfc', f: erfc, ulp: 3, sweep: over(-6, 27.3), golden: '44d14723' },
  { name: 'sin', f: sin, ulp: 1, sweep: over(-99_000, 101_000), golden: '36daac07' },
  { name: 'cos', f: cos, ulp: 1, sweep: over(-99_000, 101_000), golden: '98a5d837' },
];

describe.each(functions)('$name', ({ name, f, ulp, sweep, golden }) => {
  test(`is within ${ulp} ULP of the correctly rounded value, specials and signed zeros included`, () => {
    const rows = reference.filter(([row]) => row === name);
    expect(rows.length).toBeGreaterThan(150);
    const misses = rows
      .map(([, x, y]) => ({ x: Number(x), got: f(Number(x)), expected: Number(y) }))
      .filter(({ got, expected }) => !(distance(got, expected) <= ulp));
    expect(misses).toEqual([]);
  });

  test('gives the same bits on every engine', () => {
    expect(fingerprint(f, sweep)).toBe(golden);
  });
});

test('sqrt is exactly rounded by every engine', () => {
  expect(fingerprint(sqrt, over(0, 100))).toBe('dec66deb');
});

test.each([
  { name: 'expm1', f: expm1, odd: false },
  { name: 'tanh', f: tanh, odd: true },
  { name: 'erf', f: erf, odd: true },
  { name: 'sin', f: sin, odd: true },
])('$name keeps −0 and subnormals', ({ f, odd }) => {
  for (const x of [-0, 5e-324, 1e-310, 2.2250738585072014e-308]) {
    if (odd) expect(f(-x)).toBe(-f(x));
    if (f !== erf) expect(f(x)).toBe(x);
  }
});

test.each([
  { name: 'exp', f: exp, ulp: 0, sweep: over(-20, 20) },
  { name: 'log', f: log, ulp: 0, sweep: over(0.01, 10) },
  { name: 'tanh', f: tanh, ulp: 0, sweep: over(-3, 3) },
  { name: 'erf', f: erf, ulp: 0, sweep: over(-4, 4) },
])('$name never falls over 20 000 rising points', ({ f, sweep }) => {
  for (let i = 1; i < 20_000; i++) if (f(sweep(i)) < f(sweep(i - 1))) expect.fail(`falls at ${sweep(i)}`);
});
