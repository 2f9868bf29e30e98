import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { directionOf } from '../fuse.ts';
import type { Loop } from '../fuse.ts';
import { nodesRead } from '../record/expression.ts';
import { accessOf } from '../record/layout.ts';
import type { Access } from '../record/layout.ts';
import type { Node } from '../record/node.ts';
import { countUses, FormulaWriter } from './formula.ts';
import type { MathContext } from '../math/index.ts';
import { Accumulator } from './accumulator.ts';
import { bodyOf, insideOf } from './loop-body.ts';
import { increase, repeat } from './repeat.ts';

/** Where tensors lie, as far as a kernel needs to know. */
export interface Memory {
  addressOf(node: Node): number;
  /** Whether what a loop computes is wanted outside of it. */
  isStored(node: Node): boolean;
}

/**
 * One pass over rows of vectors. What does not change along a row is loaded once for the row, what does not change at all
 * once; sums and largest elements are kept in registers, those down columns in memory.
 */
export function emitLoop(code: Code, loop: Loop, memory: Memory, context: MathContext): void {
  const { over, nodes } = loop;
  const inside = insideOf(loop);
  const roots = nodes.map(bodyOf);
  const uses = countUses(roots, inside);
  const shape = over.rows === 1 ? [over.columns] : [over.rows, over.columns];
  const read = [...uses.keys()].flatMap((expression) =>
    expression.kind === 'read' && inside(expression.node) === undefined ? [expression.node] : [],
  );
  const access = new Map(read.map((node): [Node, Access] => [node, accessOf(node.shape, shape) ?? 'full']));
  const accumulators = new Map<Node, Accumulator>();
  for (const node of nodes)
    if (node.work.kind === 'reduce') {
      const { how, x, axis } = node.work;
      accumulators.set(node, new Accumulator(code, how, directionOf(x, axis, how), over, memory.addressOf(node)));
    }

  // Bytes from the beginning: of a row's vectors, along a row, and of one float for each row.
  const [vectorAt, alongRow, rowAt] = [code.local('i32'), code.local('i32'), code.local('i32')];
  const held = new Map<Node, Local>();
  const hold = (wanted: Access, push: (node: Node) => void): void => {
    for (const [node, how] of access) {
      if (how !== wanted) continue;
      const local = held.get(node) ?? code.local('v128');
      held.set(node, local);
      push(node);
      code.set(local);
    }
  };
  const columns = [...uses.keys()].some(({ kind }) => kind === 'column') ? code.local('v128') : undefined;

  const vector = (lanes: number): void => {
    const writer: FormulaWriter = new FormulaWriter(
      code,
      context,
      {
        push: (node) => {
          const body = inside(node);
          const local = held.get(node);
          if (body !== undefined) writer.push(body);
          else if (local !== undefined) code.get(local);
          else code.get(access.get(node) === 'row' ? alongRow : vectorAt).load('v128.load', memory.addressOf(node));
        },
        pushColumn: () => void code.get(columns!),
      },
      uses,
    );
    // Everything is read before anything is written: what is written may stand in the place of what is read.
    const results: (() => void)[] = [];
    nodes.forEach((node, place) => {
      const accumulator = accumulators.get(node);
      if (accumulator === undefined && !memory.isStored(node)) return;
      writer.push(roots[place]!);
      if (accumulator !== undefined) accumulator.add(lanes, alongRow);
      else {
        const value = code.local('v128');
        code.set(value);
        results.push(() => code.get(vectorAt).get(value).store('v128.store', memory.addressOf(node)));
      }
    });
    for (const write of results) write();
  };

  hold('scalar', (node) => code.i32(0).load('v128.load32_splat', memory.addressOf(node)));
  for (const accumulator of accumulators.values()) accumulator.begin();
  const width = over.stride / 4;
  const masked = over.columns % 4 !== 0 && [...accumulators.values()].some(({ direction }) => direction !== 'column');
  const perRow = masked || columns !== undefined || [...accumulators.values()].some(({ direction }) => direction !== 'all');
  if (!perRow && [...access.values()].every((how) => how === 'full' || how === 'scalar'))
    repeat(code, over.rows * width * 16, 16, () => vector(4), vectorAt);
  else {
    code.i32(0).set(vectorAt);
    const next = (): void => {
      increase(code, vectorAt, 16);
      if (columns !== undefined) code.get(columns).get(code.hoisted(4)).op('f32x4.add').set(columns);
    };
    repeat(
      code,
      over.rows * 4,
      4,
      () => {
        hold('column', (node) => code.get(rowAt).load('v128.load32_splat', memory.addressOf(node)));
        if (columns !== undefined) code.get(code.hoisted([0, 1, 2, 3])).set(columns);
        for (const accumulator of accumulators.values()) accumulator.beginRow();
        const whole = masked ? width - 1 : width;
        repeat(
          code,
          whole * 16,
          16,
          () => {
            vector(4);
            next();
          },
          alongRow,
        );
        if (masked) {
          if (whole === 1) code.i32(16).set(alongRow);
          vector(over.columns % 4);
          next();
        }
        for (const accumulator of accumulators.values()) accumulator.endRow(rowAt);
      },
      rowAt,
    );
  }
  for (const accumulator of accumulators.values()) accumulator.end();
}

/** The tensors that a loop reads from memory, and how. */
export function readsOf(loop: Loop): Map<Node, Access> {
  const inside = insideOf(loop);
  const shape = loop.over.rows === 1 ? [loop.over.columns] : [loop.over.rows, loop.over.columns];
  const reads = new Map<Node, Access>();
  for (const node of nodesRead(loop.nodes.map(bodyOf)))
    if (inside(node) === undefined) reads.set(node, accessOf(node.shape, shape) ?? 'full');
  return reads;
}
