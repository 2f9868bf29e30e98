import { show } from '../errors.ts';
import { allocate } from './allocate.ts';
import { resolveAxis, sizeOf } from './shape.ts';
import type { Values } from './shape.ts';

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
    throw new RangeError(`matmul: expected two matrices, got shapes ${show(a.shape)} and ${show(b.shape)}; reshape them to [rows, columns]`);
  const [aRows, aColumns, bRows, bColumns] = [a.shape[0]!, a.shape[1]!, b.shape[0]!, b.shape[1]!];
  const [m, k, inner, n] = [transposeA ? aColumns : aRows, transposeA ? aRows : aColumns, transposeB ? bColumns : bRows, transposeB ? bRows : bColumns];
  if (k !== inner)
    throw new RangeError(`matmul: inner sizes differ, ${k} and ${inner}, in ${show(a.shape)}${transposeA ? 'ᵀ' : ''} · ${show(b.shape)}${transposeB ? 'ᵀ' : ''}`);

  const [x, y, out] = [a.data, b.data, allocate(m * n)];
  const [xRow, xColumn] = transposeA ? [1, aColumns] : [aColumns, 1];
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

/**
 * Folds one axis (or, without one, everything) in double precision and rounds once.
 * `fold` gets what was folded so far, the element and its index along the axis; `finish` the result and the number of elements.
 */
function reduce(
  where: string,
  { shape, data }: Values,
  axis: number | undefined,
  { keepDimension = false }: ReduceOptions,
  initial: number,
  fold: (result: number, element: number, index: number) => number,
  finish: (result: number, count: number) => number = (result) => result,
): Values {
  const at = axis === undefined ? undefined : resolveAxis(where, shape, axis);
  const count = at === undefined ? data.length : shape[at]!;
  const stride = at === undefined ? 1 : sizeOf(shape.slice(at + 1));
  const kept = keepDimension
    ? shape.map((dimension, i) => (at === undefined || i === at ? 1 : dimension))
    : shape.filter((_, i) => at !== undefined && i !== at);
  const out = allocate(sizeOf(kept));
  for (let i = 0; i < out.length; i++) {
    const start = Math.floor(i / stride) * stride * count + (i % stride);
    let result = initial;
    for (let j = 0; j < count; j++) result = fold(result, data[start + j * stride]!, j);
    out[i] = finish(result, count);
  }
  return { shape: kept, data: out };
}

/** Σ along `axis`, or of everything. */
export const sum = (x: Values, axis?: number, options: ReduceOptions = {}): Values =>
  reduce('sum', x, axis, options, 0, (result, element) => result + element);

/** Σ / count along `axis`, or of everything; NaN of nothing. */
export const mean = (x: Values, axis?: number, options: ReduceOptions = {}): Values =>
  reduce('mean', x, axis, options, 0, (result, element) => result + element, (result, count) => result / count);

/** The largest along `axis`, or of everything; NaN if one is NaN, −∞ of nothing. */
export const max = (x: Values, axis?: number, options: ReduceOptions = {}): Values =>
  reduce('max', x, axis, options, -Infinity, (result, element) => Math.max(result, element));

/** The index of the largest along `axis`; the first of equals, or of NaNs if there are any. */
export function argmax(x: Values, axis = -1, options: ReduceOptions = {}): Values {
  let best = NaN;
  return reduce('argmax', x, axis, options, 0, (result, element, index) => {
    const better = index === 0 || element > best || (Number.isNaN(element) && !Number.isNaN(best));
    if (better) best = element;
    return better ? index : result;
  });
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
