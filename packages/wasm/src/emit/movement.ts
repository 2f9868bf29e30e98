import { sizeOf } from '@nonlin/core';
import type { Shape } from '@nonlin/core';
import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { bytesOf, layoutOf } from '../record/layout.ts';
import type { Node } from '../record/node.ts';
import type { Memory } from './loop.ts';
import { copyBytes, increase, repeat } from './repeat.ts';

/** Bytes from an element to the next along each axis. */
function stridesOf(shape: Shape): number[] {
  const { columns, stride } = layoutOf(shape);
  const strides: number[] = [];
  let step = 4;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.unshift(step);
    step *= shape[axis]!;
    if (axis === shape.length - 1 && shape[axis]! > 1) step = (stride / columns) * step;
  }
  return strides;
}

/** Copies element by element: over axes `shape`, with each side's bytes along each axis. */
function copyStrided(code: Code, shape: Shape, from: readonly number[], to: readonly number[], source: number, target: number): void {
  const [read, write] = [code.local('i32'), code.local('i32')];
  const along = (axis: number): void => {
    if (axis === shape.length) {
      code.get(write).get(read).load('f32.load', source).store('f32.store', target);
      return;
    }
    const size = shape[axis]!;
    repeat(code, size, 1, () => {
      along(axis + 1);
      increase(code, read, from[axis]!);
      increase(code, write, to[axis]!);
    });
    increase(code, read, -size * from[axis]!);
    increase(code, write, -size * to[axis]!);
  };
  code.i32(0).set(read).i32(0).set(write);
  along(0);
}

export function emitTranspose(code: Code, node: Node, x: Node, memory: Memory): void {
  copyStrided(code, node.shape, stridesOf(x.shape).toReversed(), stridesOf(node.shape), memory.addressOf(x), memory.addressOf(node));
}

export function emitExpand(code: Code, node: Node, x: Node, memory: Memory): void {
  const strides = stridesOf(x.shape);
  const missing = node.shape.length - x.shape.length;
  const from = node.shape.map((_, axis) => (axis < missing || x.shape[axis - missing] === 1 ? 0 : strides[axis - missing]!));
  copyStrided(code, node.shape, from, stridesOf(node.shape), memory.addressOf(x), memory.addressOf(node));
}

/** Puts the byte at which the element with the row-major index on the stack stands. */
export function pushPlace(code: Code, shape: Shape): void {
  const { columns, stride } = layoutOf(shape);
  if (stride !== columns)
    code.scratch(1, 'i32', (index) => {
      code
        .tee(index)
        .i32(columns)
        .op('i32.div_u')
        .i32(stride - columns)
        .op('i32.mul')
        .get(index)
        .op('i32.add');
    });
  code.i32(2).op('i32.shl');
}

export function emitReshape(code: Code, node: Node, x: Node, memory: Memory): void {
  repeat(code, sizeOf(node.shape), 1, (index) => {
    pushPlace(code.get(index), node.shape);
    pushPlace(code.get(index), x.shape);
    code.load('f32.load', memory.addressOf(x)).store('f32.store', memory.addressOf(node));
  });
}

/** The rows of `x` at `indices`. An index that is no row is caught by a check; here it is only kept inside. */
export function emitGather(code: Code, node: Node, x: Node, indices: Node, memory: Memory): void {
  const rows = x.shape[0] ?? 0;
  const entry = x.shape.slice(1);
  const bytes = (x.shape.at(-1) ?? 1) === 1 || x.shape.length === 1 ? sizeOf(entry) * 4 : bytesOf(entry);
  if (rows === 0) return;
  const [source, target] = [code.local('i32'), code.local('i32')];
  code.i32(memory.addressOf(node) | 0).set(target);
  repeat(code, sizeOf(indices.shape), 1, (at) => {
    pushPlace(code.get(at), indices.shape);
    code.load('f32.load', memory.addressOf(indices)).op('i32.trunc_sat_f32_u');
    pushAtMost(code, rows - 1);
    code
      .i32(bytes)
      .op('i32.mul')
      .i32(memory.addressOf(x) | 0)
      .op('i32.add')
      .set(source);
    copyBytes(code, target, source, bytes);
    increase(code, target, bytes);
  });
}

/** Replaces the unsigned number on the stack by `limit` where it is larger. */
function pushAtMost(code: Code, limit: number): void {
  code.scratch(1, 'i32', (value: Local | undefined) => {
    code.tee(value!).i32(limit).get(value!).i32(limit).op('i32.lt_u').op('select');
  });
}
