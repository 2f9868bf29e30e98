import { describe, expect, test } from 'vitest';
import { fuse } from '../src/fuse.ts';
import { plan } from '../src/plan.ts';
import type { Plan } from '../src/plan.ts';
import type { Source } from '../src/record/node.ts';
import { recordingOf } from './tools.ts';
import type { Given } from './tools.ts';

type Next = Parameters<typeof recordingOf>[1];
const given: Given = { constants: { a: [64, 64] }, state: { s: [64, 64], t: [64, 64] } };
const BYTES = 64 * 64 * 4;
const START = 100 * BYTES;
const placeOf = ({ name }: Source): number => ['a', 'kept/s', 'kept/t'].indexOf(name) * BYTES;

function planOf(next: Next): Plan {
  const recording = recordingOf(given, next);
  return plan(recording, fuse(recording), placeOf, START);
}

describe('the next state', () => {
  test.each<[string, Next, number, number]>([
    [
      'is written in place by the last loop that reads it',
      (ops, { s, a }) => ({ s: ops.map({ s: s!, a: a! }, (x, m) => ({ v: m.add(x.s, x.a) })).v }),
      1,
      0,
    ],
    [
      'is copied where a later kernel reads the old one',
      (ops, { s, a }) => {
        const { v } = ops.map({ s: s!, a: a! }, (x, m) => ({ v: m.add(x.s, x.a) }));
        return { s: v, y: ops.sum(ops.matmul(v, s!)) };
      },
      0,
      1,
    ],
    ['is copied from a product of itself', (ops, { s, a }) => ({ s: ops.matmul(s!, a!) }), 0, 1],
    ['two tensors that change places go by a third', (_, { s, t }) => ({ s: t!, t: s! }), 0, 4],
    ['what stays is left alone', (_, { s }) => ({ s: s! }), 0, 0],
    ['the old one as an output', (ops, { s, a }) => ({ s: ops.map({ s: s!, a: a! }, (x, m) => ({ v: m.add(x.s, x.a) })).v, y: s! }), 0, 1],
  ])('%s', (_, next, inPlace, copies) => {
    const plan = planOf(next);
    expect([plan.inPlace, plan.copies.length]).toEqual([inPlace, copies]);
  });
});

test('a chain of products takes two places in turn', () => {
  const { shared, unshared } = planOf((ops, { a }) => {
    const product = Array.from({ length: 6 }).reduce<typeof a>((x) => ops.matmul(x!, a!), a);
    return { y: ops.sum(product!) };
  });
  expect(unshared).toBe(6 * BYTES + 16);
  // Two tensors, and the second operand in panels.
  expect(shared).toBeLessThanOrEqual(3 * BYTES + 16);
});

test('a loop writes over what it reads for the last time', () => {
  const { shared } = planOf((ops, { a }) => {
    const product = ops.matmul(a!, a!);
    return { y: ops.map({ product, row: ops.sum(product, 0) }, (x, m) => ({ v: m.sub(x.product, x.row) })).v };
  });
  expect(shared).toBeLessThanOrEqual(2 * BYTES + 64 * 4);
});
