import type { Expression } from '../record/expression.ts';
import { operandsOf } from '../record/expression.ts';
import type { Node } from '../record/node.ts';
import type { ScalarOps, Shape } from '@nonlin/core';
import { broadcast, sizeOf } from '@nonlin/core';
import { erfc, expm1, log1p } from '../operators/composed.ts';
import type { Recognise } from '../operators/recognise.ts';
import { softmaxOf } from '../operators/softmax.ts';
import { sameShape } from '../record/recorder.ts';
import type { Builder, Setting } from './builder.ts';
import { random } from './random.ts';

/** What lowering needs to know of the whole. */
export interface Lowering {
  readonly builder: Builder;
  readonly opset: number;
  /** The number that stands for how many rows a batch has: no size is, and no size is a multiple of it but of a batch's. */
  readonly rows: number;
  /** The names of the tensors given. */
  readonly given: ReadonlyMap<Node, string>;
  /** A tensor given that has the batch's rows as its first dimension. */
  readonly batch: Node | undefined;
  /** The algebra of the recording, in which what ONNX lacks is composed. */
  readonly math: ScalarOps<Expression>;
  /** Finds the operator that a formula is; absent: formulas are written out. */
  readonly recognise: Recognise | undefined;
}

/** Turns recorded nodes into nodes of ONNX; gives the names of the values of `results`. */
export function lower(results: readonly Node[], context: Lowering): readonly string[] {
  const { builder, opset, rows, given, batch, math, recognise } = context;
  const names = new Map<Node, string>();
  const expressions = new Map<Expression, string>();
  const truths = new Map<Expression, string>();
  const remember = <K>(known: Map<K, string>, key: K, make: () => string): string => {
    let name = known.get(key);
    if (name === undefined) known.set(key, (name = make()));
    return name;
  };

  const value = (node: Node): string => remember(names, node, () => given.get(node) ?? emit(node));

  const emit = ({ shape, work, scope }: Node): string => {
    const add = (operator: string, inputs: readonly string[], settings?: { readonly [name: string]: Setting }): string =>
      builder.add(scope, operator, inputs, settings);
    switch (work.kind) {
      case 'map': {
        const softmax = softmaxOf(work.body);
        if (softmax !== undefined) return add('Softmax', [value(softmax)], { axis: { int: -1 } });
        const parts = partsOf(work.body);
        // A very long formula is no operator; it is written from its first operation to its last, not from the last one down.
        if (parts.length > LONGEST)
          for (const part of parts) if ('operands' in part && !(part.kind in COMPARISONS)) formula(part, scope, 'plain');
        const body = formula(work.body, scope, recognise ? 'whole' : 'plain');
        return sameShape(shapeOf(work.body), shape) ? body : add('Expand', [body, dimensions(shape, scope)]);
      }
      case 'matmul':
        return product(work.a, work.b, work.transposeA, work.transposeB, undefined, scope);
      case 'reduce': {
        const { how, x, axis, keep } = work;
        const keepdims = { int: keep ? 1 : 0 };
        if (how === 'argmax') {
          const index = add('ArgMax', [value(x)], { axis: { int: axis! }, keepdims });
          return add('Cast', [index], { to: FLOAT });
        }
        const operator = { sum: 'ReduceSum', mean: 'ReduceMean', max: 'ReduceMax' }[how];
        if (axis === undefined) return add(operator, [value(x)], { keepdims });
        // Axes became an input with 13 for sums, with 18 for the others.
        return opset >= (how === 'sum' ? 13 : 18)
          ? add(operator, [value(x), builder.int64([axis])], { keepdims })
          : add(operator, [value(x)], { axes: { ints: [axis] }, keepdims });
      }
      case 'size':
        if (work.size % rows !== 0) return builder.float(work.size);
        return add('Cast', [add('Squeeze', [dimensions([work.size], scope), builder.int64([0])])], { to: FLOAT });
      case 'gather':
        return add('Gather', [value(work.x), indices(work.indices, scope)], { axis: { int: 0 } });
      case 'oneHot': {
        const values = [0, 1].map((number) => add('Unsqueeze', [builder.float(number), builder.int64([0])]));
        const pair = add('Concat', values, { axis: { int: 0 } });
        return add('OneHot', [indices(work.indices, scope), builder.int64([work.classes]), pair], { axis: { int: -1 } });
      }
      case 'random':
        return random(context, scope, value(work.key), work.stream, dimensions(shape, scope));
      case 'reshape':
        return add('Reshape', [value(work.x), dimensions(shape, scope)]);
      case 'transpose':
        return add('Transpose', [value(work.x)], { perm: { ints: shape.map((_, axis) => shape.length - 1 - axis) } });
      case 'given':
    }
    throw new RangeError(`toOnnx: the tensor ${work.name} is asked for, but not given`);
  };

  /** A product of matrices, with a bias where there is one. */
  const product = (a: Node, b: Node, transposeA: boolean, transposeB: boolean, bias: Node | undefined, scope: string): string => {
    const inputs = [value(a), value(b), ...(bias === undefined ? [] : [value(bias)])];
    if (!transposeA && !transposeB && bias === undefined) return builder.add(scope, 'MatMul', inputs);
    return builder.add(scope, 'Gemm', inputs, {
      ...(transposeA && { transA: { int: 1 } }),
      ...(transposeB && { transB: { int: 1 } }),
    });
  };

  /** Row numbers as int64, in one dimension. */
  const indices = (node: Node, scope: string): string => {
    const whole = builder.add(scope, 'Cast', [value(node)], { to: INT64 });
    return node.shape.length === 1 ? whole : builder.add(scope, 'Reshape', [whole, builder.int64([-1])]);
  };

  /** A shape as an int64 vector, the batch's rows read from what is given. */
  const dimensions = (shape: Shape, scope: string): string => {
    if (shape.every((dimension) => dimension % rows !== 0 || dimension === 0)) return builder.int64(shape);
    const count = remember(shapes, 'rows', () =>
      builder.add('batch', 'Gather', [builder.add('batch', 'Shape', [value(batch!)]), builder.int64([0])], { axis: { int: 0 } }),
    );
    return remember(shapes, shape.join(' '), () => {
      const parts = shape.map((dimension) => {
        if (dimension % rows !== 0 || dimension === 0) return builder.int64([dimension]);
        return dimension === rows ? count : builder.add(scope, 'Mul', [count, builder.int64([dimension / rows])]);
      });
      return parts.length === 1 ? parts[0]! : builder.add(scope, 'Concat', parts, { axis: { int: 0 } });
    });
  };
  const shapes = new Map<string, string>();

  /** The value of a formula, as float32; `plain`: written out. */
  const formula = (expression: Expression, scope: string, look: 'whole' | 'part' | 'plain'): string =>
    remember(expressions, expression, () => {
      if (expression.kind === 'constant') return builder.float(expression.value);
      if (expression.kind === 'read') return value(expression.node);
      const inner = look === 'plain' ? 'plain' : 'part';
      const whole = look === 'plain' ? undefined : recognise!(expression, look === 'whole');
      if (whole !== undefined) {
        const [first, ...more] = whole.operands.map((operand) => formula(operand, scope, inner));
        const { operator, attributes } = whole;
        if (operator !== 'Clip') return builder.add(scope, operator, [first!, ...more], settingsOf(attributes));
        const bounds = ['min', 'max'].map((bound) => attributes[bound] as number);
        const given = bounds.map((bound) => (Number.isFinite(bound) ? builder.float(bound) : ''));
        return builder.add(scope, operator, [first!, ...given]);
      }
      const fused = affine(expression);
      if (fused !== undefined) return product(fused.a, fused.b, fused.transposeA, fused.transposeB, fused.bias, scope);
      const [a, b, c] = operandsOf(expression) as [Expression, Expression, Expression];
      switch (expression.kind) {
        case 'expm1':
          return formula(expm1(a, math), scope, 'plain');
        case 'log1p':
          return formula(log1p(a, math), scope, 'plain');
        case 'erfc':
          return formula(erfc(a, math), scope, 'plain');
        case 'where':
          return builder.add(scope, 'Where', [truth(a, scope, inner), formula(b, scope, inner), formula(c, scope, inner)]);
        case 'greater':
        case 'greaterOrEqual':
        case 'less':
        case 'lessOrEqual':
        case 'equal':
          return builder.add(scope, 'Cast', [truth(expression, scope, inner)], { to: FLOAT });
        default:
          return builder.add(
            scope,
            OPERATORS[expression.kind],
            expression.operands.map((operand) => formula(operand, scope, inner)),
          );
      }
    });

  /** A condition as true or false: a comparison as it is, a number by whether it is not 0. */
  const truth = (expression: Expression, scope: string, inner: 'part' | 'plain'): string =>
    remember(truths, expression, () => {
      const { kind } = expression;
      if (kind === 'greater' || kind === 'greaterOrEqual' || kind === 'less' || kind === 'lessOrEqual' || kind === 'equal')
        return builder.add(
          scope,
          COMPARISONS[kind],
          expression.operands.map((operand) => formula(operand, scope, inner)),
        );
      return builder.add(scope, 'Not', [builder.add(scope, 'Equal', [formula(expression, scope, inner), builder.float(0)])]);
    });

  // From the first to the last, so that a deep network is no deep recursion.
  for (const node of neededBy(results)) value(node);
  return results.map(value);
}

