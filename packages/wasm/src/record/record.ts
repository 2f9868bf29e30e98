import { broadcast, resolveAxis, sizeOf } from '@nonlin/core';
import type { Named, Operand, Shape, State, StepDefinition, Tensor, TensorOps } from '@nonlin/core';
import { algebra } from '../simplify/algebra.ts';
import { product } from '../simplify/product.ts';
import type { Expression } from './expression.ts';
import { accessOf, layoutOf } from './layout.ts';
import type { Node, Reduction, Source, Work } from './node.ts';

/** A step as a graph: what it gives, by name, and what it checks on the way. */
export interface Recording {
  /** What the step is given, by the same names as in its definition. */
  readonly given: { readonly constants: Named<Node>; readonly state: State<Node>; readonly inputs: Named<Node> };
  readonly state: State<Node>;
  readonly outputs: Named<Node>;
  readonly last: Named<Node>;
  /** Checks of indices that the whole step makes, and those that only `last` makes. */
  readonly checks: readonly Node[];
  readonly lastChecks: readonly Node[];
  /** All of it as text: recordings of equal text are the same step, and one module serves both. */
  readonly text: string;
}

/** Runs `step` once on tensors without elements and writes down what it asks for. `inputs` are the shapes for one step. */
export function record(definition: StepDefinition, inputs: Named<Shape>): Recording {
  const { ops, make, checks, text } = recorder();
  const source = (from: 'constant' | 'state' | 'input', name: string, shape: Shape): Node =>
    make(shape, { kind: 'source', source: { from, name } });
  const constants = mapNamed(definition.constants, ({ shape }, name) => source('constant', name, shape));
  const state = mapNamed(definition.state, (group, groupName) =>
    mapNamed(group, ({ shape }: Tensor, name) => source('state', `${groupName}/${name}`, shape)),
  );
  const given = { constants, state, inputs: mapNamed(inputs, (shape, name) => source('input', name, shape)) };

  const result = definition.step(ops, given);
  for (const group of Object.keys(state))
    for (const name of Object.keys(state[group]!)) {
      const before = state[group]![name]!;
      const after = result.state[group]?.[name];
      if (after === undefined) throw new TypeError(`step: the next state lacks ${name} of ${group}`);
      if (String(after.shape) !== String(before.shape))
        throw new RangeError(
          `step: ${name} of ${group} has shape [${before.shape.join(', ')}], its next value [${after.shape.join(', ')}]`,
        );
    }
  const count = checks.length;
  const last = result.last();
  const results = [...Object.values(result.state), result.outputs, last].map((named) =>
    Object.keys(named)
      .map((name) => `${name} ${named[name]!.id}`)
      .join(';'),
  );
  return {
    given,
    state: result.state,
    outputs: result.outputs,
    last,
    checks: checks.slice(0, count),
    lastChecks: checks.slice(count),
    text: [text(), ...results, count].join('\n'),
  };
}

interface Recorder {
  readonly ops: TensorOps<Node>;
  readonly checks: Node[];
  /** All nodes and expressions made so far. */
  text(): string;
  make(shape: Shape, work: Work): Node;
}

