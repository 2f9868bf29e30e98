import type { ScalarOps } from '../scalar/ops.ts';
import { elementwiseLoss, expectShape } from './loss.ts';
import type { Loss } from './loss.ts';

/** e^(−|z|) and whether z < 0: what the logistic function and its logarithm are made of, without overflow. */
function parts<S>(z: S, math: ScalarOps<S>): { negative: S; e: S } {
  const negative = math.less(z, 0);
  return { negative, e: math.exp(math.where(negative, z, math.neg(z))) };
}

/**
 * `mean(−t·ln p − (1 − t)·ln(1 − p))`, p = 1 / (1 + e^(−z)), on logits z, targets t in [0, 1]: several columns are
 * as many independent yes-or-no questions. Written as `ln(1 + e^(−|z|)) + z·([z ≥ 0] − t)`, which neither overflows
 * nor cancels, nor does its slope `p − t`.
 */
export const binaryCrossEntropy: Loss = elementwiseLoss(
  'binary cross-entropy',
  (z, target, math) => {
    const { negative, e } = parts(z, math);
    return math.add(math.log1p(e), math.mul(z, math.sub(math.where(negative, 0, 1), target)));
  },
  {
    check: (target, output) => {
      expectShape('binary cross-entropy', target, output);
      const wrong = target.data.findIndex((value) => !(value >= 0 && value <= 1));
      if (wrong >= 0)
        throw new RangeError(
          `binary cross-entropy: expected targets from 0 to 1, got ${target.data[wrong]} in row ${Math.floor(wrong / (output[1] ?? 1))}; for classes 2 and up use softmaxCrossEntropy`,
        );
    },
    probabilities: (ops, output) =>
      ops.map({ output }, (x, math) => {
        const { negative, e } = parts(x.output, math);
        return { p: math.div(math.where(negative, e, 1), math.add(1, e)) };
      }).p,
  },
);
