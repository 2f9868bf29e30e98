import { describe, expect, test } from 'vitest';
import type { Node } from '../../src/record/node.ts';
import { accessOf, bytesOf, layoutOf, sameBytes } from '../../src/record/layout.ts';
import { recordingOf } from '../tools.ts';
import type { Given } from '../tools.ts';

type Next = Parameters<typeof recordingOf>[1];
const given: Given = { constants: { a: [3, 4], b: [3, 4], row: [4], column: [3, 1], one: [1], cube: [2, 3, 4] } };
const nodeOf = (next: Next): Node => recordingOf(given, next).outputs['y']!;

describe('equal tensors are one node', () => {
  test.each<[string, Next]>([
    ['products', (ops, { a, b }) => ({ y: ops.matmul(a!, b!, { transposeB: true }), z: ops.matmul(a!, b!, { transposeB: true }) })],
    [
      'maps',
      (ops, { a }) => ({ y: ops.map({ a: a! }, (x, m) => ({ v: m.exp(x.a) })).v, z: ops.map({ b: a! }, (x, m) => ({ w: m.exp(x.b) })).w }),
    ],
    ['a map that hands a tensor on', (ops, { a }) => ({ y: ops.map({ a: a! }, (x, m) => ({ v: m.mul(x.a, 1) })).v, z: a! })],
    [
      'a tensor of ones that is multiplied by',
      (ops, { a, b }) => {
        const { ones } = ops.map({ b: b! }, () => ({ ones: 1 }));
        return { y: ops.map({ a: a!, ones }, (x, m) => ({ v: m.mul(x.a, x.ones) })).v, z: a! };
      },
    ],
    ['a sum of one element', (ops, { one }) => ({ y: ops.sum(one!, 0, { keepDimension: true }), z: one! })],
    ['reshapes of reshapes', (ops, { a }) => ({ y: ops.reshape(ops.reshape(a!, [12]), [2, 6]), z: ops.reshape(a!, [2, -1]) })],
  ])('%s', (_, next) => {
    const { outputs } = recordingOf(given, next);
    expect(outputs['y']).toBe(outputs['z']);
  });
});

describe('products in the forms the kernels know', () => {
  test('a transpose is read as such', () => {
    expect(nodeOf((ops, { a, b }) => ({ y: ops.matmul(ops.transpose(a!), b!) })).work).toMatchObject({ kind: 'matmul', transposeA: true });
    expect(
      nodeOf((ops, { a, b }) => ({ y: ops.matmul(ops.transpose(a!), b!, { transposeA: true, transposeB: true }) })).work,
    ).toMatchObject({
      transposeA: false,
      transposeB: true,
    });
  });

  test('one term is element by element', () => {
    expect(nodeOf((ops, { column, row }) => ({ y: ops.matmul(column!, ops.reshape(row!, [1, 4])) }))).toMatchObject({
      shape: [3, 4],
      work: { kind: 'map', body: { kind: 'mul' } },
    });
  });

  test('a single column is a single row', () => {
    const y = nodeOf((ops, { a, row }) => ({ y: ops.matmul(a!, ops.reshape(row!, [4, 1])) }));
    expect(y).toMatchObject({ shape: [3, 1], work: { kind: 'reshape', x: { shape: [1, 3], work: { kind: 'matmul', transposeB: true } } } });
  });
});

test('what stretches along neither rows nor columns is stretched first', () => {
  const next: Next = (ops, { cube, column }) => ({
    y: ops.map({ cube: cube!, column: column! }, (x, m) => ({ v: m.add(x.cube, x.column) })).v,
  });
  expect(nodeOf(next).work).toMatchObject({ body: { operands: [{ kind: 'read' }, { node: { work: { kind: 'expand' } } }] } });
});

describe('layouts', () => {
  test.each([
    [[], 1, 1, 4],
    [[5], 1, 5, 8],
    [[5, 1], 1, 5, 8],
    [[1, 5], 1, 5, 8],
    [[3, 5], 3, 5, 8],
    [[2, 3, 4], 6, 4, 4],
    [[2, 3, 1], 1, 6, 8],
  ])('%j lies in %d rows of %d, %d apart', (shape, rows, columns, stride) => {
    expect(layoutOf(shape)).toEqual({ rows, columns, stride });
    expect(bytesOf(shape)).toBe(rows * stride * 4);
  });

  test.each([
    [[4], [4, 1], true],
    [[2, 8], [4, 4], true],
    [[2, 6], [3, 4], false],
    [[2, 3], [1, 2, 3], true],
    [[2, 3], [6], false],
  ])('%j and %j are the same bytes: %s', (a, b, expected) => {
    expect(sameBytes(a, b)).toBe(expected);
  });

  test.each([
    [[3, 4], [3, 4], 'full'],
    [[4], [3, 4], 'row'],
    [[1, 4], [3, 4], 'row'],
    [[3, 1], [3, 4], 'column'],
    [[1], [3, 4], 'scalar'],
    [[3], [3, 3], 'row'],
    [[3, 1], [3, 3], 'column'],
    [[3, 4], [2, 3, 4], undefined],
    [[2, 3, 1], [2, 3, 4], 'column'],
  ])('%j over %j is read as %s', (from, over, expected) => {
    expect(accessOf(from, over)).toBe(expected);
  });
});
