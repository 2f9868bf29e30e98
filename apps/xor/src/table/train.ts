import {
  accuracy,
  binaryCrossEntropy,
  dense,
  evaluate,
  meanSquaredError,
  rootMeanSquaredError,
  rSquared,
  sequential,
  softmaxCrossEntropy,
  standardize,
  tensor,
  train,
} from '@nonlin/core';
import type { AnyActivation, Layer, Loss, Metric, Sequential, Tensor } from '@nonlin/core';
import { backends, optimizers } from '../experiment/learning.ts';
import { UsageError } from '../usage-error.ts';
import type { Lesson, Rows } from './lesson.ts';
import type { Training } from './options.ts';

/** How good a network is on some rows. */
export interface Score {
  /** Mean cross entropy; null for a regression. */
  readonly loss: number | null;
  /** Share of rows that are right; null for a regression. */
  readonly accuracy: number | null;
  /** In the target's own unit; null for a classification. */
  readonly rootMeanSquaredError: number | null;
  /** 1 is perfect, 0 no better than the mean; null for a classification, and where the target never changes. */
  readonly rSquared: number | null;
}

/** A network that has learnt. */
export interface Learnt {
  readonly model: Sequential;
  readonly loss: Loss;
  /** On the rows learnt from, and on those held out. */
  readonly scores: { readonly learnt: Score; readonly heldOut: Score };
}

/**
 * Scaling fitted to the rows learnt from, hidden layers, and one output or one for each class. A regression learns its target scaled to
 * mean 0 and deviation 1, so that one rate suits all units; the scale is then folded into the last layer, whose outputs are in the target's own unit.
 */
export async function learn(
  lesson: Lesson,
  activation: AnyActivation,
  training: Training,
  onEpoch: (epoch: number, loss: number) => void,
): Promise<Learnt> {
  const { learnt, heldOut, classes, task } = lesson;
  const outputs = classes.length > 2 ? classes.length : 1;
  const sizes = [learnt.input.shape[1]!, ...training.hidden];
  const hidden = training.hidden.map((units, i) => dense(sizes[i]!, units, activation));
  const model = sequential([scaling(lesson), ...hidden, dense(sizes.at(-1)!, outputs)]);
  const loss = task === 'regression' ? meanSquaredError : outputs === 1 ? binaryCrossEntropy : softmaxCrossEntropy;
  const { mean, deviation } = task === 'regression' ? scaleOf(learnt.target) : { mean: 0, deviation: 1 };
  const data = { input: learnt.input, target: learnt.target.sub(mean).div(deviation) };
  const { epochs, seed, rate, batch } = training;
  const options = {
    loss,
    optimizer: optimizers[training.optimizer]!({ rate }),
    epochs,
    seed,
    batchSize: Math.min(batch, data.input.shape[0]!),
    every: Math.max(1, Math.ceil(epochs / 100)),
    backend: backends[training.backend]!,
    deterministic: true,
  };
  for await (const { epoch, loss } of train(model, data, options)) onEpoch(epoch, loss * deviation ** 2);
  if (task === 'regression') unscale(model, mean, deviation);
  return { model, loss, scores: { learnt: score(model, learnt, loss), heldOut: score(model, heldOut, loss) } };
}

/** Throws a `UsageError` that names the column which float32 cannot scale. */
function scaling({ learnt, features }: Lesson): Layer {
  try {
    return standardize(learnt.input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [rows = 0, width] = learnt.input.shape;
    const column = features.findIndex((_, i) => {
      const values = Array.from({ length: rows }, (_, row) => learnt.input.at(row, i));
      const mean = values.reduce((sum, value) => sum + value, 0) / rows;
      return !Number.isFinite(Math.fround(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows));
    });
    throw new UsageError(
      `--data: column ${JSON.stringify(features[column] ?? `one of ${width}`)}: its numbers are too large to be scaled in float32; divide them first, so that they stay below 1e18`,
    );
  }
}

const classification: { readonly [name: string]: Metric } = { accuracy };
const regression: { readonly [name: string]: Metric } = { rootMeanSquaredError, rSquared };

function score(model: Sequential, rows: Rows, loss: Loss): Score {
  const isRegression = loss === meanSquaredError;
  const { loss: measured, metrics } = evaluate(model, rows, { loss, metrics: isRegression ? regression : classification });
  const of = (name: string): number | null => (Number.isFinite(metrics[name]) ? metrics[name]! : null);
  return {
    loss: isRegression ? null : measured,
    accuracy: of('accuracy'),
    rootMeanSquaredError: of('rootMeanSquaredError'),
    rSquared: of('rSquared'),
  };
}

/** What needs no input: always the most frequent class of the rows learnt from, or always their mean. */
export function withoutInput({ task, classes, learnt, heldOut }: Lesson): number {
  const { data } = heldOut.target;
  if (task === 'regression') {
    const { mean } = scaleOf(learnt.target);
    return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
  }
  const counts = classes.map((_, index) => learnt.target.data.filter((value) => value === index).length);
  const usual = counts.indexOf(Math.max(...counts));
  return data.filter((value) => value === usual).length / data.length;
}

function scaleOf({ data }: Tensor): { readonly mean: number; readonly deviation: number } {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** Makes the last layer's outputs `mean + deviation · output`. */
function unscale(model: Sequential, mean: number, deviation: number): void {
  const last = model.layers.length - 1;
  const [weight, bias] = [`${last}.weight`, `${last}.bias`];
  const { [weight]: weights, [bias]: biases } = model.parameters;
  model.parameters = {
    ...model.parameters,
    [weight]: weights!.mul(deviation),
    [bias]: tensor(Array.from(biases!.data, (value) => value * deviation + mean)),
  };
}
