import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';
import { padded } from '../record/layout.ts';
import type { MathContext } from '../math/index.ts';
import { foldLanes, foldRows, keepLanes } from './reductions.ts';
import { increase, repeat } from './repeat.ts';

export interface RowProduct {
  readonly n: number;
  readonly terms: number;
  /** `b` lies as [n, terms]: each element is the dot product of two rows. */
  readonly transposeB: boolean;
  readonly rowBytes: number;
  readonly from: number;
  readonly other: number;
  readonly to: number;
}

/** A single row times a matrix: each element of the matrix is used once, so that nothing is packed. */
export function emitRow(code: Code, product: RowProduct, context: MathContext): void {
  if (product.transposeB) emitDots(code, product, context);
  else emitWide(code, product, context);
}

function accumulate(code: Code, x: Local, pushY: () => void, sum: Local, context: MathContext): void {
  code.get(x);
  pushY();
  if (context.fused) code.get(sum).op('f32x4.relaxed_madd').set(sum);
  else code.op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
}

/** Up to eight vectors of sums at a time; the matrix is read row by row. */
function emitWide(code: Code, { n, terms, rowBytes, from, other, to }: RowProduct, context: MathContext): void {
  const vectors = padded(n) / 4;
  const [column, b] = [code.local('i32'), code.local('i32')];
  const sums = Array.from({ length: 8 }, () => code.local('v128'));
  const left = code.local('v128');
  const block = (width: number): void => {
    const own = sums.slice(0, width);
    for (const sum of own) code.get(code.hoisted(0)).set(sum);
    code
      .get(column)
      .i32(other | 0)
      .op('i32.add')
      .set(b);
    repeat(code, terms * 4, 4, (term) => {
      code.get(term).load('v128.load32_splat', from).set(left);
      own.forEach((sum, j) => accumulate(code, left, () => code.get(b).load('v128.load', j * 16), sum, context));
      increase(code, b, rowBytes);
    });
    own.forEach((sum, j) =>
      code
        .get(column)
        .get(sum)
        .store('v128.store', to + j * 16),
    );
  };
  const whole = Math.floor(vectors / 8);
  repeat(code, whole * 128, 128, () => block(8), column);
  if (vectors % 8 === 0) return;
  code.i32(whole * 128).set(column);
  block(vectors % 8);
}

/** Four dot products at a time. */
function emitDots(code: Code, { n, terms, rowBytes, from, other, to }: RowProduct, context: MathContext): void {
  const b = code.local('i32');
  const sums = Array.from({ length: 4 }, () => code.local('v128'));
  const left = code.local('v128');
  const whole = Math.floor(terms / 4);
  const dots = (at: Local, count: number): void => {
    const own = sums.slice(0, count);
    for (const sum of own) code.get(code.hoisted(0)).set(sum);
    const step = (lanes: number): void => {
      own.forEach((sum, j) => {
        const push = (): void => {
          code.get(b).load('v128.load', j * rowBytes);
          // What stands behind the row's end may be anything, NaN too.
          keepLanes(code, lanes, 'f32x4.add');
        };
        accumulate(code, left, push, sum, context);
      });
    };
    repeat(code, whole * 16, 16, (term) => {
      code.get(term).load('v128.load', from).set(left);
      step(4);
      increase(code, b, 16);
    });
    if (terms % 4 > 0) {
      code.i32(whole * 16).load('v128.load', from);
      keepLanes(code, terms % 4, 'f32x4.add');
      code.set(left);
      step(terms % 4);
    }
    code.get(at);
    if (count === 1) {
      foldLanes(code.get(own[0]!), 'f32x4.add');
      code.laneMemory('v128.store32_lane', 0, to);
    } else {
      foldRows(code, own, 'f32x4.add');
      code.store('v128.store', to);
    }
  };
  const groups = Math.floor(n / 4);
  const at = code.local('i32');
  repeat(
    code,
    groups * 16,
    16,
    () => {
      code
        .get(at)
        .i32(rowBytes / 4)
        .op('i32.mul')
        .i32(other | 0)
        .op('i32.add')
        .set(b);
      dots(at, 4);
    },
    at,
  );
  if (n % 4 === 0) return;
  code.i32(groups * 16).set(at);
  code.i32((other + groups * 4 * rowBytes) | 0).set(b);
  dots(at, n % 4);
}
