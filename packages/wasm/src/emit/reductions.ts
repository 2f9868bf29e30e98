import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';

/** What folds vectors into one. */
export type Folding = 'f32x4.add' | 'f32x4.max';

/** Folds the four lanes of the vector on the stack; the result stands in each lane. */
export function foldLanes(code: Code, op: Folding): void {
  code.scratch(1, 'v128', (x) => {
    code.tee(x).get(x).get(x).shuffle([2, 3, 0, 1]).op(op);
    code.tee(x).get(x).get(x).shuffle([1, 0, 3, 2]).op(op);
  });
}

/** Folds the lanes of each of up to four vectors: lane i of the vector put on the stack is vector i's. */
export function foldRows(code: Code, rows: readonly Local[], op: Folding): void {
  const at = (i: number): Local => rows[Math.min(i, rows.length - 1)]!;
  /** Lanes [a0∘a2, b0∘b2, a1∘a3, b1∘b3]. */
  const pair = (a: Local, b: Local): void => {
    code.get(a).get(b).shuffle([0, 4, 1, 5]).get(a).get(b).shuffle([2, 6, 3, 7]).op(op);
  };
  code.scratch(2, 'v128', (first, second) => {
    pair(at(0), at(1));
    code.set(first);
    pair(at(2), at(3));
    code.set(second);
    code.get(first).get(second).shuffle([0, 1, 4, 5]).get(first).get(second).shuffle([2, 3, 6, 7]).op(op);
  });
}

/** Keeps the first `count` lanes of the vector on the stack; the others become what `op` leaves alone. */
export function keepLanes(code: Code, count: number, op: Folding): void {
  if (count === 4) return;
  const mask = code.hoistedInt([-1, count > 1 ? -1 : 0, count > 2 ? -1 : 0, 0]);
  if (op === 'f32x4.add') code.get(mask).op('v128.and');
  else code.get(code.hoisted(-Infinity)).get(mask).op('v128.bitselect');
}
