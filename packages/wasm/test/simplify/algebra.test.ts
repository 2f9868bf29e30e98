import type { Operand, ScalarOps } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import type { Expression } from '../../src/record/expression.ts';
import type { Node } from '../../src/record/node.ts';
import { algebra } from '../../src/simplify/algebra.ts';

const { ops, read, column } = algebra();
const source = (id: number): Node => ({ id, shape: [2], work: { kind: 'source', source: { from: 'input', name: String(id) } } });
const [x, y] = [read(source(0)), read(source(1))];

type Made = (math: ScalarOps<Expression>) => Operand<Expression>;

describe('what is the same for every element is one', () => {
  test.each<[string, Made, Expression | number]>([
    ['x · 1', (m) => m.mul(x, 1), x],
    ['1 · x', (m) => m.mul(1, x), x],
    ['x / 1', (m) => m.div(x, 1), x],
    ['x − 0', (m) => m.sub(x, 0), x],
    ['x + −0', (m) => m.add(x, -0), x],
    ['−(−x)', (m) => m.neg(m.neg(x)), x],
    ['x · −1', (m) => m.mul(x, -1), ops.neg(x)],
    ['2 · x', (m) => m.mul(2, x), ops.mul(x, 2)],
    ['x / 4, exact', (m) => m.div(x, 4), ops.mul(x, 0.25)],
    ['1 where 1', (m) => m.where(1, x, y), x],
    ['where NaN', (m) => m.where(NaN, x, y), x],
    ['where 0', (m) => m.where(0, x, y), y],
    ['the same on both sides', (m) => m.where(y, x, x), x],
    ['a stated slope', (m) => m.withSlope(x, y, 2), x],
    ['constants', (m) => m.mul(2, m.add(3, 4)), 14],
    ['a function of a constant', (m) => m.exp(0), 1],
    ['equal formulas', (m) => m.add(m.exp(x), 1), ops.add(ops.exp(x), 1)],
  ])('%s', (_, made, expected) => {
    const simplified = made(ops);
    if (typeof expected === 'number') expect(simplified).toMatchObject({ kind: 'constant', value: expected });
    else expect(simplified).toBe(expected);
  });
});

describe('what is not the same for −0, NaN or infinity stays', () => {
  test.each<[string, Made, string]>([
    ['x + 0, which turns −0 to 0', (m) => m.add(x, 0), 'add'],
    ['0 − x, which is not −x at 0', (m) => m.sub(0, x), 'sub'],
    ['x · 0, which is NaN at ∞', (m) => m.mul(x, 0), 'mul'],
    ['x − x', (m) => m.sub(x, x), 'sub'],
    ['x / x', (m) => m.div(x, x), 'div'],
    ['x / 3, whose reciprocal is rounded', (m) => m.div(x, 3), 'div'],
    ['0 and −0 are two constants', (m) => m.add(m.constant(0), y), 'add'],
  ])('%s', (_, made, kind) => {
    expect(made(ops)).toMatchObject({ kind });
  });

  test('0 and −0', () => {
    expect(ops.constant(0)).not.toBe(ops.constant(-0));
  });
});

test('a tensor of equal numbers is read as that number', () => {
  expect(read({ id: 9, shape: [3], work: { kind: 'map', body: ops.constant(5) } })).toMatchObject({ kind: 'constant', value: 5 });
});

test('the index along the last axis is one', () => {
  expect(column()).toBe(column());
});
