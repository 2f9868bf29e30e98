import { expectKind, show, showValue } from '../errors.ts';
import { keyOf, uniforms } from '../random/random.ts';
import type { Operand, ScalarOps } from '../scalar/ops.ts';
import { mapColumns } from './columns.ts';
import { argmax, matmul, max, mean, sum, transpose } from './kernels.ts';
import type { MatmulOptions, ReduceOptions } from './kernels.ts';
import { checkedSize, sameShape, sizeOf } from './shape.ts';
import type { Shape, Values } from './shape.ts';

/** Numbers in nested arrays, one level for each dimension. */
export type Nested = number | readonly Nested[];

/**
 * An immutable block of float32 numbers: a shape and its elements in row-major order.
 * Shape [] is a scalar, [n] a vector, [rows, columns] a matrix. Every method leaves its tensor as it was.
 */
export class Tensor implements Values {
  readonly shape: Shape;
  /** The elements in row-major order. Treat it as read-only: tensors share it. */
  readonly data: Float32Array;

  /** Takes `data` as it is, without a copy; `tensor(…)` copies. Throws a `RangeError` when its length is not the shape's. */
  constructor(shape: Shape, data: Float32Array) {
    const size = checkedSize(shape);
    if (size !== data.length) throw new RangeError(`tensor: shape ${show(shape)} holds ${size} elements, got ${data.length}`);
    this.shape = shape;
    this.data = data;
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** The element at one index for each dimension; −1 is the last. Throws a `RangeError` outside the shape. */
  at(...indices: number[]): number {
    const inside =
      indices.length === this.shape.length &&
      indices.every((index, axis) => Number.isInteger(index) && index >= -this.shape[axis]! && index < this.shape[axis]!);
    if (!inside) throw new RangeError(`at: no element at ${show(indices)} in shape ${show(this.shape)}; give one index for each dimension`);
    let place = 0;
    for (const [axis, index] of indices.entries()) {
      const dimension = this.shape[axis]!;
      place = place * dimension + (index < 0 ? index + dimension : index);
    }
    return this.data[place]!;
  }

  /** The elements as nested arrays; a scalar gives its number. */
  toArray(): Nested {
    return nest(this.shape, this.data, 0, this.data.length);
  }

  /** The same elements under another shape; one dimension may be −1, and is computed. */
  reshape(...shape: number[]): Tensor {
    expectKind('reshape', shape[0], !Array.isArray(shape[0]), 'dimensions as numbers, as reshape(2, 3)');
    const known = sizeOf(shape.filter((dimension) => dimension !== -1));
    const resolved = shape.map((dimension) => (dimension === -1 ? this.size / known : dimension));
    const whole = resolved.every((dimension) => Number.isInteger(dimension) && dimension >= 0);
    if (!whole || sizeOf(resolved) !== this.size)
      throw new RangeError(`reshape: shape ${show(shape)} does not hold the ${this.size} elements of shape ${show(this.shape)}`);
    return new Tensor(resolved, this.data);
  }

  /** Dimensions in reverse order; of a matrix, rows become columns. */
  transpose(): Tensor {
    return own(transpose(this));
  }

  /** Rows (entries of the first dimension) from `start` up to, not including, `end`; negative counts from the end. */
  slice(start = 0, end: number = this.shape[0] ?? 0): Tensor {
    const [rows, ...rest] = this.shape;
    if (rows === undefined) throw new RangeError('slice: a scalar has no rows; reshape it to [1]');
    const width = sizeOf(rest);
    const clamp = (index: number): number => Math.min(rows, Math.max(0, index < 0 ? index + rows : index));
    const [from, to] = [clamp(start), Math.max(clamp(start), clamp(end))];
    return new Tensor([to - from, ...rest], this.data.slice(from * width, to * width));
  }

  /** The entries of the first dimension, one after the other. */
  *[Symbol.iterator](): IterableIterator<Tensor> {
    const [rows, ...rest] = this.shape;
    if (rows === undefined) throw new RangeError('a scalar has no rows to iterate over');
    for (let row = 0; row < rows; row++) yield this.slice(row, row + 1).reshape(...rest);
  }

  /** `this · other` of two matrices: [m, k] and [k, n] give [m, n]. */
  matmul(other: Tensor, options?: MatmulOptions): Tensor {
    expectTensor('matmul', other);
    return own(matmul(this, other, options));
  }

  /** `this + other`, stretched to one shape. */
  add(other: Tensor | number): Tensor {
    return combine('add', this, other, (a, b, ops) => ops.add(a, b));
  }

  /** `this − other`, stretched to one shape. */
  sub(other: Tensor | number): Tensor {
    return combine('sub', this, other, (a, b, ops) => ops.sub(a, b));
  }

  /** `this · other`, element by element, stretched to one shape. */
  mul(other: Tensor | number): Tensor {
    return combine('mul', this, other, (a, b, ops) => ops.mul(a, b));
  }

  /** `this / other`, element by element, stretched to one shape. */
  div(other: Tensor | number): Tensor {
    return combine('div', this, other, (a, b, ops) => ops.div(a, b));
  }

  /** A formula on every element: `x.map(silu.formula)`. */
  map(formula: <S>(x: S, ops: ScalarOps<S>) => Operand<S>): Tensor {
    expectKind('map', formula, typeof formula === 'function', 'a formula, as silu.formula');
    return own(mapColumns({ x: this }, ({ x }, ops) => ({ y: formula(x, ops) }), values).y);
  }

  /** Σ along `axis`, or of everything. */
  sum(axis?: number, options?: ReduceOptions): Tensor {
    return own(sum(this, axis, options));
  }

  /** Σ / count along `axis`, or of everything. */
  mean(axis?: number, options?: ReduceOptions): Tensor {
    return own(mean(this, axis, options));
  }

  /** The largest along `axis`, or of everything; NaN if one is NaN. */
  max(axis?: number, options?: ReduceOptions): Tensor {
    return own(max(this, axis, options));
  }

  /** The index of the largest along `axis` (default: the last); the first of equals. */
  argmax(axis?: number, options?: ReduceOptions): Tensor {
    return own(argmax(this, axis, options));
  }

  /** Same shape and same elements; NaN equals NaN, and −0 equals 0. */
  equals(other: Tensor): boolean {
    expectTensor('equals', other);
    return (
      sameShape(this.shape, other.shape) &&
      this.data.every((a, i) => a === other.data[i] || (Number.isNaN(a) && Number.isNaN(other.data[i])))
    );
  }

  /** Same shape and `|a − b| ≤ absolute + relative · |b|` everywhere; infinities must be equal, NaN is close to nothing. */
  allClose(other: Tensor, { relative = 1e-5, absolute = 1e-8 }: { relative?: number; absolute?: number } = {}): boolean {
    expectTensor('allClose', other);
    return (
      sameShape(this.shape, other.shape) &&
      this.data.every((a, i) => {
        const b = other.data[i]!;
        return a === b || Math.abs(a - b) <= absolute + relative * (Number.isFinite(b) ? Math.abs(b) : NaN);
      })
    );
  }

  /** `tensor [2, 2]` and its rows in aligned columns, six digits; long ones with their middle left out. */
  toString(): string {
    return `tensor ${show(this.shape)}${this.shape.length > 1 ? '\n' : ' '}${print(this)}`;
  }

  static {
    // What Node prints for a tensor. (A computed member would have to be written out in the declarations.)
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: this.prototype.toString });
  }
}