/** Operations of a formula that is still looked at as a whole. */
const LONGEST = 500;

/** The nodes whose values take part in results, operands before what uses them. */
function neededBy(results: readonly Node[]): readonly Node[] {
  const needed = new Set<Node>();
  const open = [...results];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (needed.has(node)) continue;
    needed.add(node);
    open.push(...operandNodes(node));
  }
  // A product is made where its bias is known, if it has one.
  return [...needed].filter(({ work }) => work.kind !== 'given' && work.kind !== 'matmul').toSorted((a, b) => a.id - b.id);
}

/** The nodes that a node is computed from. */
function operandNodes({ work }: Node): readonly Node[] {
  if (work.kind !== 'map') return Object.values(work).filter((part) => typeof part === 'object' && 'work' in part);
  const softmax = softmaxOf(work.body);
  return softmax === undefined ? nodesIn(work.body) : [softmax];
}

/** What a formula is made of, operands before what uses them. */
function partsOf(expression: Expression): readonly Expression[] {
  const seen = new Set<Expression>();
  const open = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...operandsOf(next));
  }
  return [...seen].toSorted((a, b) => a.id - b.id);
}

/** The tensors that a formula reads. */
const nodesIn = (expression: Expression): readonly Node[] =>
  partsOf(expression).flatMap((part) => (part.kind === 'read' ? [part.node] : []));

