import { numbers, reference, resolveAxis, Tensor } from '@nonlin/core';
import type { Named, Shape, TensorOps } from '@nonlin/core';

/** A tensor in double precision. */
export interface Double {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export const widen = ({ shape, data }: Tensor): Double => ({ shape, data: Float64Array.from(data) });

/** Rounded to float32. */
export const narrow = ({ shape, data }: Double): Tensor => new Tensor(shape, Float32Array.from(data));

/** The place of each element. float32 counts to 2²⁴. */
const placesOf = ({ shape, data }: Double): Tensor => new Tensor(shape, Float32Array.from(data.keys()));

const at = ({ data }: Double, { shape, data: places }: Tensor): Double => ({
  shape,
  data: Float64Array.from(places, (place) => data[place]!),
});

/** `f` of the elements along `axis`, or of all. */
function folded(x: Double, axis: number | undefined, keepDimension: boolean | undefined, f: (elements: Float64Array) => number): Double {
  const along = axis === undefined ? undefined : resolveAxis('fold', x.shape, axis);
  const product = (shape: Shape): number => shape.reduce((size, dimension) => size * dimension, 1);
  const count = along === undefined ? x.data.length : x.shape[along]!;
  const inner = along === undefined ? 1 : product(x.shape.slice(along + 1));
  const outer = along === undefined ? 1 : product(x.shape.slice(0, along));
  const isGone = (i: number): boolean => along === undefined || i === along;
  return {
    shape: keepDimension ? x.shape.map((dimension, i) => (isGone(i) ? 1 : dimension)) : x.shape.filter((_, i) => !isGone(i)),
    data: Float64Array.from({ length: outer * inner }, (_, i) => {
      const first = Math.floor(i / inner) * inner * count + (i % inner);
      return f(Float64Array.from({ length: count }, (_, j) => x.data[first + j * inner]!));
    }),
  };
}

const total = (elements: Float64Array): number => elements.reduce((sum, x) => sum + x, 0);
const largest = (elements: Float64Array): number => elements.reduce((most, x) => Math.max(most, x), -Infinity);

/**
 * The operations on tensors in double precision throughout, so that finite differences tell a slope to many digits.
 * Shapes, moves and what does not fit are the reference's: it moves the elements' places.
 */
export const double: TensorOps<Double> = {
  shapeOf: ({ shape }) => shape,
  constant: (value) => ({ shape: [], data: Float64Array.of(value) }),
  matmul(a, b, options = {}) {
    const { shape } = reference.matmul(placesOf(a), placesOf(b), options);
    const left = options.transposeA ? double.transpose(a) : a;
    const right = options.transposeB ? double.transpose(b) : b;
    const [inner, columns] = right.shape as [number, number];
    const data = Float64Array.from({ length: shape[0]! * columns }, (_, place) => {
      const [row, column] = [Math.floor(place / columns), place % columns];
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += left.data[row * inner + k]! * right.data[k * columns + column]!;
      return sum;
    });
    return { shape, data };
  },
  map(inputs, formula) {
    const given: Named<Double> = inputs;
    const names = Object.keys(given);
    const places: Named<Tensor> = reference.map(Object.fromEntries(names.map((name) => [name, placesOf(given[name]!)])), (x) => ({
      ...x,
      '': 0, // as large as all of them
    }));
    const { shape, size } = places['']!;
    const outputs: { [name: string]: Double } = {};
    // Without elements too the formula is read once, for the names.
    for (let i = 0; i < Math.max(1, size); i++) {
      const x = Object.fromEntries(names.map((name) => [name, given[name]!.data[places[name]!.data[i]!]!]));
      const y: { readonly [name: string]: number } = formula(x as Parameters<typeof formula<number>>[0], numbers);
      for (const name of Object.keys(y)) (outputs[name] ??= { shape, data: new Float64Array(size) }).data[i] = y[name]!;
    }
    return outputs as never;
  },
  sum: (x, axis, { keepDimension } = {}) => folded(x, axis, keepDimension, total),
  mean: (x, axis, { keepDimension } = {}) => folded(x, axis, keepDimension, (elements) => total(elements) / elements.length),
  max: (x, axis, { keepDimension } = {}) => folded(x, axis, keepDimension, largest),
  argmax: (x, axis = -1, { keepDimension } = {}) =>
    folded(x, axis, keepDimension, (elements) => {
      const nan = elements.findIndex(Number.isNaN);
      return nan >= 0 ? nan : Math.max(0, elements.indexOf(largest(elements)));
    }),
  sizeOf: (x, axis) => widen(reference.sizeOf(placesOf(x), axis)),
  gather: (x, indices) => at(x, reference.gather(placesOf(x), narrow(indices))),
  oneHot: (indices, classes) => widen(reference.oneHot(narrow(indices), classes)),
  random: (key, stream, like) => widen(reference.random(narrow(key), stream, placesOf(like))),
  reshape: (x, shape) => at(x, reference.reshape(placesOf(x), shape)),
  transpose: (x) => at(x, reference.transpose(placesOf(x))),
};
