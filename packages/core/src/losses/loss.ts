import { show } from '../errors.ts';
import { duals, fixed, readDual, variable } from '../scalar/duals.ts';
import type { Operand, ScalarOps } from '../scalar/ops.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { sameShape } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** How far outputs are from targets: one number to make small, and its slope in each output. */
export interface Loss {
  readonly name: string;
  /**
   * The loss, a scalar: the mean over the batch, weighted by `weight` ([rows, 1]) where given, so that a row of weight 2
   * counts as two rows; and its slope in `output` ([rows, columns]).
   */
  measure<T>(ops: TensorOps<T>, output: T, target: T, weight?: T): { value: T; gradient: T };
  /** Throws a `RangeError` that names the row when `target` cannot be the target of outputs of shape `output`. */
  check(target: Tensor, output: Shape): void;
  /** Probabilities of the outputs, where they are logits. */
  probabilities?<T>(ops: TensorOps<T>, output: T): T;
}

/** The loss of one output: a formula of the output and its target. */
export type LossFormula = <S>(output: S, target: S, math: ScalarOps<S>) => Operand<S>;

/**
 * A loss from a formula for one output: the mean over all outputs, its slope by duals.
 * A loss of one's own is `elementwiseLoss('log-cosh', (output, target, math) => …)`.
 */
export function elementwiseLoss(name: string, formula: LossFormula, more: Partial<Loss> = {}): Loss {
  return {
    name,
    check: (target, output) => expectShape(name, target, output),
    measure(ops, output, target, weight) {
      const { loss, slope } = ops.map({ output, target }, (x, math) => {
        const { value, slope } = readDual(formula(variable(x.output), fixed(x.target), duals(math)));
        return { loss: value, slope };
      });
      return average(ops, loss, slope, weight);
    },
    ...more,
  };
}

/** The mean of `loss` over all its elements, rows weighted by `weight`, and `slope` (which stretches over it) scaled alike. */
export function average<T>(ops: TensorOps<T>, loss: T, slope: T, weight: T | undefined): { value: T; gradient: T } {
  if (weight === undefined) {
    const { gradient } = ops.map({ slope, size: ops.sizeOf(loss) }, (x, math) => ({ gradient: math.div(x.slope, x.size) }));
    return { value: ops.mean(loss), gradient };
  }
  const { share } = ops.map({ weight, total: ops.sum(weight), columns: ops.sizeOf(loss, 1) }, (x, math) => ({
    share: math.div(x.weight, math.mul(x.total, x.columns)),
  }));
  const { part, gradient } = ops.map({ loss, slope, share }, (x, math) => ({
    part: math.mul(x.loss, x.share),
    gradient: math.mul(x.slope, x.share),
  }));
  return { value: ops.sum(part), gradient };
}

/** Throws a `RangeError` unless `target` has the shape of the output. */
export function expectShape(name: string, target: Tensor, output: Shape): void {
  if (!sameShape(target.shape, output))
    throw new RangeError(`${name}: expected targets of shape ${show(output)}, as the model's output, got ${show(target.shape)}`);
}
