import type { Named, TensorOps } from '@nonlin/core';
import { tensor } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { reuse } from '../src/reuse.ts';
import type { Ready } from '../src/reuse.ts';
import { wasm } from '../src/index.ts';
import { recordingOf } from './tools.ts';
import type { Given } from './tools.ts';

const given: Given = { constants: { x: [2, 2] }, state: { w: [2, 2], v: [2, 2] }, inputs: { rate: [] } };
type Step = <T>(ops: TensorOps<T>, x: Named<T>) => Named<T>;
const plain: Step = (ops, { x, w, rate }) =>
  ops.map({ x: x!, w: w!, rate: rate! }, (a, math) => ({ y: math.mul(a.x, math.add(a.w, a.rate)) }));

describe('a module serves every step of equal text, and no other', () => {
  test('the same step, recorded again', () => {
    expect(recordingOf(given, plain).text).toBe(recordingOf(given, plain).text);
  });

  test.each<[string, Given, Step]>([
    [
      'a constant of a formula',
      given,
      (ops, { x, w }) => ops.map({ x: x!, w: w! }, (a, math) => ({ y: math.mul(a.x, math.add(a.w, 0.5)) })),
    ],
    [
      'an operation',
      given,
      (ops, { x, w, rate }) => ops.map({ x: x!, w: w!, rate: rate! }, (a, math) => ({ y: math.mul(a.x, math.sub(a.w, a.rate)) })),
    ],
    [
      'what is read',
      given,
      (ops, { x, v, rate }) => ops.map({ x: x!, v: v!, rate: rate! }, (a, math) => ({ y: math.mul(a.x, math.add(a.v, a.rate)) })),
    ],
    [
      'the name of an output',
      given,
      (ops, { x, w, rate }) => ops.map({ x: x!, w: w!, rate: rate! }, (a, math) => ({ z: math.mul(a.x, math.add(a.w, a.rate)) })),
    ],
    [
      'where it goes: into the state',
      given,
      (ops, { x, w, rate }) => ops.map({ x: x!, w: w!, rate: rate! }, (a, math) => ({ w: math.mul(a.x, math.add(a.w, a.rate)) })),
    ],
    ['a shape', { ...given, constants: { x: [1, 2] } }, plain],
    ['a transpose', given, (ops, { x, w }) => ({ y: ops.matmul(x!, w!, { transposeA: true }) })],
    ['no transpose', given, (ops, { x, w }) => ({ y: ops.matmul(x!, w!) })],
    ['an axis', given, (ops, { x }) => ({ y: ops.sum(x!, 0) })],
    ['another axis', given, (ops, { x }) => ({ y: ops.sum(x!, 1) })],
  ])('another step by %s has another text', (_, shapes, step) => {
    expect(recordingOf(shapes, step).text).not.toBe(recordingOf(given, plain).text);
    const texts = [plain, step].map((next) => recordingOf(shapes, next).text);
    if (step !== plain) expect(texts[0]).not.toBe(texts[1]);
  });

  test('two programs on one module keep their numbers apart', async () => {
    const program = (start: number): ReturnType<typeof wasm.compile> =>
      wasm.compile({
        constants: { x: tensor([start, 1]) },
        state: { sums: { total: tensor([start, start]) } },
        step: (ops, { constants, state }) => {
          const { total } = ops.map({ x: constants['x']!, total: state['sums']!['total']! }, (a, math) => ({
            total: math.add(a.x, a.total),
          }));
          return { state: { sums: { total } }, outputs: { total }, last: () => ({}) };
        },
      });
    const [first, second] = [await program(1), await program(10)];
    await first.run(2, {});
    await second.run(1, {});
    await first.run(1, {});
    expect((await first.state())['sums']!['total']!.toArray()).toEqual([4, 4]);
    expect((await second.state())['sums']!['total']!.toArray()).toEqual([20, 11]);
  });
});

test('64 steps are kept, the one not asked for longest goes first', () => {
  const made: string[] = [];
  const ask = (text: string): Ready =>
    reuse(`test ${text}`, () => {
      made.push(text);
      return {} as Ready;
    });
  for (let i = 0; i < 64; i++) ask(String(i));
  expect(ask('0')).toBe(ask('0'));
  ask('64'); // takes the place of 1, for 0 was asked for since
  ask('0');
  ask('1');
  expect(made).toEqual([...Array.from({ length: 65 }, (_, i) => String(i)), '1']);
});
