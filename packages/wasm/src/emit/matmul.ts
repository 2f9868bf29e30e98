import type { Code } from '../encode/code.ts';
import type { FunctionIndex, Local } from '../encode/types.ts';
import { layoutOf, padded } from '../record/layout.ts';
import type { Node, Work } from '../record/node.ts';
import type { MathContext } from '../math/index.ts';
import type { Memory } from './loop.ts';
import { emitPacking } from './packing.ts';
import { emitRow } from './row-product.ts';
import { repeat } from './repeat.ts';
import type { Tiles } from './tile.ts';

export type Product = Extract<Work, { kind: 'matmul' }>;

/** Terms summed before the sums are put down: a panel of so many rows stays in the first-level cache. */
const TERMS = 512;
/** Rows of `a` gone through for each panel: with `TERMS`, what stays in the second-level cache. */
const ROWS = 192;
/** Bytes of `b` up to which it stays in the first-level cache as it lies. */
const UNPACKED = 16_384;

/** Terms in each element's sum. */
export const termsOf = ({ a, transposeA }: Product): number => a.shape[transposeA ? 0 : 1]!;

/** How the product is computed, in words: for `describe`. */
export function productForm({ shape }: Node, work: Product): 'row' | 'packed' | 'direct' {
  if (shape[0] === 1) return 'row';
  const { stride } = layoutOf(work.b.shape);
  if (work.transposeB) return 'packed';
  return shape[0]! >= 12 && termsOf(work) * stride * 4 > UNPACKED ? 'packed' : 'direct';
}

/** Bytes that the kernel needs beside its operands: `b` in panels of eight columns. */
export function scratchOf(node: Node, work: Product): number {
  return productForm(node, work) === 'packed' ? termsOf(work) * padded(node.shape[1]!) * 4 : 0;
}

/**
 * The matrix product: `b` in panels of eight columns, and for each panel and each few rows of `a` a tile of sums that
 * stays in registers (see `Tiles`). Blocks as in Goto & van de Geijn 2008, doi:10.1145/1356052.1356053.
 */
export function emitProduct(
  tiles: Tiles,
  node: Node,
  work: Product,
  memory: Memory,
  scratch: number,
  context: MathContext,
): (code: Code) => void {
  const form = productForm(node, work);
  const { a, b, transposeA, transposeB } = work;
  const [m, n] = node.shape as [number, number];
  const terms = termsOf(work);
  const [from, other, to] = [memory.addressOf(a), memory.addressOf(b), memory.addressOf(node)];
  const rowBytes = (tensor: Node): number => layoutOf(tensor.shape).stride * 4;
  if (form === 'row')
    return (code) => emitRow(code, { n, terms, transposeB: transposeB || n === 1, rowBytes: rowBytes(b), from, other, to }, context);

  const packed = form === 'packed';
  const vectors = padded(n) / 4;
  const aRow = transposeA ? 4 : rowBytes(a);
  const aTerm = transposeA ? rowBytes(a) : 4;
  const panelBytes = packed ? terms * 32 : 32;
  const height = tiles.height;

  /** Tiles over all rows of a block for one panel of `width` vectors. */
  const panel = (code: Code, width: number, at: PanelPlace): void => {
    const tile = (rows: number): FunctionIndex =>
      tiles.get({ rows, width, aRow, aTerm, bTerm: packed ? width * 16 : rowBytes(b), cRow: rowBytes(node) });
    const whole = Math.floor(at.rows / height) * height;
    const call = (rows: number, row: Local | number): void => {
      pushSum(code, at.a, row, aRow);
      code.get(at.b);
      pushSum(code, at.c, row, rowBytes(node));
      code
        .i32(at.terms)
        .i32(at.more ? 1 : 0)
        .call(tile(rows));
    };
    repeat(code, whole, height, (row) => call(height, row));
    if (at.rows > whole) call(at.rows - whole, whole);
  };

  return (code) => {
    if (packed) emitPacking(code, { terms, n, transposed: transposeB, rowBytes: rowBytes(b), from: other, to: scratch });
    const [aAt, bAt, cAt] = [code.local('i32'), code.local('i32'), code.local('i32')];
    const bFrom = packed ? scratch : other;
    for (let term = 0; term < terms; term += TERMS)
      for (let row = 0; row < m; row += ROWS) {
        const rows = Math.min(ROWS, m - row);
        const place = { a: aAt, b: bAt, c: cAt, rows, terms: Math.min(TERMS, terms - term), more: term > 0 };
        const begin = (panel: Local | number): void => {
          code.i32((from + row * aRow + term * aTerm) | 0).set(aAt);
          // A last panel of four columns is packed as such: its rows are half as long.
          const last = typeof panel === 'number' && packed && vectors % 2 === 1 ? term * 16 : term * (packed ? 32 : rowBytes(b));
          pushSum(code, (bFrom + last) | 0, panel, panelBytes);
          code.set(bAt);
          pushSum(code, (to + row * rowBytes(node)) | 0, panel, 32);
          code.set(cAt);
        };
        repeat(code, Math.floor(vectors / 2), 1, (index) => {
          begin(index);
          panel(code, 2, place);
        });
        if (vectors % 2 === 1) {
          begin((vectors - 1) / 2);
          panel(code, 1, place);
        }
      }
  };
}

interface PanelPlace {
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  readonly rows: number;
  readonly terms: number;
  /** Adds to what stands in the result. */
  readonly more: boolean;
}

/** Puts `base + index · bytes` on the stack. */
function pushSum(code: Code, base: Local | number, index: Local | number, bytes: number): void {
  const push = (value: Local | number): void => void (typeof value === 'number' ? code.i32(value) : code.get(value));
  if (typeof index === 'number' && typeof base === 'number') {
    code.i32((base + index * bytes) | 0);
    return;
  }
  push(base);
  if (typeof index === 'number') code.i32((index * bytes) | 0);
  else code.get(index).i32(bytes).op('i32.mul');
  code.op('i32.add');
}