function recorder(): Recorder {
  const known = new Map<string, Node>();
  const checks: Node[] = [];
  const { ops: math, read, column, text } = algebra();

  const make = (shape: Shape, work: Work): Node => {
    const key = `${keyOf(work)} [${shape.join(' ')}]`;
    let node = known.get(key);
    if (node === undefined) known.set(key, (node = { id: known.size, shape, work }));
    return node;
  };

  const map = (shape: Shape, body: Expression): Node =>
    // A formula that hands a tensor on is that tensor.
    body.kind === 'read' && sameShape(body.node.shape, shape) ? body.node : make(shape, { kind: 'map', body });

  const constant = (value: number): Node => map([], math.constant(value));

  const reshape = (x: Node, shape: Shape): Node => {
    if (sameShape(x.shape, shape)) return x;
    if (x.work.kind === 'map' && x.work.body.kind === 'constant') return map(shape, x.work.body);
    return make(shape, { kind: 'reshape', x: x.work.kind === 'reshape' ? x.work.x : x });
  };

  /** `x` as a loop over `over` can read it. */
  const stretched = (x: Node, over: Shape): Expression => {
    const expression = read(x);
    if (expression.kind === 'constant' || accessOf(x.shape, over) !== undefined) return expression;
    return read(make(over, { kind: 'expand', x }));
  };

  const reduce =
    (how: Reduction, fallback?: number) =>
    (x: Node, axis: number | undefined = fallback, { keepDimension = false } = {}): Node => {
      const at = axis === undefined ? undefined : resolveAxis(how, x.shape, axis);
      const kept = x.shape.flatMap((dimension, i) => (at !== undefined && i !== at ? [dimension] : keepDimension ? [1] : []));
      const count = at === undefined ? sizeOf(x.shape) : x.shape[at]!;
      if (count === 0) return map(kept, math.constant({ sum: 0, mean: NaN, max: -Infinity, argmax: 0 }[how]));
      if (count === 1) return how === 'argmax' ? map(kept, math.constant(0)) : reshape(x, kept);
      // A last axis of 1 is stored along a row; the kernels reduce over rows and columns of what is left.
      const trimmed = trim(x.shape);
      const whole = at === undefined || x.shape.every((dimension, i) => i === at || dimension === 1);
      if (whole) return make(kept, { kind: 'reduce', how, x: reshape(x, trimmed), axis: undefined });
      // Along rows: one number for each, one after the other.
      const shape = at === trimmed.length - 1 ? [sizeOf(kept)] : kept;
      return reshape(make(shape, { kind: 'reduce', how, x: reshape(x, trimmed), axis: at }), kept);
    };

  const check = (what: 'gather' | 'oneHot', x: Node, limit: number): void => {
    const node = make([0], { kind: 'check', x, limit, what });
    if (!checks.includes(node)) checks.push(node);
  };

  const ops: TensorOps<Node> = {
    shapeOf: ({ shape }) => shape,
    constant,
    map: (inputs, formula) => {
      let shape: Shape = [];
      for (const name in inputs) shape = broadcast('map', shape, inputs[name]!.shape);
      const x = mapNamed(inputs, (input) => stretched(input, shape)) as { [name in keyof typeof inputs]: Expression };
      return mapNamed<Operand<Expression>, Node>(formula(x, math), (y) =>
        map(shape, typeof y === 'number' ? math.constant(y) : y),
      ) as never;
    },
    matmul: (a, b, { transposeA = false, transposeB = false } = {}) => {
      const [m, n] = productShape(a.shape, b.shape, transposeA, transposeB);
      return product({ make, map, reshape, read, math }, [m, n], a, b, transposeA, transposeB);
    },
    sum: reduce('sum'),
    mean: reduce('mean'),
    max: reduce('max'),
    argmax: reduce('argmax', -1),
    sizeOf: ({ shape }, axis) => constant(axis === undefined ? sizeOf(shape) : shape[resolveAxis('sizeOf', shape, axis)]!),
    gather: (x, indices) => {
      check('gather', indices, x.shape[0] ?? 0);
      return make([sizeOf(indices.shape), ...x.shape.slice(1)], { kind: 'gather', x, indices });
    },
    oneHot: (indices, classes) => {
      check('oneHot', indices, classes);
      const rows = reshape(indices, [sizeOf(indices.shape), 1]);
      return map([sizeOf(indices.shape), classes], math.equal(read(rows), classes === 1 ? 0 : column()));
    },
    random: (key, stream, { shape }) => {
      if (sizeOf(key.shape) !== 4) throw new RangeError(`random: expected a key of 4 limbs, got shape [${key.shape.join(', ')}]`);
      return make(shape, { kind: 'random', key, stream });
    },
    reshape: (x, shape) => reshape(x, resolveShape(x.shape, shape)),
    transpose: (x) => {
      if (layoutOf(x.shape).rows === 1) return reshape(x, x.shape.toReversed());
      return make(x.shape.toReversed(), { kind: 'transpose', x });
    },
  };
  return { ops, make, checks, text: () => `${[...known.keys()].join(';')}\n${text()}` };
}

/** What makes a node the node it is, as text: equal texts, equal tensors. */
function keyOf(work: Work): string {
  return Object.values(work)
    .map((part: string | number | boolean | undefined | Node | Expression | Source) =>
      typeof part !== 'object' ? String(part) : 'id' in part ? `#${part.id}` : `${part.from} ${part.name}`,
    )
    .join(' ');
}

/** A shape without the ones at its end, but for one axis. */
function trim(shape: Shape): Shape {
  let rank = shape.length;
  while (rank > 1 && shape[rank - 1] === 1) rank--;
  return shape.slice(0, rank);
}

/** Rows and columns of the product of two matrices; throws a `RangeError` as the reference does. */
function productShape(a: Shape, b: Shape, transposeA: boolean, transposeB: boolean): [m: number, n: number] {
  const show = (shape: Shape): string => `[${shape.join(', ')}]`;
  if (a.length !== 2 || b.length !== 2)
    throw new RangeError(`matmul: expected two matrices, got shapes ${show(a)} and ${show(b)}; reshape them to [rows, columns]`);
  const [k, inner] = [a[transposeA ? 0 : 1], b[transposeB ? 1 : 0]];
  if (k !== inner)
    throw new RangeError(
      `matmul: inner sizes differ, ${k} and ${inner}, in ${show(a)}${transposeA ? 'ᵀ' : ''} · ${show(b)}${transposeB ? 'ᵀ' : ''}`,
    );
  return [a[transposeA ? 1 : 0]!, b[transposeB ? 0 : 1]!];
}

/** `shape` with its −1 worked out; throws a `RangeError` unless it holds the elements of `from`. */
function resolveShape(from: Shape, shape: Shape): Shape {
  const size = sizeOf(from);
  const known = sizeOf(shape.filter((dimension) => dimension !== -1));
  const resolved = shape.map((dimension) => (dimension === -1 ? size / known : dimension));
  if (!resolved.every((dimension) => Number.isInteger(dimension) && dimension >= 0) || sizeOf(resolved) !== size)
    throw new RangeError(`reshape: shape [${shape.join(', ')}] does not hold the ${size} elements of shape [${from.join(', ')}]`);
  return resolved;
}

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

/** The same names with other values. */
export function mapNamed<T, U>(named: Named<T>, change: (value: T, name: string) => U): { [name: string]: U } {
  const changed: { [name: string]: U } = {};
  for (const name of Object.keys(named)) changed[name] = change(named[name]!, name);
  return changed;
}
