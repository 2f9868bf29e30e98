import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { adam, binaryCrossEntropy, dense, dropout, random, sequential, train } from '../../src/index.ts';
import { silu } from '../activations.ts';

test('2,000 steps leave the heap where it was, within 2 MB, array buffers within 1 MB', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const model = sequential(dense(4, 32, silu), dropout(0.1), dense(32, 1));
  const data = { input: random([64, 4], 1), target: random([64, 1], 2) };
  const used: { heapUsed: number; arrayBuffers: number }[] = [];
  for await (const { epoch } of train(model, data, { loss: binaryCrossEntropy, optimizer: adam(), epochs: 600, batchSize: 16 }))
    if (epoch === 100 || epoch === 600) {
      // Buffers are given back by another thread, some time after the collection.
      for (let round = 0; round < 3; round++) {
        collect();
        await setTimeout(50);
      }
      used.push(process.memoryUsage());
    }
  const [early, late] = used as [(typeof used)[0], (typeof used)[0]];
  expect(late.heapUsed - early.heapUsed).toBeLessThan(2e6);
  expect(late.arrayBuffers - early.arrayBuffers).toBeLessThan(1e6);
}, 20_000);
