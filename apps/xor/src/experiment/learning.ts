import { adam, adamW, binaryCrossEntropy, hinge, huber, meanSquaredError, referenceBackend, rmsprop, sgd } from '@nonlin/core';
import type { Backend, Loss, Optimizer, TrainOptions } from '@nonlin/core';
import { wasm } from '@nonlin/wasm';

/** A loss with what it takes to be right under it. */
interface Aim {
  readonly loss: Loss;
  /** Targets for the answers 0 and 1. */
  readonly targets: readonly [no: number, yes: number];
  /** An output is right when it is on its target's side of `middle`, at least `margin` away. */
  readonly middle: number;
  readonly margin: number;
}

/** Losses by the names of `--loss`. */
export const aims: { readonly [name: string]: Aim } = {
  'binary-cross-entropy': { loss: binaryCrossEntropy, targets: [0, 1], middle: 0, margin: 1 },
  'mean-squared-error': { loss: meanSquaredError, targets: [0, 1], middle: 0.5, margin: 0.25 },
  huber: { loss: huber(), targets: [0, 1], middle: 0.5, margin: 0.25 },
  hinge: { loss: hinge, targets: [-1, 1], middle: 0, margin: 0.5 },
};

/** Optimizers by the names of `--optimizer`. */
export const optimizers: { readonly [name: string]: (options: { readonly rate: number }) => Optimizer } = { adam, adamW, rmsprop, sgd };

/** Backends by the names of `--backend`. */
export const backends: { readonly [name: string]: Backend } = { wasm, reference: referenceBackend };

/** How every network of a run learns: plain values, so that they travel to other threads. */
export interface Learning {
  readonly epochs: number;
  readonly optimizer: string;
  readonly rate: number;
  readonly loss: string;
  readonly backend: string;
}

/** What `train` is told of it. The same bits on every machine, so that the tables can be checked anywhere. */
export const learningOptions = ({ epochs, optimizer, rate, loss, backend }: Learning): Omit<TrainOptions, 'seed'> => ({
  loss: aims[loss]!.loss,
  optimizer: optimizers[optimizer]!({ rate }),
  epochs,
  backend: backends[backend]!,
  deterministic: true,
});
