import { describe, expect, test } from 'vitest';
import { peak, prepare } from '../src/native.ts';
import type { Work } from '../src/work.ts';

const compiles = (await peak(1)) !== undefined;

const works: readonly Work[] = [
  { kind: 'train', sizes: [2, 8, 1], activation: 'sigmoid', loss: 'binary', optimizer: 'sgd', rate: 0.5, rows: 4, batch: 4 },
  { kind: 'map', activation: 'silu', slope: true, elements: 1000 },
];

describe.skipIf(!compiles)('C, where there is a compiler', () => {
  test.each(works)('$kind runs, and training learns', async (work) => {
    const remote = await prepare(work, 'plain');
    const first = await remote!.measure(1);
    const then = await remote!.measure(20);
    expect(then.nanoseconds).toBeGreaterThan(0);
    if (work.kind === 'train') expect(then.loss!).toBeLessThan(Math.max(first.loss!, 0.01));
    remote!.dispose();
  });

  test('the peak of multiply-adds is one of operations a second', async () => {
    expect(await peak(2)).toBeGreaterThan(1e8);
  });
});

test('what has no C here is left out', async () => {
  expect(await prepare({ kind: 'predict', sizes: [2, 2], activation: 'relu', batch: 1 }, 'plain')).toBeUndefined();
});