const FLOAT = { int: 1 } as const;
const INT64 = { int: 7 } as const;

const OPERATORS = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  neg: 'Neg',
  abs: 'Abs',
  exp: 'Exp',
  log: 'Log',
  tanh: 'Tanh',
  erf: 'Erf',
  sqrt: 'Sqrt',
  sin: 'Sin',
  cos: 'Cos',
  max: 'Max',
} as const;

const COMPARISONS = {
  greater: 'Greater',
  greaterOrEqual: 'GreaterOrEqual',
  less: 'Less',
  lessOrEqual: 'LessOrEqual',
  equal: 'Equal',
} as const;

/** Settings as ONNX stores them: numbers as float32, which 0.1 is not exactly. */
const settingsOf = (attributes: { readonly [name: string]: number | string }): { readonly [name: string]: Setting } =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'number' ? { float: value } : { string: value }]),
  );

/** `a · b + bias`, bias a number for each column: what Gemm computes. */
function affine(expression: Expression): { a: Node; b: Node; transposeA: boolean; transposeB: boolean; bias: Node } | undefined {
  if (expression.kind !== 'add') return undefined;
  const [left, right] = expression.operands as [Expression, Expression];
  for (const [first, second] of [
    [left, right],
    [right, left],
  ] as const) {
    if (first.kind !== 'read' || second.kind !== 'read' || first.node.work.kind !== 'matmul') continue;
    const { node: bias } = second;
    if (bias.shape.length === 1 && bias.shape[0] === first.node.shape[1]) return { ...first.node.work, bias };
  }
  return undefined;
}

/** The shape of a formula by the tensors that it reads. */
const shapeOf = (expression: Expression): Shape =>
  nodesIn(expression).reduce<Shape>((shape, node) => broadcast('map', shape, node.shape), []);

/** Whether a shape depends on the batch's rows. */
export const isDynamic = (shape: Shape, rows: number): boolean => sizeOf(shape) !== 0 && shape.some((dimension) => dimension % rows === 0);
