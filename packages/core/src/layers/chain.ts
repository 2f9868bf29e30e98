import type { Layer } from './layer.ts';

/**
 * The tuple of layers `L` if each fits the one before it; else the same tuple with a sentence in the place of the first
 * that does not: the compiler's message then reads "… is not assignable to type 'expects 4 inputs, …'".
 * A layer without sizes (dropout, or a width known only at run time) passes the last known one on.
 */
export type Chain<L extends readonly Layer[], Width extends number = number> = L extends readonly [
  infer First extends Layer,
  ...infer Rest extends readonly Layer[],
]
  ? First extends Layer<infer In, infer Out>
    ? Fits<In, Width> extends true
      ? readonly [First, ...Chain<Rest, number extends Out ? Width : Out>]
      : readonly [`expects ${In} inputs, the layer before it has ${Width} outputs`, ...Rest]
    : never
  : L;

type Fits<In extends number, Width extends number> = number extends In
  ? true
  : number extends Width
    ? true
    : [Width] extends [In]
      ? true
      : false;

/** The inputs of the first layer that has a size, where it is a literal. */
export type InputsOf<L extends readonly Layer[]> = L extends readonly [Layer<infer In>, ...infer Rest extends readonly Layer[]]
  ? number extends In
    ? InputsOf<Rest>
    : In
  : number;

/** The outputs of the last layer that has a size, where it is a literal. */
export type OutputsOf<L extends readonly Layer[]> = L extends readonly [...infer Rest extends readonly Layer[], Layer<number, infer Out>]
  ? number extends Out
    ? OutputsOf<Rest>
    : Out
  : number;
