import { describe, expect, test } from 'vitest';
import { dataOf } from '../src/data.ts';
import { limitsOf } from '../src/growth.ts';
import type { Limits } from '../src/growth.ts';
import { elementwiseToOnnx, networkToOnnx } from '../src/onnx.ts';
import { toMarkdown } from '../src/report/markdown.ts';
import type { Report } from '../src/report/markdown.ts';
import { plot } from '../src/report/plot.ts';
import { spreadOf } from '../src/statistics.ts';
import { operationsOf } from '../src/work.ts';
import type { Training, Work } from '../src/work.ts';

const xor = { kind: 'train', activation: 'tanh', loss: 'binary', optimizer: 'sgd', rate: 0.5 } as const;

describe('medians and quartiles', () => {
  test.each([
    [[3], { median: 3, low: 3, high: 3 }],
    [[2, 1], { median: 1.5, low: 1.25, high: 1.75 }],
    [[5, 1, 4, 2, 3], { median: 3, low: 2, high: 4 }],
  ])('%j', (values, spread) => expect(spreadOf(values)).toEqual(spread));
  test('of nothing', () => expect(() => spreadOf([])).toThrow('expected at least one value'));
});

describe('operations of one piece of work', () => {
  test.each<[Work, number]>([
    [{ kind: 'matmul', size: 10 }, 2000],
    [{ kind: 'map', activation: 'relu', slope: false, elements: 7 }, 7],
    [{ kind: 'predict', sizes: [3, 4, 5], activation: 'relu', batch: 2 }, 2 * 2 * (12 + 20)],
    [{ ...xor, sizes: [2, 8, 1], rows: 4, batch: 4 }, 2 * 4 * (3 * (16 + 8) - 16)],
  ])('%j', (work, operations) => expect(operationsOf(work)).toBe(operations));
});

describe('data', () => {
  test('XOR: its four rows first, then noisy copies', () => {
    const { input, target } = dataOf({ sizes: [2, 8, 1], rows: 8, loss: 'binary' });
    expect(Array.from(input.slice(0, 8))).toEqual([0, 0, 0, 1, 1, 0, 1, 1]);
    expect(Array.from(target)).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    expect(Math.max(...input.slice(8).map((value, i) => Math.abs(value - input[i]!)))).toBeLessThan(0.051);
  });
  test('classes in turn, the same in every run', () => {
    const one = dataOf({ sizes: [5, 4, 3], rows: 30, loss: 'softmax' });
    expect(Array.from(one.target.slice(0, 4))).toEqual([0, 1, 2, 0]);
    expect(dataOf({ sizes: [5, 4, 3], rows: 30, loss: 'softmax' })).toEqual(one);
  });
});

describe('where limits begin', () => {
  const work = (size: number): Training => ({ ...xor, sizes: [2, size, 1], rows: 4, batch: 4 });
  const sizes = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
  /** A call of 100 ns, and so many for each unit: fewer where caches hold them. */
  const curve = (each: (size: number) => number) => sizes.map((size) => ({ size, time: 100 + size * each(size) }));
  test('steps that pick their rows are held against their like', () => {
    const picking = (rows: number): Training => ({ ...xor, sizes: [2, 64, 1], rows, batch: Math.min(64, rows) });
    const times = [10, 160, 400, 400, 400, 400];
    const points = [4, 64, 256, 4096, 65_536, 1_048_576].map((size, i) => ({ size, time: times[i]! }));
    expect(limitsOf(points, picking)).toEqual({ arithmetic: 64 });
    expect(limitsOf([...points.slice(0, -1), { size: 1_048_576, time: 800 }], picking)).toEqual({ arithmetic: 64, memory: 1_048_576 });
  });
  test.each<[string, (size: number) => number, Limits]>([
    ['arithmetic alone', () => 1, { arithmetic: 1000 }],
    ['memory at the end', (size) => (size > 50_000 ? 4 : 1), { arithmetic: 1000, memory: 100_000 }],
    ['a slow size in the middle is no limit', (size) => (size === 10_000 ? 4 : 1), { arithmetic: 1000 }],
    ['slower where caches hold everything: not memory', (size) => (size > 50 ? 4 : 0.1), { arithmetic: 100 }],
    ['calls throughout', () => 1e-9, {}],
  ])('%s', (_, each, limits) => expect(limitsOf(curve(each), work)).toEqual(limits));
});

