import type { RecordFormula } from './columns.ts';
import type { MatmulOptions, ReduceOptions } from './kernels.ts';
import type { Shape } from './shape.ts';

/**
 * The operations a *layer*, a loss or an optimizer may use on whole tensors. The training step is written once against
 * this signature; the eager reference runs it at once, a recorder turns one run of it into a program.
 * Shapes are known when an operation is called; elements need not be.
 */
export interface TensorOps<T> {
  /** The dimensions of `x`: for checks and messages. A size that enters a formula comes from `sizeOf` or `mean`. */
  shapeOf(x: T): Shape;
  /** A scalar tensor, shape []. */
  constant(value: number): T;
  /** `a · b` of two matrices, each read as its transpose on request: [m, k] and [k, n] give [m, n]. */
  matmul(a: T, b: T, options?: MatmulOptions): T;
  /** `formula` on every element of the inputs, stretched to one shape (NumPy's rule); one tensor for each named output. */
  map<I extends { readonly [name: string]: T }, K extends string>(inputs: I, formula: RecordFormula<I, K>): { [name in K]: T };
  /** Σ along `axis`, or of everything. */
  sum(x: T, axis?: number, options?: ReduceOptions): T;
  /** Σ / count along `axis`, or of everything. */
  mean(x: T, axis?: number, options?: ReduceOptions): T;
  /** The largest along `axis`, or of everything; NaN if one is NaN. */
  max(x: T, axis?: number, options?: ReduceOptions): T;
  /** The index of the largest along `axis` (default: the last); the first of equals. */
  argmax(x: T, axis?: number, options?: ReduceOptions): T;
  /** The number of elements, or of those along `axis`, as a scalar tensor. */
  sizeOf(x: T, axis?: number): T;
  /** The rows of `x` at `indices`: [n, …] and [k] give [k, …]. */
  gather(x: T, indices: T): T;
  /** 1 in the column of the index, 0 elsewhere: [k] or [k, 1] gives [k, classes]. */
  oneHot(indices: T, classes: number): T;
  /** Draws from [0, 1) in steps of 2⁻²⁴ in the shape of `like`: Threefry-2x32 of `key` ([4]: 16-bit limbs) and `stream`. */
  random(key: T, stream: number, like: T): T;
  /** The same elements in row-major order under another shape of as many elements. */
  reshape(x: T, shape: Shape): T;
  /** Dimensions in reverse order. */
  transpose(x: T): T;
}
