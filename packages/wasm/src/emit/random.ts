import { sizeOf } from '@nonlin/core';
import type { Code } from '../encode/code.ts';
import type { Four, Local } from '../encode/types.ts';
import { layoutOf } from '../record/layout.ts';
import type { Node } from '../record/node.ts';
import type { Memory } from './loop.ts';
import { increase, repeat } from './repeat.ts';

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Whether the draws of a tensor are first written without the gaps between its rows. */
const hasGaps = (node: Node): boolean => {
  const { rows, columns, stride } = layoutOf(node.shape);
  return rows > 1 && stride !== columns;
};

/** Bytes that the kernel needs beside its result: the draws in one row, in whole pairs of vectors. */
export const randomScratchOf = (node: Node): number => Math.ceil(sizeOf(node.shape) / 8) * 32;

/**
 * Draws from [0, 1) in steps of 2⁻²⁴: Threefry-2x32 with 20 rounds, four blocks at a time, bit for bit those of core.
 * Salmon, Moraes, Dror & Shaw 2011, doi:10.1145/2063384.2063405.
 */
export function emitRandom(code: Code, node: Node, key: Node, stream: number, memory: Memory, scratch: number): void {
  const keys = [code.local('v128'), code.local('v128'), code.local('v128')] as const;
  const from = memory.addressOf(key);
  const limb = (i: number): Code =>
    code
      .i32(0)
      .load('f32.load', from + 4 * i)
      .op('i32.trunc_sat_f32_u');
  [0, 1].forEach((word) => {
    limb(2 * word);
    limb(2 * word + 1)
      .i32(16)
      .op('i32.shl')
      .op('i32.or')
      .op('i32x4.splat')
      .set(keys[word]!);
  });
  code.get(keys[0]).get(keys[1]).op('v128.xor').get(code.hoistedInt(0x1bd11bda)).op('v128.xor').set(keys[2]);

  const [a, b, counter] = [code.local('v128'), code.local('v128'), code.local('v128')];
  const first: Four = [0, 1, 2, 3];
  code.get(code.hoistedInt(first)).set(counter);
  const add = (to: Local, amount: Local): void => void code.get(to).get(amount).op('i32x4.add').set(to);
  const size = sizeOf(node.shape);
  repeat(code, Math.ceil(size / 8) * 32, 32, (at) => {
    code.get(counter).get(keys[0]).op('i32x4.add').set(a);
    code.get(code.hoistedInt(stream)).get(keys[1]).op('i32x4.add').set(b);
    for (let group = 1; group <= 5; group++) {
      for (const rotation of ROTATIONS[(group + 1) % 2]!) {
        add(a, b);
        code
          .get(b)
          .i32(rotation)
          .op('i32x4.shl')
          .get(b)
          .i32(32 - rotation)
          .op('i32x4.shr_u')
          .op('v128.or');
        code.get(a).op('v128.xor').set(b);
      }
      add(a, keys[group % 3]!);
      add(b, keys[(group + 1) % 3]!);
      add(b, code.hoistedInt(group));
    }
    // The upper 24 bits as a fraction.
    for (const word of [a, b])
      code
        .get(word)
        .i32(8)
        .op('i32x4.shr_u')
        .op('f32x4.convert_i32x4_u')
        .get(code.hoisted(1 / 0x1_00_0000))
        .op('f32x4.mul')
        .set(word);
    code.get(at).get(a).get(b).shuffle([0, 4, 1, 5]).store('v128.store', scratch);
    code
      .get(at)
      .get(a)
      .get(b)
      .shuffle([2, 6, 3, 7])
      .store('v128.store', scratch + 16);
    add(counter, code.hoistedInt(4));
  });
  spread(code, node, memory.addressOf(node), scratch);
}

/** Copies the draws to their rows. */
function spread(code: Code, node: Node, to: number, scratch: number): void {
  const { rows, columns } = layoutOf(node.shape);
  const stride = layoutOf(node.shape).stride * 4;
  if (!hasGaps(node)) {
    code
      .i32(to | 0)
      .i32(scratch | 0)
      .i32(rows * columns * 4)
      .memoryCopy();
    return;
  }
  const [source, target] = [code.local('i32'), code.local('i32')];
  repeat(code, rows, 1, () => {
    code
      .get(target)
      .i32(to | 0)
      .op('i32.add')
      .get(source)
      .i32(scratch | 0)
      .op('i32.add')
      .i32(columns * 4)
      .memoryCopy();
    increase(code, source, columns * 4);
    increase(code, target, stride);
  });
}
