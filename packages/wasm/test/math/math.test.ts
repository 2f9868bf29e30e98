import { describe, expect, test } from 'vitest';
import { Module } from '../../src/encode/module.ts';
import { hasRelaxedMadd } from '../../src/features.ts';
import { kernels, mathContext } from '../../src/math/index.ts';
import type { MathFunction } from '../../src/math/index.ts';
import { reference } from './reference.ts';
import { sweep } from './sweep.ts';
import { errorInUlp } from './ulp.ts';

/** Largest errors over all float32, fused and plain, rounded up (scripts/check-math.ts); where a kernel changes its ways, and where it was worst. */
const rows: { readonly [name in MathFunction]: { readonly fused: number; readonly plain: number; readonly borders: readonly number[] } } = {
  exp: { fused: 0.9, plain: 1.2, borders: [89, 88.722839, -87.336545, -103.972084, -104, Math.LN2 / 2] },
  expm1: { fused: 1.6, plain: 1.7, borders: [89, 88.722839, 88.37626, -17.32868, -25, 2 ** -24, Math.LN2 / 2] },
  log: { fused: 0.9, plain: 0.9, borders: [1, Math.SQRT1_2, Math.SQRT2, 2 ** -126, 2 ** -149] },
  log1p: { fused: 1.5, plain: 1.5, borders: [-1, 1, Math.SQRT1_2 - 1, Math.SQRT2 - 1, 2 ** 24, 2 ** 26, 2 ** 127 * Math.SQRT2] },
  tanh: { fused: 2.4, plain: 2.3, borders: [0.55, Math.LN2 / 4, 9.0109, 10, 0.2012827, 0.2347101] },
  erf: { fused: 1.3, plain: 1.4, borders: [0.875, 3.8325, 4] },
  erfc: { fused: 2.4, plain: 2.2, borders: [0.5, 1, 4, 9.194549, 10.054, 10.5, 7.0376797, 7.3264422, 8.3085393] },
  sin: { fused: 1.6, plain: 2.4, borders: [Math.PI / 4, Math.PI / 2, Math.PI, 3215, 51471, 1e5, 16367173 * 2 ** 72, 2158.3367] },
  cos: { fused: 1.6, plain: 2.4, borders: [Math.PI / 4, Math.PI / 2, Math.PI, 3215, 51471, 1e5, 16367173 * 2 ** 72, 2228.8975] },
};

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);
const fromBits = (word: number): number => {
  bits[0] = word;
  return float[0] as number;
};
const toBits = (x: number): number => {
  float[0] = x;
  return bits[0] as number;
};

/** Every exponent with mantissas spread differently in each, the neighbourhoods of the borders, and both signs of all. */
function sample(borders: readonly number[]): number[] {
  const magnitudes: number[] = [0, 1, Infinity, NaN];
  for (let exponent = 0; exponent < 255; exponent++) {
    const start = exponent * 2 ** 23;
    magnitudes.push(fromBits(start), fromBits(start + 1), fromBits(start + 2 ** 23 - 1));
    for (let i = 0; i < 150; i++) magnitudes.push(fromBits(start + (((i * 150 + exponent) * 5_177_677) % 2 ** 23)));
  }
  for (const border of borders) for (let i = -40; i <= 40; i++) magnitudes.push(fromBits(toBits(Math.abs(border)) + i));
  // Where most of a network's numbers are.
  for (let i = 0; i < 8000; i++) magnitudes.push(Math.fround(i * 0.00137));
  return magnitudes.flatMap((x) => [x, -x]);
}

const modes = [{ mode: 'plain', fused: false }, ...(hasRelaxedMadd() ? [{ mode: 'fused', fused: true }] : [])] as const;

