import type { Loop } from '../fuse.ts';
import { rootOf } from '../fuse.ts';
import type { Expression } from '../record/expression.ts';
import type { Node } from '../record/node.ts';

const reads = new WeakMap<Node, Expression>();

/** What a loop computes for one element of `node`: a map's formula, a reduction's element. */
export function bodyOf({ work }: Node): Expression {
  if (work.kind === 'map') return work.body;
  if (work.kind !== 'reduce') throw new Error(`${work.kind} is not part of a loop`);
  let read = reads.get(work.x);
  if (read === undefined) reads.set(work.x, (read = { id: -1 - work.x.id, kind: 'read', node: work.x }));
  return read;
}

/** The formula of a tensor that the loop itself computes; `undefined` for one that it reads from memory. */
export function insideOf({ nodes }: Loop): (node: Node) => Expression | undefined {
  const computed = new Set(nodes);
  return (node) => {
    const root = rootOf(node);
    return computed.has(root) && root.work.kind === 'map' ? root.work.body : undefined;
  };
}
