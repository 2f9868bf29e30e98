import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryCrossEntropy, dense, dropout, sequential, sgd, tensor } from '@nonlin/core';
import type { Data, Sequential, TrainOptions } from '@nonlin/core';
import { silu } from '@nonlin/silu';
import { onTestFinished } from 'vitest';

/** A folder for a test, gone after it (or after all, with `afterAll`). */
export function folder(whenDone: (remove: () => void) => void = onTestFinished): string {
  const path = mkdtempSync(join(tmpdir(), 'nonlin-checkpoint-'));
  whenDone(() => rmSync(path, { recursive: true }));
  return path;
}

/** Eleven rows of noisy XOR: with batches of 4 the last one is shorter. */
export const data: Data = {
  input: tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
    [0.1, 0.2],
    [0.1, 0.9],
    [0.8, 0.1],
    [0.9, 0.8],
    [0, 0.3],
    [0.2, 1],
    [1, 0.2],
  ]),
  target: tensor([[0], [1], [1], [0], [0], [1], [1], [0], [0], [1], [1]]),
};

export const model = (): Sequential => sequential(dense(2, 8, silu), dropout(0.25), dense(8, 1));

export const options: TrainOptions = {
  loss: binaryCrossEntropy,
  optimizer: sgd({ rate: 0.1, momentum: 0.9 }),
  epochs: 12,
  seed: 7,
  batchSize: 4,
};
