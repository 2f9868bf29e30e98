import { show } from '../errors.ts';

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

export const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a.length === b.length && a.every((dimension, axis) => dimension === b[axis]));

/** `axis` counted from 0; −1 is the last. Throws a `RangeError` outside the shape. */
export function resolveAxis(where: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length)
    throw new RangeError(`${where}: axis ${axis} does not exist in shape ${show(shape)}; use ${-shape.length} to ${shape.length - 1}`);
  return resolved;
}

/**
 * The shape all of `shapes` stretch to: aligned at the last dimension, 1 stretches to anything (NumPy's rule).
 * Throws a `RangeError` that names both shapes.
 */
export function broadcastShapes(where: string, shapes: readonly Shape[]): Shape {
  let result: Shape = shapes[0] ?? [];
  for (const shape of shapes) {
    if (sameShape(result, shape)) continue;
    const rank = Math.max(result.length, shape.length);
    const wide: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const a = result[axis - rank + result.length] ?? 1;
      const b = shape[axis - rank + shape.length] ?? 1;
      if (a !== b && a !== 1 && b !== 1)
        throw new RangeError(`${where}: shapes ${show(result)} and ${show(shape)} do not stretch to one another; counted from the last, dimensions must be equal or 1`);
      wide.push(a === 1 ? b : a);
    }
    result = wide;
  }
  return result;
}
