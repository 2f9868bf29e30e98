import { show } from '../errors.ts';
import { allocate } from './allocate.ts';
import { resolveAxis, sizeOf } from './shape.ts';
import type { Shape, Values } from './shape.ts';

export interface MatmulOptions {
  /** Read `a` as its transpose. */
  readonly transposeA?: boolean;
  /** Read `b` as its transpose. */
  readonly transposeB?: boolean;
}

export interface ReduceOptions {
  /** Leave the reduced axis in the shape, as 1, so that the result stretches back over what it came from. */
  readonly keepDimension?: boolean;
}

let sums = new Float64Array(64);

/**
 * `a · b`: [m, k] and [k, n] give [m, n]. Sums in double precision, in order of k, and rounds once.
 * Throws a `RangeError` when the inner sizes differ or a shape is not a matrix.
 */
export function matmul(a: Values, b: Values, { transposeA = false, transposeB = false }: MatmulOptions = {}): Values {
  if (a.shape.length !== 2 || b.shape.length !== 2)
    throw new RangeError(
      `matmul: expected two matrices, got shapes ${show(a.shape)} and ${show(b.shape)}; reshape them to [rows, columns]`,
    );
  const aColumns = a.shape[1]!;
  const m = a.shape[transposeA ? 1 : 0]!;
  const k = a.shape[transposeA ? 0 : 1]!;
  const inner = b.shape[transposeB ? 1 : 0]!;
  const n = b.shape[transposeB ? 0 : 1]!;
  if (k !== inner)
    throw new RangeError(
      `matmul: inner sizes differ, ${k} and ${inner}, in ${show(a.shape)}${transposeA ? 'ᵀ' : ''} · ${show(b.shape)}${transposeB ? 'ᵀ' : ''}`,
    );

  const x = a.data;
  const y = b.data;
  const out = allocate(m * n);
  const xRow = transposeA ? 1 : aColumns;
  const xColumn = transposeA ? aColumns : 1;
  if (transposeB) {
    // Both are read along k: one dot product per element.
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += x[i * xRow + l * xColumn]! * y[j * k + l]!;
        out[i * n + j] = sum;
      }
  } else {
    // b is read along its rows: one row of the result at a time.
    if (sums.length < n) sums = new Float64Array(n);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) sums[j] = 0;
      for (let l = 0; l < k; l++) {
        const factor = x[i * xRow + l * xColumn]!;
        for (let j = 0; j < n; j++) sums[j] = sums[j]! + factor * y[l * n + j]!;
      }
      for (let j = 0; j < n; j++) out[i * n + j] = sums[j]!;
    }
  }
  return { shape: [m, n], data: out };
}

/** Which elements a reduction folds: `count` of them, `stride` apart, for each element of the result. */
interface Fold {
  readonly shape: Shape;
  readonly out: Float32Array;
  readonly count: number;
  readonly stride: number;
  /** Where the elements for `out[i]` begin. */
  start(i: number): number;
}

function foldOver(where: string, { shape, data }: Values, axis: number | undefined, keepDimension: boolean): Fold {
  const at = axis === undefined ? -1 : resolveAxis(where, shape, axis);
  const kept: number[] = [];
  let stride = 1;
  for (let i = 0; i < shape.length; i++) {
    if (axis !== undefined && i > at) stride *= shape[i]!;
    if (axis !== undefined && i !== at) kept.push(shape[i]!);
    else if (keepDimension) kept.push(1);
  }
  const count = axis === undefined ? data.length : shape[at]!;
  return {
    shape: kept,
    out: allocate(sizeOf(kept)),
    count,
    stride,
    start: (i) => Math.floor(i / stride) * stride * count + (i % stride),
  };
}

/** Σ along `axis`, or of everything; in double precision, rounded once. */
export function sum(x: Values, axis?: number, { keepDimension = false }: ReduceOptions = {}, name: 'sum' | 'mean' = 'sum'): Values {
  const { shape, out, count, stride, start } = foldOver(name, x, axis, keepDimension);
  const divisor = name === 'mean' ? count : 1;
  const { data } = x;
  for (let i = 0; i < out.length; i++) {
    let total = 0;
    for (let j = 0, place = start(i); j < count; j++, place += stride) total += data[place]!;
    out[i] = total / divisor;
  }
  return { shape, data: out };
}

/** Σ / count along `axis`, or of everything; NaN of nothing. */
export const mean = (x: Values, axis?: number, options?: ReduceOptions): Values => sum(x, axis, options, 'mean');

/** The largest along `axis`, or of everything; NaN if one is NaN, −∞ of nothing. */
export function max(x: Values, axis?: number, { keepDimension = false }: ReduceOptions = {}): Values {
  const { shape, out, count, stride, start } = foldOver('max', x, axis, keepDimension);
  for (let i = 0; i < out.length; i++) {
    let largest = -Infinity;
    for (let j = 0, place = start(i); j < count; j++, place += stride) largest = Math.max(largest, x.data[place]!);
    out[i] = largest;
  }
  return { shape, data: out };
}

/** The index of the largest along `axis`; the first of equals, or of NaNs if there are any. */
export function argmax(x: Values, axis = -1, { keepDimension = false }: ReduceOptions = {}): Values {
  const { shape, out, count, stride, start } = foldOver('argmax', x, axis, keepDimension);
  for (let i = 0; i < out.length; i++) {
    let best = 0;
    const first = start(i);
    for (let j = 1; j < count; j++) {
      const [champion, element] = [x.data[first + best * stride]!, x.data[first + j * stride]!];
      if (element > champion || (Number.isNaN(element) && !Number.isNaN(champion))) best = j;
    }
    out[i] = best;
  }
  return { shape, data: out };
}

/**
 * The rows of `x` at `indices`: [n, …] and [k] give [k, …].
 * Throws a `RangeError` for an index that is not a row of `x`.
 */
export function gather({ shape, data }: Values, indices: Values): Values {
  const [rows = 0, ...rest] = shape;
  const width = sizeOf(rest);
  const count = indices.data.length;
  const out = allocate(count * width);
  for (let i = 0; i < count; i++) {
    const row = indices.data[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= rows)
      throw new RangeError(`gather: index ${row} at ${i} is not a row of shape ${show(shape)}; use 0 to ${rows - 1}`);
    for (let j = 0; j < width; j++) out[i * width + j] = data[row * width + j]!;
  }
  return { shape: [count, ...rest], data: out };
}

/**
 * 1 in the column of the index, 0 elsewhere: [k] (or [k, 1]) gives [k, classes].
 * Throws a `RangeError` for an index that is not a class.
 */
export function oneHot(indices: Values, classes: number): Values {
  const count = indices.data.length;
  const out = allocate(count * classes);
  for (let i = 0; i < count; i++) {
    const index = indices.data[i]!;
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new RangeError(`oneHot: class ${index} in row ${i} does not exist; with ${classes} classes use 0 to ${classes - 1}`);
    out[i * classes + index] = 1;
  }
  return { shape: [count, classes], data: out };
}

/** Dimensions in reverse order; of a matrix, rows become columns. */
export function transpose({ shape, data }: Values): Values {
  const out = allocate(data.length);
  const strides: number[] = [];
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.push(step); // of the result's axes, which are the source's in reverse
    step *= shape[axis]!;
  }
  const reversed = shape.toReversed();
  const position = reversed.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = data[from]!;
    for (let axis = reversed.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++position[axis]! < reversed[axis]!) break;
      from -= strides[axis]! * reversed[axis]!;
      position[axis] = 0;
    }
  }
  return { shape: reversed, data: out };
}
