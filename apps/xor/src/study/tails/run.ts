import { accuracy, adam, binaryCrossEntropy, dense, diagnose, evaluate, NonFiniteError, sequential, train } from '@nonlin/core';
import type { AnyActivation, Sequential } from '@nonlin/core';
import { moons } from '../data/moons.ts';

/** How the units of a network's hidden layers stand, as shares of them. */
export interface Standing {
  readonly epoch: number;
  /** No slope of 0.01 or more on any row, but not 0 on all. */
  readonly saturated: number;
  /** Slope 0 on every row. */
  readonly dead: number;
}

export interface TailsRun {
  readonly over: readonly Standing[];
  /** Share of rows right at the end. */
  readonly accuracy: number;
  /** Whether every number stayed finite. */
  readonly finite: boolean;
}

/** What a network is trained on, and how. */
export interface Tails {
  readonly rows: number;
  readonly width: number;
  readonly epochs: number;
}

/** A slope below it leaves less than a hundredth of the signal. */
const TINY = 0.01;

/** Epochs at which the units are looked at. */
export const looks = (epochs: number): readonly number[] =>
  [0, 1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 1000].filter((epoch) => epoch < epochs).concat(epochs);

/** 2-W-W-1 on two moons by Adam, looked at over training. */
export async function runTails(activation: AnyActivation, rate: number, seed: number, { rows, width, epochs }: Tails): Promise<TailsRun> {
  const data = moons(rows, 0.15, seed);
  const model = sequential(dense(2, width, activation), dense(width, width, activation), dense(width, 1)).setup(seed);
  const look = (epoch: number): Standing => standingOf(model, epoch, data);
  const at = new Set(looks(epochs));
  const over = [look(0)];
  const options = { loss: binaryCrossEntropy, optimizer: adam({ rate }), epochs, seed, batchSize: Math.ceil(rows / 4) };
  let finite = true;
  try {
    for await (const { epoch } of train(model, data, options)) if (at.has(epoch)) over.push(look(epoch));
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    finite = false;
    // The model holds its last finite weights: they stand for the rest.
    for (const epoch of looks(epochs).slice(over.length)) over.push(look(epoch));
  }
  const { metrics } = evaluate(model, data, { loss: binaryCrossEntropy, metrics: { accuracy } });
  return { over, accuracy: metrics['accuracy']!, finite };
}

function standingOf(model: Sequential, epoch: number, data: ReturnType<typeof moons>): Standing {
  // The last layer's slopes are all 1.
  const units = diagnose(model, data, { loss: binaryCrossEntropy })
    .slice(0, -1)
    .flatMap((layer) => layer.units);
  const share = (test: (unit: (typeof units)[number]) => boolean): number => units.filter(test).length / units.length;
  return {
    epoch,
    saturated: share(({ largestSlope, zeroSlope }) => zeroSlope < 1 && largestSlope < TINY),
    dead: share(({ zeroSlope }) => zeroSlope === 1),
  };
}
