import type { Code } from '../encode/code.ts';
import type { Module } from '../encode/module.ts';
import type { FunctionIndex, Local } from '../encode/types.ts';
import { increase } from './repeat.ts';

/** The shape of a tile and how its operands lie, in bytes: what the instructions hold as immediates. */
export interface TileShape {
  readonly rows: number;
  /** Vectors of four columns: 1 or 2. */
  readonly width: number;
  /** From a row of `a` to the next, and from a term to the next. */
  readonly aRow: number;
  readonly aTerm: number;
  readonly bTerm: number;
  readonly cRow: number;
}

/**
 * The innermost functions of the matrix product: `rows` × `width` vectors of sums in registers, and for each term `width`
 * vectors of `b` and one element of `a` at a time. 6 × 2 with fused multiply-add takes all of V8's 15 vector registers and
 * reaches 99 % of the machine's peak; one more halves it. Without, the product takes one more register: 5 × 2.
 * Each is a function of its own, so that its registers are allotted apart from everything else.
 */
export class Tiles {
  /** Rows of a whole tile. */
  readonly height: number;
  readonly #module: Module;
  readonly #fused: boolean;
  readonly #known = new Map<string, FunctionIndex>();

  constructor(module: Module, fused: boolean) {
    this.#module = module;
    this.#fused = fused;
    this.height = fused ? 6 : 5;
  }

  /** (a, b, c, terms, more): `c = a · b`, or `c += a · b`. */
  get(shape: TileShape): FunctionIndex {
    const name = `tile ${shape.rows}x${shape.width * 4} ${shape.aRow} ${shape.aTerm} ${shape.bTerm} ${shape.cRow}`;
    let index = this.#known.get(name);
    if (index === undefined) {
      index = this.#module.function({ name, params: ['i32', 'i32', 'i32', 'i32', 'i32'], results: [] }, (code, ...params) =>
        this.#emit(code, shape, params),
      );
      this.#known.set(name, index);
    }
    return index;
  }

  #emit(code: Code, { rows, width, aRow, aTerm, bTerm, cRow }: TileShape, params: readonly Local[]): void {
    const [a, b, c, terms, more] = params as [Local, Local, Local, Local, Local];
    const sums = Array.from({ length: rows * width }, () => code.local('v128'));
    const right = Array.from({ length: width }, () => code.local('v128'));
    const left = code.local('v128');
    const offsetOf = (i: number): number => Math.floor(i / width) * cRow + (i % width) * 16;

    const term = (ahead: number): void => {
      right.forEach((vector, j) =>
        code
          .get(b)
          .load('v128.load', ahead * bTerm + j * 16)
          .set(vector),
      );
      for (let row = 0; row < rows; row++) {
        code
          .get(a)
          .load('v128.load32_splat', row * aRow + ahead * aTerm)
          .set(left);
        right.forEach((vector, j) => {
          const sum = sums[row * width + j]!;
          if (this.#fused) code.get(left).get(vector).get(sum).op('f32x4.relaxed_madd').set(sum);
          else code.get(left).get(vector).op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
        });
      }
    };
    const advance = (count: number): void => {
      increase(code, a, aTerm * count);
      increase(code, b, bTerm * count);
    };

    code.get(more).if(() => sums.forEach((sum, i) => code.get(c).load('v128.load', offsetOf(i)).set(sum)));
    const unrolled = this.#fused ? 2 : 1;
    if (unrolled === 2)
      code
        .get(terms)
        .i32(1)
        .op('i32.and')
        .if(() => {
          term(0);
          advance(1);
        });
    code
      .get(terms)
      .i32(unrolled - 1)
      .op('i32.shr_u')
      .tee(terms);
    code.if(() =>
      code.loop((again) => {
        for (let ahead = 0; ahead < unrolled; ahead++) term(ahead);
        advance(unrolled);
        code.get(terms).i32(1).op('i32.sub').tee(terms).brIf(again);
      }),
    );
    sums.forEach((sum, i) => code.get(c).get(sum).store('v128.store', offsetOf(i)));
  }
}