describe.each(modes)('$mode', ({ mode, fused }) => {
  test.each((Object.keys(kernels) as MathFunction[]).map((name) => ({ name, ulp: rows[name][mode as 'fused' | 'plain'] })))(
    '$name is within $ulp ULP, specials, signed zeros and subnormals included',
    ({ name, ulp }) => {
      const inputs = sample(rows[name].borders);
      const { input, output, run } = sweep(name, fused, Math.ceil(inputs.length / 4) * 4);
      input.set(inputs);
      run();
      const f = reference(name);
      const misses = inputs.flatMap((x, i) => {
        const got = output[i] as number;
        const expected = f(Math.fround(x));
        return errorInUlp(got, expected) <= ulp ? [] : [{ x, got, expected }];
      });
      expect(misses).toEqual([]);
    },
  );

  test('values that every engine must give', () => {
    const at = (name: MathFunction, xs: readonly number[]) => {
      const { input, output, run } = sweep(name, fused, 4);
      input.set(xs);
      run();
      return Array.from(output.subarray(0, xs.length));
    };
    expect(at('exp', [0, -0, -Infinity, Infinity])).toEqual([1, 1, 0, Infinity]);
    expect(at('expm1', [0, -0, -Infinity, Infinity])).toEqual([0, -0, -1, Infinity]);
    expect(at('log', [1, 0, -0, -1])).toEqual([0, -Infinity, -Infinity, NaN]);
    expect(at('log1p', [0, -0, -1, -2])).toEqual([0, -0, -Infinity, NaN]);
    expect(at('tanh', [0, -0, Infinity, -Infinity])).toEqual([0, -0, 1, -1]);
    expect(at('erf', [0, -0, Infinity, -Infinity])).toEqual([0, -0, 1, -1]);
    expect(at('erfc', [Infinity, -Infinity, 10.1, -10])).toEqual([0, 2, 0, 2]);
    expect(at('sin', [0, -0, Infinity, NaN])).toEqual([0, -0, NaN, NaN]);
    expect(at('cos', [0, -0, -Infinity, NaN])).toEqual([1, 1, NaN, NaN]);
  });
});

test('plain kernels are bit-identical everywhere: FNV-1a of every function over 4,096 values', () => {
  const hash = (name: MathFunction) => {
    const { input, output, run } = sweep(name, false, 4096);
    input.set(Float32Array.from({ length: 4096 }, (_, i) => fromBits(0x2f800000 + i * 174_763 * 4 + (i % 2) * 0x80000000)));
    run();
    // NaN's own bits may differ.
    const words = Array.from(output, (y) => (Number.isNaN(y) ? 0 : toBits(y)));
    return (words.reduce((sum, word) => Math.imul(sum ^ word, 0x01000193), 0x811c9dc5) >>> 0).toString(16);
  };
  expect(Object.fromEntries((Object.keys(kernels) as MathFunction[]).map((name) => [name, hash(name)]))).toMatchInlineSnapshot(`
    {
      "cos": "6832a0a7",
      "erf": "1261b706",
      "erfc": "574659cc",
      "exp": "7cef186a",
      "expm1": "89319e66",
      "log": "cc11586f",
      "log1p": "d9dd12f9",
      "sin": "d7558f18",
      "tanh": "af8c0bc8",
    }
  `);
});

test('a second kernel in one function shares constants, locals and helpers', () => {
  const module = new Module();
  const context = mathContext(module, false);
  const index = module.function({ params: ['f32'], results: ['f32'], export: 'f' }, (code, x) => {
    const first = code.local('v128');
    code.get(x).op('f32x4.splat').set(first);
    kernels.sin(code, first, context);
    kernels.cos(code, first, context);
    code.op('f32x4.add').set(first);
    kernels.exp(code, first, context);
    code.lane('f32x4.extract_lane', 2);
  });
  expect(index).toBe(0);
  expect([...context.functions.keys()]).toEqual(['hugeAngle']);
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports as { f: (x: number) => number };
  for (const x of [0.5, 1e6]) expect(f(x)).toBeCloseTo(Math.exp(Math.sin(x) + Math.cos(x)), 5);
});
