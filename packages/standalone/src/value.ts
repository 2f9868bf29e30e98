import type { RecordFormula, Shape, Tensor } from '@nonlin/core';

/** A tensor that is the same for every row: weights, and what is made of them alone. */
export interface Constant {
  readonly kind: 'constant';
  readonly tensor: Tensor;
  /** Of a parameter: `weight0`. */
  readonly name?: string;
}

export type Reduction = 'sum' | 'mean' | 'max' | 'argmax';

/** A formula of a map, whatever its names. */
export type AnyFormula = RecordFormula<{ readonly [name: string]: unknown }, string>;

export type Made =
  | { readonly operation: 'input' }
  | { readonly operation: 'matmul'; readonly row: Row; readonly matrix: Constant }
  | {
      readonly operation: 'map';
      readonly inputs: { readonly [name: string]: Value };
      readonly formula: AnyFormula;
      readonly output: string;
    }
  | { readonly operation: 'reduce'; readonly reduction: Reduction; readonly row: Row }
  | { readonly operation: 'only'; readonly row: Row };

/** What a layer makes of one row of input. */
export type Row = Made & {
  readonly kind: 'row';
  /** Of all rows: [ROWS, columns] or [ROWS]. */
  readonly shape: Shape;
  /** Where it was made: `1` is the second layer. */
  readonly place: number;
  /** Whether code has it as a number; else it is an array. */
  readonly isNumber: boolean;
};

export type Value = Constant | Row;

/** Stands for any number of rows: a dimension that no layer has by chance, so that what mixes rows and columns is seen. */
export const ROWS = 7919;

export const widthOf = ({ shape: [, columns = 1] }: Row): number => columns;
