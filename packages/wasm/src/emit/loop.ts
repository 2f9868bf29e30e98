import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { directionOf } from '../fuse.ts';
import type { Loop } from '../fuse.ts';
import { kernels } from '../math/index.ts';
import { nodesRead } from '../record/expression.ts';
import type { Expression } from '../record/expression.ts';
import { accessOf } from '../record/layout.ts';
import type { Access } from '../record/layout.ts';
import type { Node } from '../record/node.ts';
import { countUses, FormulaWriter } from './formula.ts';
import type { Elements, Uses } from './formula.ts';
import type { MathContext } from '../math/index.ts';
import { Accumulator } from './accumulator.ts';
import { bodyOf, insideOf } from './loop-body.ts';
import { increase, repeat } from './repeat.ts';
import { interleave } from './strands.ts';

/** Where tensors lie, as far as a kernel needs to know. */
export interface Memory {
  addressOf(node: Node): number;
  /** Whether what a loop computes is wanted outside of it. */
  isStored(node: Node): boolean;
}

/** Vectors for which a long formula is computed side by side. */
const STRANDS = 4;

/**
 * One pass over rows of vectors. What does not change along a row is loaded once for the row, what does not change at all
 * once; sums and largest elements are kept in registers, those down columns in memory.
 */
export function emitLoop(code: Code, loop: Loop, memory: Memory, context: MathContext): void {
  new LoopEmitter(code, loop, memory, context).emit();
}

class LoopEmitter {
  readonly #code: Code;
  readonly #loop: Loop;
  readonly #memory: Memory;
  readonly #context: MathContext;
  readonly #inside: (node: Node) => Expression | undefined;
  readonly #roots: readonly Expression[];
  readonly #uses: Uses;
  readonly #access: ReadonlyMap<Node, Access>;
  readonly #accumulators = new Map<Node, Accumulator>();
  /** What is loaded once for the loop, or once for a row. */
  readonly #held = new Map<Node, Local>();
  /** Bytes from the beginning: of all vectors, along the row, and of one float for each row. */
  readonly #vectorAt: Local;
  readonly #alongRow: Local;
  readonly #rowAt: Local;
  /** Indices along the row, where a formula wants them. */
  readonly #columns: Local | undefined;
  readonly #strands: number;

