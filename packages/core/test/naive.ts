import { numbers, threefry } from '../src/index.ts';
import type { Named, ReduceOptions, Shape, Tensor, TensorOps } from '../src/index.ts';

/** A tensor of the interpreter below. */
export interface Naive {
  readonly shape: Shape;
  readonly data: readonly number[];
}

const size = (shape: Shape): number => shape.reduce((product, dimension) => product * dimension, 1);

/** Every index of a shape, last dimension fastest. */
function* indices(shape: Shape): Generator<readonly number[]> {
  if (shape.length === 0) yield [];
  else for (let i = 0; i < shape[0]!; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

/** The element at `index`, dimensions of 1 read as often as needed, missing ones too. */
function read({ shape, data }: Naive, index: readonly number[]): number {
  const skipped = index.length - shape.length;
  return data[shape.reduce((place, dimension, axis) => place * dimension + (dimension === 1 ? 0 : index[axis + skipped]!), 0)]!;
}

function stretched(shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const dimensions = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return dimensions.find((dimension) => dimension !== 1) ?? 1;
  });
}

const fold =
  (combine: (elements: number[]) => number) =>
  ({ shape, data }: Naive, axis?: number, { keepDimension = false }: ReduceOptions = {}): Naive => {
    const at = axis !== undefined && axis < 0 ? axis + shape.length : axis;
    const folded = (place: number): boolean => at === undefined || place === at;
    const groups = new Map<string, number[]>();
    const kept = shape.map((dimension, place) => (folded(place) ? 1 : dimension));
    for (const index of indices(kept)) groups.set(String(index), []);
    for (const [place, index] of [...indices(shape)].entries())
      groups.get(String(index.map((i, axis) => (folded(axis) ? 0 : i))))!.push(data[place]!);
    return { shape: keepDimension ? kept : kept.filter((_, place) => !folded(place)), data: [...groups.values()].map(combine) };
  };

const add = (elements: readonly number[]): number => elements.reduce((sum, element) => sum + element, 0);

/**
 * A second interpreter of `TensorOps`, by the definitions, element by element, and in double precision throughout:
 * what the reference is compared with, and what finite differences are taken on.
 */
export const naive: TensorOps<Naive> = {
  shapeOf: ({ shape }) => shape,
  constant: (value) => ({ shape: [], data: [value] }),
  matmul: (a, b, { transposeA = false, transposeB = false } = {}) => {
    const [left, right] = [transposeA ? naive.transpose(a) : a, transposeB ? naive.transpose(b) : b];
    const [m, k, n] = [left.shape[0]!, left.shape[1]!, right.shape[1]!];
    const data: number[] = [];
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) data.push(add(Array.from({ length: k }, (_, l) => read(left, [i, l]) * read(right, [l, j]))));
    return { shape: [m, n], data };
  },
  map: (inputs, formula) => {
    const shape = stretched(Object.values(inputs).map((input) => input.shape));
    const columns: { [name: string]: number[] } = {};
    for (const index of indices(shape)) {
      const x = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, read(input, index)]));
      for (const [name, y] of Object.entries<number>(formula(x as { [name in keyof typeof inputs]: number }, numbers)))
        (columns[name] ??= []).push(y);
    }
    return Object.fromEntries(Object.entries(columns).map(([name, data]) => [name, { shape, data }])) as ReturnType<
      typeof naive.map
    > as never;
  },
  sum: fold(add),
  mean: fold((elements) => add(elements) / elements.length),
  max: fold((elements) => Math.max(...elements)),
  argmax: (x, axis = -1, options) =>
    fold((elements) => (elements.some(Number.isNaN) ? elements.findIndex(Number.isNaN) : elements.indexOf(Math.max(...elements))))(
      x,
      axis,
      options,
    ),
  sizeOf: ({ shape }, axis) => ({ shape: [], data: [axis === undefined ? size(shape) : shape.at(axis)!] }),
  gather: ({ shape: [, ...rest], data }, { data: rows }) => ({
    shape: [rows.length, ...rest],
    data: rows.flatMap((row) => data.slice(row * size(rest), (row + 1) * size(rest))),
  }),
  oneHot: ({ data }, classes) => ({
    shape: [data.length, classes],
    data: data.flatMap((index) => Array.from({ length: classes }, (_, i) => Number(i === index))),
  }),
  random: ({ data: [a, b, c, d] }, stream, { shape, data }) => ({
    shape,
    data: data.map((_, i) => Math.floor(threefry(a! + b! * 65_536, c! + d! * 65_536, Math.floor(i / 2), stream)[i % 2]! / 256) / 2 ** 24),
  }),
  reshape: ({ data }, shape) => ({ shape, data }),
  transpose: (x) => {
    const shape = x.shape.toReversed();
    return { shape, data: [...indices(shape)].map((index) => read(x, index.toReversed())) };
  },
};

export const toNaive = ({ shape, data }: Tensor): Naive => ({ shape, data: [...data] });

export const allToNaive = (tensors: Named<Tensor>): Named<Naive> =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, toNaive(value)]));
