import { sizeOf } from '@nonlin/core';
import type { Shape } from '@nonlin/core';

/**
 * How a tensor lies in memory: rows of `stride` floats, of which `columns` are elements. Rows begin at multiples of four
 * floats, so that no vector holds elements of two rows and no loop has a scalar tail.
 * A single column lies along one row: a vector is a vector, however it is turned.
 */
export interface Layout {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

export function layoutOf(shape: Shape): Layout {
  const size = sizeOf(shape);
  const last = shape.at(-1) ?? 1;
  const columns = last === 1 ? size : last;
  const rows = columns === 0 ? 0 : size / columns;
  return { rows, columns, stride: padded(columns) };
}

/** The next multiple of four. */
export const padded = (count: number): number => Math.ceil(count / 4) * 4;

/** Bytes a tensor takes. */
export function bytesOf(shape: Shape): number {
  const { rows, stride } = layoutOf(shape);
  return Math.max(rows * stride * 4, 16);
}

/** Bytes of one step's entry of an input or output: a single number takes four. */
export const entryBytes = (shape: Shape): number => (sizeOf(shape) === 1 ? 4 : bytesOf(shape));

/** Whether the same bytes read the same under both shapes. */
export function sameBytes(a: Shape, b: Shape): boolean {
  const [x, y] = [layoutOf(a), layoutOf(b)];
  return (x.rows === y.rows && x.columns === y.columns) || (x.stride === x.columns && y.stride === y.columns);
}

/**
 * How a tensor of shape `from` is read in a loop over shape `over`: `full`, element by element; `row`, the same row for
 * each row; `column`, one element for each row; `scalar`, one element for all. `undefined`: none of these.
 */
export type Access = 'full' | 'row' | 'column' | 'scalar';

export function accessOf(from: Shape, over: Shape): Access | undefined {
  const size = sizeOf(from);
  if (size === 1) return 'scalar';
  if (size === sizeOf(over)) return 'full';
  const { rows, columns } = layoutOf(over);
  if (rows === 1) return undefined;
  if (from.at(-1) === columns) return size === columns ? 'row' : undefined;
  return size === rows ? 'column' : undefined;
}
