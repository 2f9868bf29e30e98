import type { ScalarOps } from '@nonlin/core';
import type { Node } from './node.ts';

/** What an interpreter of formulas computes: `ScalarOps` without its constants and stated slopes. */
export type Operation = Exclude<keyof ScalarOps<unknown>, 'constant' | 'withSlope'>;

/** A formula as a graph: what one element of a tensor is made of. Equal expressions of one recording are one object. */
export type Expression =
  /** A number, in double precision until it is used. */
  | { readonly id: number; readonly kind: 'constant'; readonly value: number }
  /** The element of a tensor at this place, stretched where the tensor is smaller. */
  | { readonly id: number; readonly kind: 'read'; readonly node: Node }
  /** The index along the last axis. */
  | { readonly id: number; readonly kind: 'column' }
  | { readonly id: number; readonly kind: Operation; readonly operands: readonly Expression[] };

/** The expressions that `expression` is made of directly. */
export const operandsOf = (expression: Expression): readonly Expression[] => ('operands' in expression ? expression.operands : []);

/** Every tensor that `expressions` read, once. */
export function nodesRead(expressions: readonly Expression[]): Node[] {
  const nodes = new Set<Node>();
  for (const expression of reachable(expressions)) if (expression.kind === 'read') nodes.add(expression.node);
  return [...nodes];
}

/** `expressions` and all they are made of, once each, operands before what uses them. */
function reachable(expressions: readonly Expression[]): Set<Expression> {
  const done = new Set<Expression>();
  const visit = (expression: Expression): void => {
    if (done.has(expression)) return;
    for (const operand of operandsOf(expression)) visit(operand);
    done.add(expression);
  };
  expressions.forEach(visit);
  return done;
}