/** A tensor with a buffer of its own: what leaves the kernels for a user must not hold on to their shared slab. */
export const own = ({ shape, data }: Values): Tensor => new Tensor(shape, data.buffer.byteLength === data.byteLength ? data : data.slice());

const values = (shape: Shape, data: Float32Array): Values => ({ shape, data });

function expectTensor(where: string, x: Tensor): void {
  expectKind(where, x, x instanceof Tensor, 'a tensor, as tensor([[1, 2]])');
}

function combine(name: string, a: Tensor, b: Tensor | number, formula: <S>(a: S, b: S, ops: ScalarOps<S>) => S): Tensor {
  if (typeof b !== 'number') expectTensor(name, b);
  return own(mapColumns({ a, b: typeof b === 'number' ? full([], b) : b }, (x, ops) => ({ y: formula(x.a, x.b, ops) }), values).y);
}

/**
 * A tensor from nested arrays (`tensor([[0, 1], [1, 0]])`), a number, or flat numbers and a shape. Copies; rounds to float32.
 * Throws a `RangeError` when the rows differ in length or do not fill the shape, a `TypeError` for what is not a number.
 */
export function tensor(values: Nested | ArrayLike<number> | Tensor, shape?: Shape): Tensor {
  if (values instanceof Tensor) return new Tensor(shape ?? values.shape, values.data.slice());
  if (ArrayBuffer.isView(values)) {
    const flat = Float32Array.from(values as unknown as ArrayLike<number>);
    return new Tensor(shape ?? [flat.length], flat);
  }
  const found: number[] = [];
  const flat: number[] = [];
  flatten(values as Nested, 0, found, flat);
  return new Tensor(shape ?? found, Float32Array.from(flat));
}

