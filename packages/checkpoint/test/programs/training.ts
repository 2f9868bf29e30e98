import { adam, binaryCrossEntropy, dense, dropout, sequential, tensor } from '@nonlin/core';
import type { Data, Sequential, TrainOptions } from '@nonlin/core';
import { silu } from '@nonlin/silu';
import { wasm } from '@nonlin/wasm';

/** A training of 150 epochs with dropout and shuffled batches. */
export const long = (): { model: Sequential; data: Data; options: TrainOptions } => ({
  model: sequential(dense(2, 8, silu), dropout(0.25), dense(8, 1)),
  data: {
    input: tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0.5, 0.1],
    ]),
    target: tensor([[0], [1], [1], [0], [1]]),
  },
  options: { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.01 }), epochs: 150, seed: 3, batchSize: 2, backend: wasm },
});
