import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { directionOf, rootOf } from '../fuse.ts';
import type { Kernel, Loop } from '../fuse.ts';
import { accessOf, layoutOf } from '../record/layout.ts';
import type { Layout } from '../record/layout.ts';
import type { Expression } from '../record/expression.ts';
import type { Node } from '../record/node.ts';
import { countUses, FormulaWriter } from './formula.ts';
import type { MathContext } from '../math/index.ts';
import { readsOf } from './loop.ts';
import { bodyOf, insideOf } from './loop-body.ts';
import { interleave } from './strands.ts';
import { foldLanes, foldRows, keepLanes } from './reductions.ts';
import type { Folding } from './reductions.ts';

/** Vectors for which a formula is computed side by side. */
const STRANDS = 8;

/** Vectors in a row. */
const widthOf = ({ stride }: Layout): number => stride / 4;

/** Vectors a tensor takes; one number takes one, in each of its lanes. */
export const vectorsOf = (node: Node): number => {
  const layout = layoutOf(node.shape);
  return layout.rows * widthOf(layout);
};

/**
 * Tensors held in locals, and kernels as straight lines of instructions on them: for steps so small that a loop or a
 * store costs more than the arithmetic.
 */
export class Straight {
  readonly #code: Code;
  readonly #context: MathContext;
  readonly #rehearsing: boolean;
  readonly #values = new Map<Node, readonly Local[]>();
  /** One element in all lanes: of a tensor's vector and lane. */
  readonly #spread = new Map<Node, Map<number, Local>>();
  readonly #turned = new Map<Node, readonly Local[]>();

  /** A rehearsal goes through the products and what loops read, without their formulas. */
  constructor(code: Code, context: MathContext, rehearsing = false) {
    this.#code = code;
    this.#context = context;
    this.#rehearsing = rehearsing;
  }

  /** The vectors that hold `node`, row by row. */
  values(node: Node): readonly Local[] {
    const values = this.#values.get(rootOf(node));
    if (values === undefined) throw new Error(`node ${node.id} (${node.work.kind}) is read before it is computed`);
    return values;
  }

  /** Gives `node` vectors; `push` puts each on the stack. */
  define(node: Node, push: (vector: number) => void, count: number = vectorsOf(node)): void {
    const locals = Array.from({ length: count }, (_, vector) => {
      push(vector);
      return this.#keep();
    });
    this.#values.set(rootOf(node), locals);
  }

  /** Spreads and turns what `rehearsed` has needed of the nodes that are computed by now, ahead of its use. */
  prepare(rehearsed: Straight): void {
    for (const [node, places] of rehearsed.#spread)
      if (this.#values.has(node))
        for (const place of places.keys())
          this.#element(node, place % layoutOf(node.shape).stride, Math.floor(place / layoutOf(node.shape).stride));
    for (const [node] of rehearsed.#turned) {
      const { rows, columns } = layoutOf(node.shape);
      if (this.#values.has(node)) this.#transposed(node, rows, columns);
    }
  }

  /** Computes what `kernel` computes. */
  run(kernel: Kernel): void {
    if (kernel.kind === 'loop') this.#loop(kernel);
    else if (kernel.node.work.kind === 'matmul') this.#matmul(kernel.node, kernel.node.work);
    else throw new Error(`${kernel.node.work.kind} has no straight form`);
  }

  #keep(): Local {
    const local = this.#code.local('v128');
    this.#code.set(local);
    return local;
  }

  #loop(loop: Loop): void {
    const { over, nodes } = loop;
    const width = widthOf(over);
    const inside = insideOf(loop);
    const roots = nodes.map(bodyOf);
    const uses = countUses(roots, inside);
    const results = nodes.map((): Local[] => []);
    const count = over.rows * width;
    if (this.#rehearsing) {
      for (const [node, access] of readsOf(loop))
        if (access === 'column') for (let row = 0; row < over.rows; row++) this.#element(node, row);
      for (const node of nodes) this.define(node, () => {});
      return;
    }
    for (let first = 0; first < count; first += STRANDS) {
      const strands = Math.min(STRANDS, count - first);
      interleave(this.#code, strands, (code, strand) => {
        const vector = first + strand;
        const writer = new FormulaWriter(
          code,
          this.#context,
          {
            inside,
            push: (node) => void code.get(this.#elementsOf(node, over, vector)),
            pushColumn: () => {
              const index = (vector % width) * 4;
              code.get(code.hoisted([index, index + 1, index + 2, index + 3]));
            },
          },
          uses,
        );
        roots.forEach((root: Expression, place) => {
          writer.prepare(root);
          writer.push(root);
          const local = code.local('v128');
          code.set(local);
          results[place]!.push(local);
        });
      });
    }
    nodes.forEach((node, place) => {
      if (node.work.kind === 'reduce') this.#reduce(node, results[place]!, over);
      else this.#values.set(node, results[place]!);
    });
  }

  /** Four elements of `node` at a vector of a loop. */
  #elementsOf(node: Node, over: Layout, vector: number): Local {
    const width = widthOf(over);
    const row = Math.floor(vector / width);
    const access = accessOf(node.shape, over.rows === 1 ? [over.columns] : [over.rows, over.columns]);
    const values = this.values(node);
    if (access === 'column') return this.#element(node, row);
    return values[access === 'full' ? vector : access === 'row' ? vector % width : 0]!;
  }

