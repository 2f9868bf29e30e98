import { expectKind, show } from '../errors.ts';

export type Shape = readonly number[];

/** A shape and its elements in row-major order: what the kernels read and write. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Number of elements: the product of the dimensions, 1 for a scalar's `[]`. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dimension of shape) size *= dimension;
  return size;
}

/** `sizeOf`; throws a `RangeError` for dimensions that are not whole or below 0. */
export function checkedSize(shape: Shape): number {
  expectKind('tensor', shape, Array.isArray(shape), 'a shape, as [2, 3]');
  let size = 1;
  for (const dimension of shape) {
    if (!Number.isInteger(dimension) || dimension < 0)
      throw new RangeError(`tensor: expected dimensions that are whole numbers of at least 0, got shape ${show(shape)}`);
    size *= dimension;
  }
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** `axis` counted from 0; −1 is the last. Throws a `RangeError` outside the shape. */
export function resolveAxis(where: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length)
    throw new RangeError(`${where}: axis ${axis} does not exist in shape ${show(shape)}; use ${-shape.length} to ${shape.length - 1}`);
  return resolved;
}

/**
 * The shape both stretch to: aligned at the last dimension, 1 stretches to anything (NumPy's rule).
 * Throws a `RangeError` that names both shapes.
 */
export function broadcast(where: string, first: Shape, second: Shape): Shape {
  if (second.length === 0 || sameShape(first, second)) return first;
  if (first.length === 0) return second;
  const rank = Math.max(first.length, second.length);
  const wide: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const a = first[axis - rank + first.length] ?? 1;
    const b = second[axis - rank + second.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1)
      throw new RangeError(
        `${where}: shapes ${show(first)} and ${show(second)} do not stretch to one another; counted from the last, dimensions must be equal or 1`,
      );
    wide.push(a === 1 ? b : a);
  }
  return wide;
}
