import type { Code } from '../encode/code.ts';
import type { Local } from '../encode/types.ts';

/**
 * Runs `body` for 0, `step`, 2 · `step`, … below `end`, which may be a local. The counter is the caller's where it gives
 * one. Bodies that run once or never are written without a loop.
 */
export function repeat(code: Code, end: number | Local, step: number, body: (at: Local) => void, counter: Local = code.local('i32')): void {
  code.i32(0).set(counter);
  if (end === 0) return;
  if (typeof end === 'number' && end <= step) {
    body(counter);
    return;
  }
  const loop = (): void => {
    code.loop((again) => {
      body(counter);
      code.get(counter).i32(step).op('i32.add').tee(counter);
      pushNumber(code, end).op('i32.lt_u').brIf(again);
    });
  };
  if (typeof end === 'number') loop();
  else code.get(end).if(loop);
}

/** Runs `body` while `count` goes down to 1; at least once. */
export function countDown(code: Code, count: Local, body: () => void): void {
  code.loop((again) => {
    body();
    increase(code, count, -1);
    code.get(count).brIf(again);
  });
}

/** Puts a number, or a local's, on the stack. */
function pushNumber(code: Code, value: number | Local): Code {
  return typeof value === 'number' ? code.i32(value | 0) : code.get(value);
}

/** Adds `amount` to a local. */
export function increase(code: Code, local: Local, amount: number): void {
  code.get(local).i32(amount).op('i32.add').set(local);
}

/** Copies `bytes`, a multiple of 4, from one address to another; each a number or a local, plus an offset. */
export function copyBytes(code: Code, to: number | Local, from: number | Local, bytes: number): void {
  if (bytes > 256) {
    pushNumber(code, to);
    pushNumber(code, from).i32(bytes).memoryCopy();
    return;
  }
  let done = 0;
  for (; done + 16 <= bytes; done += 16) {
    pushNumber(code, to);
    pushNumber(code, from).load('v128.load', done, 4).store('v128.store', done, 4);
  }
  for (; done < bytes; done += 4) {
    pushNumber(code, to);
    pushNumber(code, from).load('f32.load', done).store('f32.store', done);
  }
}
