import { show } from '../errors.ts';
import { expectShape } from '../losses/loss.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** One number about predictions ([rows, outputs], as `predict` gives them) and their targets. Rows count alike. */
export type Metric = (output: Tensor, target: Tensor) => number;

/** Class of each row: of one column, 1 where the logit is above 0, else 0; of several, the largest. Shape [rows]. */
export function classesOf(output: Tensor): Tensor {
  return output.shape[1] === 1 ? output.map((z, math) => math.greater(z, 0)).reshape(-1) : output.argmax(1);
}

/**
 * Share of rows whose class is the target's, from 0 to 1. Targets are probabilities or 0 and 1 (yes above ½), −1 and 1,
 * class indices, or one column for each class.
 */
export const accuracy: Metric = (output, target) => {
  const predicted = classesOf(output).data;
  if (target.shape[0] !== predicted.length)
    throw new RangeError(`accuracy: expected targets for ${predicted.length} rows, got shape ${show(target.shape)}`);
  const oneColumn = output.shape[1] === 1;
  const wanted = oneColumn || target.size === output.shape[0] ? target.data : target.argmax(1).data;
  let right = 0;
  for (let row = 0; row < predicted.length; row++) if (predicted[row] === (oneColumn ? Number(wanted[row]! > 0.5) : wanted[row])) right++;
  return right / predicted.length;
};

/** `mean |output − target|`. */
export const meanAbsoluteError: Metric = (output, target) => mean('meanAbsoluteError', output, target, Math.abs);

/** `√mean (output − target)²`. */
export const rootMeanSquaredError: Metric = (output, target) =>
  Math.sqrt(mean('rootMeanSquaredError', output, target, (error) => error * error));

/**
 * R², the coefficient of determination: `1 − Σ (output − target)² / Σ (target − mean target)²` by column, then averaged.
 * 1 is perfect, 0 no better than the mean. NaN for a column whose target never changes.
 */
export const rSquared: Metric = (output, target) => {
  expectShape('rSquared', target, output.shape);
  const squares = (tensor: Tensor): Tensor => tensor.map((x, math) => math.mul(x, x)).sum(0);
  const spread = squares(target.sub(target.mean(0))).map((x, math) => math.where(math.equal(x, 0), NaN, x));
  const unexplained = squares(output.sub(target)).div(spread);
  return 1 - unexplained.mean().at();
};

function mean(name: string, output: Tensor, target: Tensor, size: (error: number) => number): number {
  expectShape(name, target, output.shape);
  let total = 0;
  for (let i = 0; i < output.size; i++) total += size(output.data[i]! - target.data[i]!);
  return total / output.size;
}