  constructor(code: Code, loop: Loop, memory: Memory, context: MathContext) {
    this.#code = code;
    this.#loop = loop;
    this.#memory = memory;
    this.#context = context;
    this.#inside = insideOf(loop);
    this.#roots = loop.nodes.map(bodyOf);
    this.#uses = countUses(this.#roots, this.#inside);
    this.#access = readsOf(loop);
    for (const node of loop.nodes)
      if (node.work.kind === 'reduce') {
        const { how, x, axis } = node.work;
        this.#accumulators.set(node, new Accumulator(code, how, directionOf(x, axis, how), loop.over, memory.addressOf(node)));
      }
    [this.#vectorAt, this.#alongRow, this.#rowAt] = [code.local('i32'), code.local('i32'), code.local('i32')];
    const kinds = [...this.#uses.keys()].map(({ kind }) => kind);
    this.#columns = kinds.includes('column') ? code.local('v128') : undefined;
    this.#strands = kinds.some((kind) => kind in kernels) ? STRANDS : 1;
  }

  emit(): void {
    const code = this.#code;
    const { over } = this.#loop;
    const accumulators = [...this.#accumulators.values()];
    this.#hold('scalar', (node) => code.i32(0).load('v128.load32_splat', this.#memory.addressOf(node)));
    for (const accumulator of accumulators) accumulator.begin();
    const width = over.stride / 4;
    const masked = over.columns % 4 !== 0 && accumulators.some(({ direction }) => direction !== 'column');
    const byRow = masked || this.#columns !== undefined || accumulators.some(({ direction }) => direction !== 'all');
    if (!byRow && [...this.#access.values()].every((how) => how === 'full' || how === 'scalar'))
      this.#walk(over.rows * width, this.#vectorAt, (count) => this.#vectors(count));
    else {
      code.i32(0).set(this.#vectorAt);
      repeat(code, over.rows * 4, 4, () => this.#row(masked ? width - 1 : width, masked ? over.columns % 4 : 0), this.#rowAt);
    }
    for (const accumulator of accumulators) accumulator.end();
  }

  /** A row of `whole` vectors, and of one more of `rest` lanes unless that is 0. */
  #row(whole: number, rest: number): void {
    const code = this.#code;
    const columns = this.#columns;
    this.#hold('column', (node) => code.get(this.#rowAt).load('v128.load32_splat', this.#memory.addressOf(node)));
    if (columns !== undefined) code.get(code.hoisted([0, 1, 2, 3])).set(columns);
    for (const accumulator of this.#accumulators.values()) accumulator.beginRow();
    const next = (count: number): void => {
      increase(code, this.#vectorAt, 16 * count);
      if (columns !== undefined)
        code
          .get(columns)
          .get(code.hoisted(4 * count))
          .op('f32x4.add')
          .set(columns);
    };
    this.#walk(whole, this.#alongRow, (count) => {
      this.#vectors(count);
      next(count);
    });
    if (rest > 0) {
      code.i32(whole * 16).set(this.#alongRow);
      this.#vectors(1, rest);
      next(1);
    }
    for (const accumulator of this.#accumulators.values()) accumulator.endRow(this.#rowAt);
  }

  /** Goes through `count` vectors, some at a time. */
  #walk(count: number, at: Local, some: (count: number) => void): void {
    const strands = Math.min(this.#strands, Math.max(count, 1));
    const whole = count - (count % strands);
    repeat(this.#code, whole * 16, strands * 16, () => some(strands), at);
    if (whole === count) return;
    this.#code.i32(whole * 16).set(at);
    some(count - whole);
  }

  /** The next `count` vectors; of the last, the first `lanes` lanes. */
  #vectors(count: number, lanes = 4): void {
    interleave(this.#code, count, (code, strand) => {
      const ahead = strand * 16;
      const writer = new FormulaWriter(code, this.#context, this.#elements(code, strand), this.#uses);
      // Everything is read before anything is written: what is written may stand in the place of what is read.
      const stores: [node: Node, value: Local][] = [];
      this.#loop.nodes.forEach((node, place) => {
        const accumulator = this.#accumulators.get(node);
        if (accumulator === undefined && !this.#memory.isStored(node)) return;
        writer.prepare(this.#roots[place]!);
        writer.push(this.#roots[place]!);
        if (accumulator !== undefined) accumulator.add(code, lanes, this.#alongRow, ahead);
        else {
          const value = code.local('v128');
          code.set(value);
          stores.push([node, value]);
        }
      });
      for (const [node, value] of stores)
        code
          .get(this.#vectorAt)
          .get(value)
          .store('v128.store', this.#memory.addressOf(node) + ahead);
    });
  }

  /** Where the formulas of a strand find their elements. */
  #elements(code: Code, strand: number): Elements {
    return {
      inside: this.#inside,
      push: (node) => {
        const local = this.#held.get(node);
        if (local !== undefined) code.get(local);
        else
          code
            .get(this.#access.get(node) === 'row' ? this.#alongRow : this.#vectorAt)
            .load('v128.load', this.#memory.addressOf(node) + strand * 16);
      },
      pushColumn: () => {
        code.get(this.#columns!);
        if (strand > 0) code.get(code.hoisted(4 * strand)).op('f32x4.add');
      },
    };
  }

  #hold(wanted: Access, push: (node: Node) => void): void {
    for (const [node, how] of this.#access) {
      if (how !== wanted) continue;
      const local = this.#held.get(node) ?? this.#code.local('v128');
      this.#held.set(node, local);
      push(node);
      this.#code.set(local);
    }
  }
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