/** What may be given as nested arrays, as a tensor: a tensor is taken as it is. */
export const asTensor = (values: Tensor | Nested): Tensor => (values instanceof Tensor ? values : tensor(values));

/** Appends the numbers of `values` to `flat`; `shape` is what the first row of each depth had. */
function flatten(values: Nested, depth: number, shape: number[], flat: number[]): void {
  if (typeof values === 'number') {
    if (depth !== shape.length)
      throw new RangeError(
        `tensor: a number stands where a row of ${shape[depth]} was expected, as number ${flat.length}; all rows must be nested alike`,
      );
    flat.push(values);
    return;
  }
  if (!Array.isArray(values)) throw new TypeError(`tensor: expected numbers in nested arrays, got ${showValue(values)}`);
  if (depth === shape.length) {
    if (flat.length > 0)
      throw new RangeError(`tensor: a row stands where a number was expected, as number ${flat.length}; all rows must be nested alike`);
    shape.push(values.length);
  }
  if (values.length !== shape[depth])
    throw new RangeError(`tensor: rows differ in length, ${shape[depth]} and ${values.length}; all rows must be equally long`);
  for (const value of values) flatten(value as Nested, depth + 1, shape, flat);
}

/** All elements 0. */
export const zeros = (shape: Shape): Tensor => full(shape, 0);

/** All elements 1. */
export const ones = (shape: Shape): Tensor => full(shape, 1);

/** All elements `value`. */
export function full(shape: Shape, value: number): Tensor {
  const data = new Float32Array(checkedSize(shape));
  // Not `fill`, which takes longer than all else where there is one element.
  for (let i = 0; i < data.length; i++) data[i] = value;
  return new Tensor(shape, data);
}

/** Draws from [0, 1), the same for the same seed on every machine. */
export function random(shape: Shape, seed: number): Tensor {
  const data = new Float32Array(checkedSize(shape));
  uniforms(keyOf(seed), data.length, data);
  return new Tensor(shape, data);
}

function nest([dimension, ...rest]: Shape, data: Float32Array, start: number, end: number): Nested {
  if (dimension === undefined) return data[start]!;
  const width = (end - start) / dimension;
  return Array.from({ length: dimension }, (_, i) => nest(rest, data, start + i * width, start + (i + 1) * width));
}

/** Entries shown at either end of a dimension that is too long to show whole. */
const SHOWN = 3;

function print({ shape, data }: Values): string {
  const text = (value: number): string => (Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(6))));
  const visible = (dimension: number): (number | undefined)[] =>
    dimension <= 2 * SHOWN + 2
      ? Array.from({ length: dimension }, (_, i) => i)
      : [0, 1, 2, undefined, dimension - 3, dimension - 2, dimension - 1];
  const cells: string[] = [];
  const write = (axis: number, start: number, end: number, indent: string): string => {
    const dimension = shape[axis];
    if (dimension === undefined) {
      cells.push(text(data[start]!));
      return '\u0000';
    }
    const width = (end - start) / dimension;
    const entries = visible(dimension).map((i) =>
      i === undefined ? '…' : write(axis + 1, start + i * width, start + (i + 1) * width, `${indent} `),
    );
    return `[${entries.join(axis === shape.length - 1 ? ', ' : `,\n${indent} `)}]`;
  };
  const frame = write(0, 0, data.length, '');
  const width = Math.max(...cells.map((cell) => cell.length));
  let next = 0;
  return frame.replaceAll('\u0000', () => (shape.length > 1 ? cells[next++]!.padStart(width) : cells[next++]!));
}