const spread = (median: number) => ({ median, low: median * 0.9, high: median * 1.1 });
const report: Report = {
  machine: { processor: 'A', cores: 2, memory: '4 GiB', system: 'linux x64', node: '26.0.0', v8: '14', date: '2026-11-24' },
  peak: 50e9,
  versions: { 'nonlin, wasm': '1.0.0' },
  absent: { PyTorch: 'no Python with PyTorch' },
  effort: { rounds: 3, milliseconds: 10 },
  rows: [
    {
      row: { id: 'matmul-256', title: 'matmul, 256 × 256 × 256', unit: 'GFLOP/s' },
      results: [
        { name: 'nonlin, wasm', group: 'ours', webAssembly: true, time: spread(100), shown: spread(40) },
        { name: 'slow.js', group: 'javascript', webAssembly: false, time: spread(900), shown: spread(4) },
        { name: 'fast.js', group: 'javascript', webAssembly: true, time: spread(250), shown: spread(16) },
        { name: 'broken.js', group: 'javascript', webAssembly: true, void: 'the loss did not fall: 1 to 2' },
        { name: 'C', group: 'limit', webAssembly: false, time: spread(50), shown: spread(80) },
      ],
    },
  ],
  coldStarts: [
    { name: 'an empty program', group: 'ours', bytes: 20, time: spread(30) },
    { name: 'slow.js', group: 'javascript', bytes: 5000, beside: 2000, time: spread(60) },
  ],
  growths: [
    {
      growth: { id: 'width', title: 'wide', axis: 'units' },
      curves: [{ name: 'nonlin, wasm', points: [{ size: 2, time: 1000 }] }],
      limits: { arithmetic: 16, memory: 2048 },
    },
  ],
};

describe('the page', () => {
  const page = toMarkdown(report);
  test.each([
    ['the ratio to the fastest peer, by name', '| matmul, 256 × 256 × 256 | 40 GFLOP/s | 2.5 × (fast.js) | 2.5 × | 0.5 × | – | – | – |'],
    ['the share of the peak', '80 % of it (256)'],
    ['medians with their spread', '| slow.js | 4 (3.6 to 4.4) | 9 × |  |'],
    ['rows that are void, and why', '| broken.js | void: the loss did not fall: 1 to 2 | – |  |'],
    ['a process against an empty one', '| slow.js | 5 | 2 | 60 (54 to 66) | 2 × |'],
    ['limits', 'Below 16, the call is what is paid'],
    ['what was not found', '| PyTorch | not found on this machine: no Python with PyTorch |'],
  ])('has %s', (_, text) => expect(page).toContain(text));
});

test('a plot: curves by name, limits as marks, text escaped', () => {
  const points = [1, 10, 100].map((size) => ({ size, time: 50 * size }));
  const svg = plot('a < b', 'units', [{ name: 'one & two', points }], { arithmetic: 10 });
  expect(svg).toContain('<title>a &lt; b</title>');
  expect(svg).toContain('one &amp; two');
  expect(svg).toContain('arithmetic from here');
  expect(svg.match(/<polyline points="(.*?)"/)?.[1]?.split(' ')).toHaveLength(3);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test.each([
  ['a network', () => networkToOnnx({ sizes: [4, 3, 2], activation: 'relu' }), 'Gemm'],
  ['an activation', () => elementwiseToOnnx('sigmoid', 8), 'Sigmoid'],
])('%s for onnxruntime has its operator', (_, make, operator) => {
  expect(Buffer.from(make()).toString('latin1')).toContain(operator);
});
