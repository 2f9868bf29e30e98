import type { Code } from '../encode/code.ts';
import { padded } from '../record/layout.ts';
import { increase, repeat } from './repeat.ts';

export interface Packing {
  readonly terms: number;
  readonly n: number;
  /** `b` lies as [n, terms] instead of [terms, n]. */
  readonly transposed: boolean;
  readonly rowBytes: number;
  readonly from: number;
  readonly to: number;
}

/** Writes `b` in panels of eight columns (the last may have four), so that a tile reads it from front to back. */
export function emitPacking(code: Code, packing: Packing): void {
  const { terms, n, transposed, rowBytes, from, to } = packing;
  const vectors = padded(n) / 4;
  const panels = Math.ceil(vectors / 2);
  const [source, target] = [code.local('i32'), code.local('i32')];
  const one = (width: number): void => {
    if (transposed) emitTurned(code, packing, width, source, target);
    else
      repeat(code, terms, 1, () => {
        for (let j = 0; j < width; j++)
          code
            .get(target)
            .get(source)
            .load('v128.load', j * 16)
            .store('v128.store', j * 16);
        increase(code, source, rowBytes);
        increase(code, target, width * 16);
      });
  };
  repeat(code, Math.floor(vectors / 2), 1, (panel) => {
    code
      .get(panel)
      .i32(transposed ? 8 * rowBytes : 32)
      .op('i32.mul')
      .i32(from | 0)
      .op('i32.add')
      .set(source);
    code
      .get(panel)
      .i32(terms * 32)
      .op('i32.mul')
      .i32(to | 0)
      .op('i32.add')
      .set(target);
    one(2);
  });
  if (vectors % 2 === 0) return;
  code.i32((from + (panels - 1) * (transposed ? 8 * rowBytes : 32)) | 0).set(source);
  code.i32((to + (panels - 1) * terms * 32) | 0).set(target);
  one(1);
}

/** One panel from rows that lie along the terms: four by four, rows become columns. */
function emitTurned(code: Code, { terms, rowBytes }: Packing, width: number, source: Locals, target: Locals): void {
  const blocks = Math.floor(terms / 4);
  const block = (count: number): void => {
    for (let j = 0; j < width; j++)
      code.scratch(8, 'v128', (...locals) => {
        const [a, b, c, d, e, f, g, h] = locals as [Locals, Locals, Locals, Locals, Locals, Locals, Locals, Locals];
        [a, b, c, d].forEach((row, i) =>
          code
            .get(source)
            .load('v128.load', (4 * j + i) * rowBytes)
            .set(row),
        );
        code.get(a).get(b).shuffle([0, 4, 1, 5]).set(e);
        code.get(c).get(d).shuffle([0, 4, 1, 5]).set(f);
        code.get(a).get(b).shuffle([2, 6, 3, 7]).set(g);
        code.get(c).get(d).shuffle([2, 6, 3, 7]).set(h);
        for (let term = 0; term < count; term++) {
          code.get(target);
          if (term < 2) code.get(e).get(f);
          else code.get(g).get(h);
          code.shuffle(term % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]).store('v128.store', term * width * 16 + j * 16);
        }
      });
  };
  repeat(code, blocks, 1, () => {
    block(4);
    increase(code, source, 16);
    increase(code, target, 4 * width * 16);
  });
  if (terms % 4 > 0) block(terms % 4);
}

type Locals = Parameters<Code['get']>[0];
