import { describe, expect, test } from 'vitest';
import { fuse } from '../src/fuse.ts';
import type { Kernel } from '../src/fuse.ts';
import { recordingOf } from './tools.ts';
import type { Given } from './tools.ts';

type Next = Parameters<typeof recordingOf>[1];
const given: Given = { constants: { a: [8, 4], b: [8, 4], row: [4], w: [4, 4] }, state: { s: [8, 4], t: [8, 4] }, inputs: { rate: [] } };

/** A kernel in short: `loop(map map sum)`, `matmul`. */
const short = (kernel: Kernel): string =>
  kernel.kind === 'single'
    ? kernel.node.work.kind
    : `loop(${kernel.nodes.map(({ work }) => (work.kind === 'reduce' ? work.how : work.kind)).join(' ')})`;

describe('what is computed in one pass', () => {
  test.each<[string, Next, string[]]>([
    [
      'a chain',
      (ops, { a, row }) => {
        const { sum } = ops.map({ a: a!, row: row! }, (x, m) => ({ sum: m.add(x.a, x.row) }));
        return { y: ops.map({ sum }, (x, m) => ({ v: m.tanh(x.sum) })).v };
      },
      ['loop(map map)'],
    ],
    [
      'value and slope',
      (ops, { a }) => ({ ...ops.map({ a: a! }, (x, m) => ({ value: m.exp(x.a), slope: m.mul(2, m.exp(x.a)) })) }),
      ['loop(map map)'],
    ],
    [
      'reductions of what the loop computes, in each direction',
      (ops, { a }) => {
        const { v } = ops.map({ a: a! }, (x, m) => ({ v: m.mul(x.a, x.a) }));
        return { all: ops.sum(v), rows: ops.max(v, 1), columns: ops.mean(v, 0) };
      },
      ['loop(map sum max mean)'],
    ],
    [
      'not what needs the whole sum',
      (ops, { a }) => {
        const total = ops.sum(a!, 1, { keepDimension: true });
        return { y: ops.map({ a: a!, total }, (x, m) => ({ v: m.div(x.a, x.total) })).v };
      },
      ['loop(sum)', 'loop(map)'],
    ],
    [
      'an update of several tensors of the state',
      (ops, { a, s, t, rate }) => {
        const { next, memory } = ops.map({ a: a!, s: s!, t: t!, rate: rate! }, (x, m) => {
          const memory = m.add(x.t, x.a);
          return { memory, next: m.sub(x.s, m.mul(x.rate, memory)) };
        });
        return { s: next, t: memory };
      },
      ['loop(map map)'],
    ],
    [
      'around a product',
      (ops, { a, w }) => {
        const { half } = ops.map({ a: a! }, (x, m) => ({ half: m.mul(0.5, x.a) }));
        const product = ops.matmul(half, w!);
        return { y: ops.map({ product, half }, (x, m) => ({ v: m.add(x.product, x.half) })).v };
      },
      ['loop(map)', 'matmul', 'loop(map)'],
    ],
    ['strangers of one shape are left apart', (ops, { a, b }) => ({ y: ops.sum(a!), z: ops.sum(b!) }), ['loop(sum)', 'loop(sum)']],
    ['nothing that nobody needs', (ops, { a, b, w }) => (ops.matmul(a!, w!), { y: ops.sum(b!) }), ['loop(sum)']],
  ])('%s', (_, next, expected) => {
    expect(fuse(recordingOf(given, next)).kernels.map(short)).toEqual(expected);
  });
});

test('what only `last` needs runs after the last step', () => {
  const recording = recordingOf(given, (ops, { a }) => ({ y: ops.sum(a!) }));
  const extra = recordingOf(given, (ops, { b }) => ({ y: ops.max(b!) }));
  const { kernels, last } = fuse({ ...recording, last: { z: extra.outputs['y']! } });
  expect([kernels.map(short), last.map(short)]).toEqual([['loop(sum)'], ['loop(max)']]);
});
