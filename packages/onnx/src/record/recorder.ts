import { broadcast, resolveAxis, sizeOf } from '@nonlin/core';
import type { Operand, ScalarOps, Shape, TensorOps } from '@nonlin/core';
import { algebra } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Node, Reduction, Work } from './node.ts';

/** `TensorOps` that compute nothing and write down what is asked for. */
export interface Recorder {
  readonly ops: TensorOps<Node>;
  /** The operations of the formulas that are recorded. */
  readonly math: ScalarOps<Expression>;
  given(name: string, shape: Shape): Node;
  /** What is asked for until `run` ends belongs to `scope`. */
  within<R>(scope: string, run: () => R): R;
}

export function recorder(): Recorder {
  const known = new Map<string, Node>();
  const { ops: math, read } = algebra();
  let scope = '';

  const make = (shape: Shape, work: Work): Node => {
    const key = `${keyOf(work)} [${shape.join(' ')}]`;
    let node = known.get(key);
    if (node === undefined) known.set(key, (node = { id: known.size, shape, work, scope }));
    return node;
  };
  const map = (shape: Shape, body: Expression): Node =>
    // A formula that hands a tensor on is that tensor.
    body.kind === 'read' && sameShape(body.node.shape, shape) ? body.node : make(shape, { kind: 'map', body });

  const reduce =
    (how: Reduction, fallback?: number) =>
    (x: Node, axis: number | undefined = fallback, { keepDimension: keep = false } = {}): Node => {
      const at = axis === undefined ? undefined : resolveAxis(how, x.shape, axis);
      const shape = x.shape.flatMap((dimension, i) => (at !== undefined && i !== at ? [dimension] : keep ? [1] : []));
      return make(shape, { kind: 'reduce', how, x, axis: at, keep });
    };

  const ops: TensorOps<Node> = {
    shapeOf: ({ shape }) => shape,
    constant: (value) => map([], math.constant(value)),
    map: (inputs, formula) => {
      let shape: Shape = [];
      for (const name in inputs) shape = broadcast('map', shape, inputs[name]!.shape);
      const x = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, read(input)]));
      const y = formula(x as { [name in keyof typeof inputs]: Expression }, math);
      const outputs = Object.entries<Operand<Expression>>(y).map(([name, output]) => [
        name,
        map(shape, typeof output === 'number' ? math.constant(output) : output),
      ]);
      return Object.fromEntries(outputs) as never;
    },
    matmul: (a, b, { transposeA = false, transposeB = false } = {}) => {
      const [m, k] = transposeA ? a.shape.toReversed() : a.shape;
      const [inner, n] = transposeB ? b.shape.toReversed() : b.shape;
      if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner)
        throw new RangeError(`matmul: shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}] do not meet`);
      return make([m!, n!], { kind: 'matmul', a, b, transposeA, transposeB });
    },
    sum: reduce('sum'),
    mean: reduce('mean'),
    max: reduce('max'),
    argmax: reduce('argmax', -1),
    sizeOf: ({ shape }, axis) =>
      make([], { kind: 'size', size: axis === undefined ? sizeOf(shape) : shape[resolveAxis('sizeOf', shape, axis)]! }),
    gather: (x, indices) => make([sizeOf(indices.shape), ...x.shape.slice(1)], { kind: 'gather', x, indices }),
    oneHot: (indices, classes) => make([sizeOf(indices.shape), classes], { kind: 'oneHot', indices, classes }),
    random: (key, stream, like) => make(like.shape, { kind: 'random', key, stream, like }),
    reshape: (x, shape) => {
      const known = sizeOf(shape.filter((dimension) => dimension !== -1));
      const resolved = shape.map((dimension) => (dimension === -1 ? sizeOf(x.shape) / known : dimension));
      if (sizeOf(resolved) !== sizeOf(x.shape))
        throw new RangeError(`reshape: shape [${shape.join(', ')}] does not hold the elements of shape [${x.shape.join(', ')}]`);
      return sameShape(x.shape, resolved) ? x : make(resolved, { kind: 'reshape', x });
    },
    transpose: (x) => make(x.shape.toReversed(), { kind: 'transpose', x }),
  };

  return {
    ops,
    math,
    given: (name, shape) => make(shape, { kind: 'given', name }),
    within: (inner, run) => {
      const outer = scope;
      scope = inner;
      try {
        return run();
      } finally {
        scope = outer;
      }
    },
  };
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

/** What makes a node the node it is, as text: equal texts, equal tensors. */
const keyOf = (work: Work): string =>
  Object.values(work)
    .map((part: string | number | boolean | undefined | Node | Expression) => (typeof part === 'object' ? `#${part.id}` : String(part)))
    .join(' ');
