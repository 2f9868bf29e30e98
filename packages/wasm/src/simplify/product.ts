import type { ScalarOps, Shape } from '@nonlin/core';
import type { Expression } from '../record/expression.ts';
import type { Node, Work } from '../record/node.ts';

/** What makes nodes: the recorder's own functions. */
export interface Making {
  make(shape: Shape, work: Work): Node;
  map(shape: Shape, body: Expression): Node;
  reshape(x: Node, shape: Shape): Node;
  read(node: Node): Expression;
  readonly math: ScalarOps<Expression>;
}

/**
 * The matrix product of shape [m, n] in the form the kernels know: no transposed copies, at least two terms for each
 * element (one is a product of a column and a row, element by element), and a single column as a single row.
 */
export function product(
  { make, map, reshape, read, math }: Making,
  [m, n]: readonly [number, number],
  a: Node,
  b: Node,
  transposeA: boolean,
  transposeB: boolean,
): Node {
  if (a.work.kind === 'transpose') [a, transposeA] = [a.work.x, !transposeA];
  if (b.work.kind === 'transpose') [b, transposeB] = [b.work.x, !transposeB];
  const terms = a.shape[transposeA ? 0 : 1]!;
  if (terms === 0) return map([m, n], math.constant(0));
  if (terms === 1) return map([m, n], math.mul(read(reshape(a, [m, 1])), read(reshape(b, [1, n]))));
  if (n === 1 && m > 1) {
    // (A·b)ᵀ = bᵀ·Aᵀ, and a vector is the same bytes either way.
    const row = make([1, m], { kind: 'matmul', a: reshape(b, [1, terms]), b: a, transposeA: false, transposeB: !transposeA });
    return reshape(row, [m, 1]);
  }
  if (m === 1) return make([1, n], { kind: 'matmul', a: reshape(a, [1, terms]), b, transposeA: false, transposeB });
  return make([m, n], { kind: 'matmul', a, b, transposeA, transposeB });
}
