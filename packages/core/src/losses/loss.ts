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
      const { part, gradient } = ops.map({ output, target, ...weighing(ops, output, weight) }, (x, math) => {
        const { value, slope } = readDual(formula(variable(x.output), fixed(x.target), duals(math)));
        const share = shareOf(x, math);
        return { part: math.mul(value, share), gradient: math.mul(slope, share) };
      });
      return { value: ops.sum(part), gradient };
    },
    ...more,
  };
}

/** What `shareOf` needs: the number of elements of `loss`, or the rows' weights, their sum, and the columns of `loss`. */
export function weighing<T>(ops: TensorOps<T>, loss: T, weight: T | undefined): { weight?: T; total: T; columns?: T } {
  return weight === undefined ? { total: ops.sizeOf(loss) } : { weight, total: ops.sum(weight), columns: ops.sizeOf(loss, 1) };
}

/** What an element counts in the mean: its row's weight / (Σ weights · columns); 0 in a batch whose weights are all 0. */
export const shareOf = <S>({ weight, total, columns }: { weight?: Operand<S>; total: S; columns?: Operand<S> }, math: ScalarOps<S>): S =>
  math.where(math.greater(total, 0), math.div(weight ?? 1, columns === undefined ? total : math.mul(total, columns)), 0);

/** Throws a `RangeError` unless `target` has the shape of the output. */
export function expectShape(name: string, target: Tensor, output: Shape): void {
  if (!sameShape(target.shape, output))
    throw new RangeError(`${name}: expected targets of shape ${show(output)}, as the model's output, got ${show(target.shape)}`);
}
