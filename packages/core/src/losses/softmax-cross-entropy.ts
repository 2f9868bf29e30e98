import { show } from '../errors.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { sameShape } from '../tensor/shape.ts';
import { shareOf, weighing } from './loss.ts';
import type { Loss } from './loss.ts';

const NAME = 'softmax cross-entropy';

/** z − max z by row, which no exp overflows on, its exponentials, and their sum by row. */
function shifted<T>(ops: TensorOps<T>, output: T): { logit: T; power: T; total: T } {
  const highest = ops.max(output, 1, { keepDimension: true });
  const { logit, power } = ops.map({ output, highest }, (x, math) => {
    const logit = math.sub(x.output, x.highest);
    return { logit, power: math.exp(logit) };
  });
  return { logit, power, total: ops.sum(power, 1, { keepDimension: true }) };
}

/**
 * `mean over rows of −Σ t·ln p`, p = softmax(z) = e^z / Σ e^z, on logits z ([rows, classes]).
 * Targets are class indices ([rows] or [rows, 1]) or probabilities by class ([rows, classes]; one-hot, or soft).
 * Its slope in z is `(p · Σt − t) / rows`.
 */
export const softmaxCrossEntropy: Loss = {
  name: NAME,
  measure(ops, output, target, weight) {
    const [, classes = 1] = ops.shapeOf(output);
    const spread = sameShape(ops.shapeOf(target), ops.shapeOf(output)) ? target : ops.oneHot(target, classes);
    const { logit, power, total } = shifted(ops, output);
    const mass = ops.sum(spread, 1, { keepDimension: true });
    const { part, gradient } = ops.map({ logit, power, powers: total, spread, mass, ...weighing(ops, mass, weight) }, (x, math) => {
      const share = shareOf(x, math);
      const surprise = math.mul(x.spread, math.sub(math.log(x.powers), x.logit));
      return {
        part: math.where(math.equal(x.spread, 0), 0, math.mul(surprise, share)),
        gradient: math.mul(math.sub(math.mul(math.div(x.power, x.powers), x.mass), x.spread), share),
      };
    });
    return { value: ops.sum(part), gradient };
  },
  check: (target, output) => {
    const [rows = 0, classes = 1] = output;
    if (classes < 2)
      throw new RangeError(`${NAME}: expected a model with at least 2 outputs, got ${classes}; for yes or no use binaryCrossEntropy`);
    if (sameShape(target.shape, output)) {
      const wrong = target.data.findIndex((value) => !(value >= 0 && value <= 1));
      if (wrong >= 0)
        throw new RangeError(
          `${NAME}: expected probabilities from 0 to 1, got ${target.data[wrong]} in row ${Math.floor(wrong / classes)}`,
        );
      return;
    }
    const [targets, columns = 1, ...more] = target.shape;
    if (targets !== rows || columns !== 1 || more.length > 0)
      throw new RangeError(
        `${NAME}: expected class indices of shape [${rows}, 1] or probabilities of shape ${show(output)}, got ${show(target.shape)}`,
      );
    const wrong = target.data.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= classes);
    if (wrong >= 0)
      throw new RangeError(
        `${NAME}: class ${target.data[wrong]} in row ${wrong} does not exist; the model has ${classes} outputs, so classes are 0 to ${classes - 1}`,
      );
  },
  probabilities: (ops, output) => {
    const { power, total } = shifted(ops, output);
    return ops.map({ power, total }, (x, math) => ({ p: math.div(x.power, x.total) })).p;
  },
};