  /** The element at `index` of a tensor along one row, in all lanes; or of `row`, where it has several. */
  #element(node: Node, index: number, row = 0): Local {
    const root = rootOf(node);
    const values = this.values(node);
    const layout = layoutOf(root.shape);
    if (layout.rows * layout.columns === 1) return values[0]!;
    const known = this.#spread.get(root) ?? new Map<number, Local>();
    this.#spread.set(root, known);
    const place = row * layout.stride + index;
    let local = known.get(place);
    if (local === undefined) {
      const [vector, lane] = [values[Math.floor(place / 4)]!, place % 4];
      this.#code.get(vector).get(vector).shuffle([lane, lane, lane, lane]);
      known.set(place, (local = this.#keep()));
    }
    return local;
  }

  #reduce(node: Node, elements: readonly Local[], over: Layout): void {
    if (node.work.kind !== 'reduce') return;
    const { how, x, axis } = node.work;
    const op: Folding = how === 'max' ? 'f32x4.max' : 'f32x4.add';
    const direction = directionOf(x, axis, how);
    const width = widthOf(over);
    const count = direction === 'all' ? over.rows * over.columns : direction === 'row' ? over.columns : over.rows;
    const finish = (): void => {
      if (how === 'mean') this.#code.get(this.#code.hoisted(count)).op('f32x4.div');
    };
    const rows = Array.from({ length: over.rows }, (_, row) => elements.slice(row * width, (row + 1) * width));

    if (direction === 'column') {
      this.define(node, (vector) => {
        this.#fold(
          rows.map((row) => row[vector]!),
          op,
        );
        finish();
      });
      return;
    }
    const folded = rows.map((row) => {
      this.#fold(row, op, over.columns - (width - 1) * 4);
      return this.#keep();
    });
    if (direction === 'row') this.#defineFromRows(node, folded, op, finish);
    else
      this.define(node, () => {
        this.#fold(folded, op);
        foldLanes(this.#code, op);
        finish();
      });
  }

  /** `node`, along one row, whose element i is the fold of the lanes of row i. */
  #defineFromRows(node: Node, rows: readonly Local[], op: Folding, finish: () => void): void {
    this.define(node, (vector) => {
      if (rows.length === 1) foldLanes(this.#code.get(rows[0]!), op);
      else foldRows(this.#code, rows.slice(vector * 4, vector * 4 + 4), op);
      finish();
    });
  }

  /** Folds vectors into one on the stack; of the last, the first `lanes` lanes. */
  #fold(vectors: readonly Local[], op: Folding, lanes = 4): void {
    vectors.forEach((vector, i) => {
      this.#code.get(vector);
      if (i === vectors.length - 1) keepLanes(this.#code, lanes, op);
      if (i > 0) this.#code.op(op);
    });
  }

  #matmul(node: Node, { a, b, transposeA, transposeB }: { a: Node; b: Node; transposeA: boolean; transposeB: boolean }): void {
    const [m, n] = node.shape as [number, number];
    const terms = a.shape[transposeA ? 0 : 1]!;
    if (m === 1 && (transposeB || n === 1)) {
      this.#dots(node, this.values(a), this.values(b), n, terms);
      return;
    }
    const width = Math.ceil(n / 4);
    const rowsOfB = transposeB ? this.#transposed(b, n, terms) : this.values(b);
    const factor = (i: number, k: number): Local =>
      m === 1 ? this.#element(a, k) : transposeA ? this.#element(a, i, k) : this.#element(a, k, i);
    this.define(node, (vector) => {
      const row = Math.floor(vector / width);
      for (let k = 0; k < terms; k++) this.#accumulate(factor(row, k), rowsOfB[k * width + (vector % width)]!, k > 0);
    });
  }

  /** Element j of the row `node` is the dot product of the row `a` and row j of `b`. */
  #dots(node: Node, a: readonly Local[], b: readonly Local[], n: number, terms: number): void {
    const width = a.length;
    const products = Array.from({ length: n }, (_, j) => {
      for (let i = 0; i < width; i++) {
        const last = i === width - 1 && terms % 4 !== 0;
        if (!last) this.#accumulate(a[i]!, b[j * width + i]!, i > 0);
        else {
          this.#code
            .get(a[i]!)
            .get(b[j * width + i]!)
            .op('f32x4.mul');
          keepLanes(this.#code, terms % 4, 'f32x4.add');
          if (i > 0) this.#code.op('f32x4.add');
        }
      }
      return this.#keep();
    });
    this.#defineFromRows(node, products, 'f32x4.add', () => {});
  }

  /** `x · y`, added to what is on the stack if `more`. */
  #accumulate(x: Local, y: Local, more: boolean): void {
    const code = this.#code;
    if (more && this.#context.fused) code.scratch(1, 'v128', (sum) => code.set(sum).get(x).get(y).get(sum).op('f32x4.relaxed_madd'));
    else {
      code.get(x).get(y).op('f32x4.mul');
      if (more) code.op('f32x4.add');
    }
  }

  /** The vectors of the transpose of a matrix of `rows` × `columns`. */
  #transposed(node: Node, rows: number, columns: number): readonly Local[] {
    const root = rootOf(node);
    let turned = this.#turned.get(root);
    if (turned !== undefined) return turned;
    const code = this.#code;
    const from = this.values(node);
    const [width, height] = [Math.ceil(columns / 4), Math.ceil(rows / 4)];
    const at = (row: number, vector: number): Local => from[Math.min(row, rows - 1) * width + vector]!;
    turned = Array.from({ length: columns * height }, (_, place) => {
      const [column, block] = [Math.floor(place / height), place % height];
      const [vector, lane] = [Math.floor(column / 4), column % 4];
      const row = block * 4;
      code
        .get(at(row, vector))
        .get(at(row + 1, vector))
        .shuffle([lane, lane + 4, 0, 0]);
      code
        .get(at(row + 2, vector))
        .get(at(row + 3, vector))
        .shuffle([lane, lane + 4, 0, 0]);
      code.shuffle([0, 1, 4, 5]);
      return this.#keep();
    });
    this.#turned.set(root, turned);
    return turned;
  }
}
