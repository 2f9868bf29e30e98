import type { Shape } from '@nonlin/core';
import type { Expression } from './expression.ts';

/** Where a tensor of the program comes from when a step begins. */
export interface Source {
  readonly from: 'constant' | 'state' | 'input';
  /** Its name; of a state's, `group/name`. */
  readonly name: string;
}

/** How many elements become one. */
export type Reduction = 'sum' | 'mean' | 'max' | 'argmax';

/** An operation of the step on whole tensors. */
export type Work =
  | { readonly kind: 'source'; readonly source: Source }
  /** One formula on every element of the shape. */
  | { readonly kind: 'map'; readonly body: Expression }
  | { readonly kind: 'matmul'; readonly a: Node; readonly b: Node; readonly transposeA: boolean; readonly transposeB: boolean }
  /** Elements along `axis` become one; all of them where it is absent. */
  | { readonly kind: 'reduce'; readonly how: Reduction; readonly x: Node; readonly axis: number | undefined }
  | { readonly kind: 'gather'; readonly x: Node; readonly indices: Node }
  | { readonly kind: 'random'; readonly key: Node; readonly stream: number }
  /** The same elements in row-major order under another shape. */
  | { readonly kind: 'reshape'; readonly x: Node }
  /** Dimensions in reverse order. */
  | { readonly kind: 'transpose'; readonly x: Node }
  /** Stretched to the node's shape. */
  | { readonly kind: 'expand'; readonly x: Node }
  /** Has no elements: stops the run where an element of `x` is not a whole number from 0 to `limit − 1`. */
  | { readonly kind: 'check'; readonly x: Node; readonly limit: number; readonly what: 'gather' | 'oneHot' };

/** A tensor of the step: its shape, and how it is computed. Equal nodes of one recording are one object. */
export interface Node {
  readonly id: number;
  readonly shape: Shape;
  readonly work: Work;
}
