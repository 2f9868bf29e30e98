import { expectKind, expectOptions } from '../errors.ts';
import type { Sequential } from '../layers/sequential.ts';
import type { Loss } from '../losses/loss.ts';
import { reference } from '../tensor/reference.ts';
import { own } from '../tensor/tensor.ts';
import type { Nested, Tensor } from '../tensor/tensor.ts';
import { prepare } from './data.ts';
import type { Data, Rows } from './data.ts';
import { classesOf } from './metrics.ts';
import type { Metric } from './metrics.ts';

/** The loss and other numbers of a model on some data. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
}

/** The loss and metrics of `model` as it stands. Throws for data that does not fit, as `train` does. */
export function evaluate(
  model: Sequential,
  data: Data,
  options: { readonly loss: Loss; readonly metrics?: { readonly [name: string]: Metric } },
): Evaluation {
  expectOptions('evaluate', options, ['loss', 'metrics']);
  const { loss, metrics = {} } = options;
  expectKind('evaluate', loss, typeof loss?.measure === 'function', 'a loss, as binaryCrossEntropy');
  return evaluateRows(model, prepare('evaluate', data, model, loss), loss, metrics);
}

/** `evaluate` on rows that are checked already. */
export function evaluateRows(
  model: Sequential,
  { tensors: { input, target, weight } }: Rows,
  loss: Loss,
  metrics: { readonly [name: string]: Metric },
): Evaluation {
  const output = model.predict(input);
  return {
    loss: loss.measure(reference, output, target, weight).value.at(),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric(output, target)])),
  };
}

/**
 * Probabilities for each row, by the loss the model was trained with: each output's own for `binaryCrossEntropy`,
 * summing to 1 over the row for `softmaxCrossEntropy`. Throws a `TypeError` for a loss whose outputs are not logits.
 */
export function predictProbabilities(model: Sequential, input: Tensor | Nested, loss: Loss): Tensor {
  expectKind(
    'predictProbabilities',
    loss,
    typeof loss?.measure === 'function',
    'the loss the model was trained with, as binaryCrossEntropy',
  );
  if (loss.probabilities === undefined)
    throw new TypeError(
      `predictProbabilities: outputs trained with ${loss.name} are not logits; use model.predict, or train with binaryCrossEntropy or softmaxCrossEntropy`,
    );
  return own(loss.probabilities(reference, model.predict(input)));
}

/** The class of each row: of a model with one output 1 where its logit is above 0, else 0; of more, the largest. Shape [rows]. */
export const predictClass = (model: Sequential, input: Tensor | Nested): Tensor => classesOf(model.predict(input));
