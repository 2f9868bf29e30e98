import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import type { Layout } from '../record/layout.ts';
import type { Reduction } from '../record/node.ts';
import { foldLanes, keepLanes } from './reductions.ts';
import type { Folding } from './reductions.ts';
import { repeat } from './repeat.ts';

/**
 * A reduction on the way: what a loop has summed, or the largest it has seen. Along a row in a register; of everything
 * in two registers of double precision; down the columns in the memory of the result.
 */
export class Accumulator {
  readonly direction: 'all' | 'row' | 'column' | 'generic';
  readonly #code: Code;
  readonly #how: Reduction;
  readonly #over: Layout;
  readonly #address: number;
  readonly #op: Folding;
  readonly #total: Local;
  readonly #high: Local;

  constructor(code: Code, how: Reduction, direction: Accumulator['direction'], over: Layout, address: number) {
    this.#code = code;
    this.#how = how;
    this.direction = direction;
    this.#over = over;
    this.#address = address;
    this.#op = how === 'max' ? 'f32x4.max' : 'f32x4.add';
    this.#total = code.local('v128');
    this.#high = code.local('v128');
  }

  /** Before the loop. */
  begin(): void {
    const code = this.#code;
    if (this.direction !== 'column') {
      this.#clear();
      return;
    }
    const bytes = this.#over.stride * 4;
    if (this.#how === 'max') repeat(code, bytes, 16, (at) => code.get(at).get(code.hoisted(-Infinity)).store('v128.store', this.#address));
    else
      code
        .i32(this.#address | 0)
        .i32(0)
        .i32(bytes)
        .memoryFill();
  }

  /** Before each row. */
  beginRow(): void {
    if (this.direction === 'row') this.#clear();
  }

  /** Takes in the first `lanes` lanes of the vector on `code`'s stack, which stands `alongRow` + `ahead` bytes from the row's beginning. */
  add(code: Code, lanes: number, alongRow: Local, ahead: number): void {
    if (this.direction === 'column') {
      code.scratch(1, 'v128', (x) => {
        code
          .set(x)
          .get(alongRow)
          .get(alongRow)
          .load('v128.load', this.#address + ahead);
        code
          .get(x)
          .op(this.#op)
          .store('v128.store', this.#address + ahead);
      });
      return;
    }
    keepLanes(code, lanes, this.#op);
    if (!this.#inDouble) {
      code.get(this.#total).op(this.#op).set(this.#total);
      return;
    }
    code.scratch(1, 'v128', (x) => {
      code.tee(x).op('f64x2.promote_low_f32x4').get(this.#total).op('f64x2.add').set(this.#total);
      code.get(x).get(x).shuffle([2, 3, 2, 3]).op('f64x2.promote_low_f32x4').get(this.#high).op('f64x2.add').set(this.#high);
    });
  }

  /** After each row; the result of row i stands `rowAt` = 4i bytes from the beginning. */
  endRow(rowAt: Local): void {
    if (this.direction !== 'row') return;
    const code = this.#code;
    code.get(rowAt).get(this.#total);
    foldLanes(code, this.#op);
    if (this.#how === 'mean') code.get(code.hoisted(this.#over.columns)).op('f32x4.div');
    code.laneMemory('v128.store32_lane', 0, this.#address);
  }

  /** After the loop. */
  end(): void {
    const code = this.#code;
    const { rows, columns, stride } = this.#over;
    if (this.direction === 'column' && this.#how === 'mean')
      repeat(code, stride * 4, 16, (at) => {
        code.get(at).get(at).load('v128.load', this.#address).get(code.hoisted(rows)).op('f32x4.div').store('v128.store', this.#address);
      });
    if (this.direction !== 'all') return;
    code.i32(0);
    if (this.#inDouble) {
      code.get(this.#total).get(this.#high).op('f64x2.add').tee(this.#total).lane('f64x2.extract_lane', 0);
      code.get(this.#total).lane('f64x2.extract_lane', 1).op('f64.add');
      if (this.#how === 'mean') code.f64(rows * columns).op('f64.div');
      code.op('f32.demote_f64');
    } else {
      code.get(this.#total);
      foldLanes(code, this.#op);
      code.lane('f32x4.extract_lane', 0);
    }
    code.store('f32.store', this.#address);
  }

  get #inDouble(): boolean {
    return this.direction === 'all' && this.#how !== 'max';
  }

  #clear(): void {
    const code = this.#code;
    code.get(code.hoisted(this.#how === 'max' ? -Infinity : 0)).set(this.#total);
    if (this.#inDouble) code.get(this.#total).set(this.#high);
  }
}
