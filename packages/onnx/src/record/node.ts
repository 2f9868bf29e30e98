import type { MatmulOptions, Shape } from '@nonlin/core';
import type { Expression } from './expression.ts';

/** How many elements become one. */
export type Reduction = 'sum' | 'mean' | 'max' | 'argmax';

/** An operation on whole tensors. */
export type Work =
  /** A tensor that the file's user gives, or that the file holds. */
  | { readonly kind: 'given'; readonly name: string }
  /** One formula on every element of the shape. */
  | { readonly kind: 'map'; readonly body: Expression }
  | ({ readonly kind: 'matmul'; readonly a: Node; readonly b: Node } & Required<MatmulOptions>)
  /** Elements along `axis` become one; all of them where it is absent. */
  | { readonly kind: 'reduce'; readonly how: Reduction; readonly x: Node; readonly axis: number | undefined; readonly keep: boolean }
  /** A size as a number. */
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'gather'; readonly x: Node; readonly indices: Node }
  | { readonly kind: 'oneHot'; readonly indices: Node; readonly classes: number }
  | { readonly kind: 'random'; readonly key: Node; readonly stream: number; readonly like: Node }
  /** The same elements in row-major order under another shape. */
  | { readonly kind: 'reshape'; readonly x: Node }
  /** Dimensions in reverse order. */
  | { readonly kind: 'transpose'; readonly x: Node };

/** A tensor of the recording: its shape, and how it is computed. Equal nodes of one recording are one object. */
export interface Node {
  readonly id: number;
  readonly shape: Shape;
  readonly work: Work;
  /** The part of the model that asked for it: `0.dense`. */
  readonly scope: string;
}
