import { reference, tensor } from '@nonlin/core';
import type { Shape, Tensor, TensorOps } from '@nonlin/core';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { same } from '../float32.ts';
import { change, compared, exactly, fractions, outputsOf, summed, whole, within } from './subject.ts';
import type { BackendSubject } from './subject.ts';

const show = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Sizes m, k, n of a product: sums over more than one block of 512, of 2¹² and of nothing; more than 2¹⁶ elements. */
const PRODUCTS = [
  [1, 1, 1],
  [1, 7, 1],
  [7, 1, 1],
  [1, 1, 7],
  [7, 1, 3],
  [1, 4, 6],
  [3, 5, 2],
  [17, 19, 13],
  [33, 64, 17],
  [2, 600, 3],
  [257, 5, 259],
  [2, 4200, 3],
  [3, 0, 5],
  [0, 3, 5],
  [3, 5, 0],
] as const;

/** All four readings of a product as transposes: whole numbers exactly, fractions within k · 2⁻²⁴ · Σ|a·b|. */
export async function* matmul(subject: BackendSubject): AsyncIterable<Failure> {
  for (const [m, k, n] of PRODUCTS)
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      const options = { transposeA, transposeB } as { transposeA: boolean; transposeB: boolean };
      const [left, right] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
      const input = `${show(left)}${transposeA ? 'ᵀ' : ''} · ${show(right)}${transposeB ? 'ᵀ' : ''}`;
      yield* compared(subject, input, { a: whole(left, 1), b: whole(right, 2) }, (ops, { a, b }) => ({
        product: ops.matmul(a, b, options),
      }));
      const [a, b] = [fractions(left, 3), fractions(right, 4)];
      const magnitudes = reference.matmul(change(a, Math.abs), change(b, Math.abs), options);
      yield* compared(subject, input, { a, b }, (ops, { a, b }) => ({ product: ops.matmul(a, b, options) }), summed(magnitudes, k));
    }
}

/** Shapes that stretch to one another; some fill more than one block of 512, or have more than 2¹⁶ elements, or none. */
const STRETCHED: readonly (readonly [Shape, Shape, Shape])[] = [
  [[5], [1], []],
  [[1], [5], [5]],
  [[3, 5], [5], [3, 1]],
  [[3, 1], [1, 5], []],
  [
    [1, 5],
    [3, 1],
    [1, 1],
  ],
  [[5, 5], [5], [5, 1]],
  [[2, 3, 4], [3, 1], [4]],
  [
    [2, 1, 4],
    [3, 1],
    [2, 1, 1],
  ],
  [
    [2, 1, 1],
    [1, 3, 4],
    [3, 4],
  ],
  [
    [3, 3, 3],
    [3, 1, 3],
    [1, 3, 1],
  ],
  [[1031, 3], [3], [1031, 1]],
  [[1, 1031], [3, 1], [1031]],
  [[257, 259], [259], [257, 1]],
  [[66_001], [], [1]],
  [
    [2, 1, 3, 1],
    [5, 1, 4],
    [3, 1],
  ],
  [
    [2, 5, 3, 4],
    [1, 5, 1, 4],
    [2, 1, 3, 1],
  ],
  [
    [2, 1, 1, 3, 2],
    [3, 1, 1, 1],
    [4, 1, 2],
  ],
  [[0, 3], [3], [1, 1]],
];

/** Inputs of a map stretch to one shape by NumPy's rule. */
export async function* broadcasting(subject: BackendSubject): AsyncIterable<Failure> {
  for (const shapes of STRETCHED) {
    const [a, b, c] = [whole(shapes[0], 1), whole(shapes[1], 2), whole(shapes[2], 3)];
    yield* compared(subject, `map over ${shapes.map(show).join(', ')}`, { a, b, c }, (ops, given) =>
      ops.map(given, ({ a, b, c }, math) => ({ sum: math.add(math.add(math.mul(100, a), math.mul(10, b)), c) })),
    );
  }
}

/** A map may give several tensors, the same one twice, an input as it is, or a plain number; an input that is not read still stretches. */
export async function* outputs(subject: BackendSubject): AsyncIterable<Failure> {
  yield* compared(
    subject,
    'map with several outputs',
    { a: whole([3, 1], 1), b: whole([1, 4], 2), unread: whole([2, 1, 1], 3) },
    (ops, given) =>
      ops.map(given, ({ a, b }, math) => {
        const sum = math.add(a, b);
        return { sum, difference: math.sub(a, b), again: sum, a, b, seven: 7, zero: math.constant(0) };
      }),
  );
  yield* compared(subject, 'map over nothing', {}, (ops) => ops.map({}, (_, math) => ({ three: math.add(1, 2) })));
  yield* compared(subject, 'map over one tensor twice', { a: whole([5], 1) }, (ops, { a }) =>
    ops.map({ left: a, right: a }, ({ left, right }, math) => ({ product: math.mul(left, right) })),
  );
}

const REDUCED: readonly Shape[] = [
  [],
  [1],
  [7],
  [1, 5],
  [5, 1],
  [3, 5],
  [17, 19],
  [2, 3, 4],
  [1031],
  [600, 3],
  [3, 600],
  [71, 67],
  [0, 3],
  [3, 0],
  [2, 0, 3],
];

/** A reduction along everything and each axis, counted from either end, with and without keepDimension. */
async function* reduced(
  subject: BackendSubject,
  operation: 'sum' | 'mean' | 'max' | 'argmax',
  make: (shape: Shape) => Tensor,
  ulp = 0,
): AsyncIterable<Failure> {
  for (const shape of REDUCED) {
    if (operation === 'argmax' && (shape.length === 0 || shape.includes(0))) continue; // there is no index
    for (const axis of [undefined, ...shape.flatMap((_, axis) => [axis, axis - shape.length])])
      for (const keepDimension of [false, true]) {
        const input = `${operation} of ${show(shape)}${axis === undefined ? '' : ` along ${axis}`}${keepDimension ? ', keepDimension' : ''}`;
        yield* compared(
          subject,
          input,
          { values: make(shape) },
          (ops, { values }) => ({ [operation]: ops[operation](values, axis, { keepDimension }) }),
          ulp === 0 ? exactly : within({ ulp }),
        );
      }
    yield* compared(
      subject,
      `${operation} of ${show(shape)}`,
      { values: make(shape) },
      (ops, { values }) => ({ [operation]: ops[operation](values) }),
      within({ ulp }),
    );
  }
}

/** Whole numbers exactly, fractions within count · 2⁻²⁴ · Σ|x|. */
export async function* sum(subject: BackendSubject): AsyncIterable<Failure> {
  yield* reduced(subject, 'sum', (shape) => whole(shape, 5));
  const values = fractions([40, 50], 6);
  for (const axis of [undefined, 0, 1])
    yield* compared(
      subject,
      `sum of fractions [40, 50] along ${axis}`,
      { values },
      (ops, { values }) => ({ sum: ops.sum(values, axis) }),
      summed(reference.sum(change(values, Math.abs), axis), axis === undefined ? 2000 : 50),
    );
}

/** Within 2 ULP: the sum of whole numbers is exact, then comes one division or a product with the inverse. */
export const mean = (subject: BackendSubject): AsyncIterable<Failure> => reduced(subject, 'mean', (shape) => whole(shape, 7), 2);

const NOT_A_NUMBER = tensor([
  [1, NaN, 3],
  [NaN, NaN, 0],
  [-Infinity, -Infinity, -Infinity],
  [2, Infinity, NaN],
]);

/** Exactly, of negative numbers too; NaN where one is NaN. */
export async function* max(subject: BackendSubject): AsyncIterable<Failure> {
  yield* reduced(subject, 'max', (shape) => change(fractions(shape, 8), (x) => x - 3));
  for (const axis of [undefined, 0, 1])
    yield* compared(subject, `max with NaN and ∞ along ${axis}`, { values: NOT_A_NUMBER }, (ops, { values }) => ({
      max: ops.max(values, axis),
    }));
}

/** Exactly: the first of equals, and of NaNs if there are any. */
export async function* argmax(subject: BackendSubject): AsyncIterable<Failure> {
  yield* reduced(subject, 'argmax', (shape) => whole(shape, 9));
  if (subject.options.losesNaN) return;
  for (const axis of [0, 1])
    yield* compared(subject, `argmax with NaN and ∞ along ${axis}`, { values: NOT_A_NUMBER }, (ops, { values }) => ({
      argmax: ops.argmax(values, axis),
    }));
}

/** The number of elements, or of those along an axis, as a scalar. */
export const sizes = (subject: BackendSubject): AsyncIterable<Failure> =>
  compared(subject, 'sizeOf of [3, 5]', { values: whole([3, 5]) }, (ops, { values }) => ({
    all: ops.sizeOf(values),
    rows: ops.sizeOf(values, 0),
    columns: ops.sizeOf(values, 1),
    last: ops.sizeOf(values, -1),
  }));

/** A scalar of that value, rounded to float32; a zero with its sign, beside the other zero too. */
export async function* constants(subject: BackendSubject): AsyncIterable<Failure> {
  yield* compared(subject, 'constant', {}, (ops) =>
    Object.fromEntries([0, 1, -2.5, 0.1, 1e-30, Infinity].map((value) => [`${value}`, ops.constant(value)])),
  );
  for (const zeros of [[-0], [0, -0], [-0, 0]]) {
    const got = await outputsOf(subject.backend, { x: whole([2]) }, (ops, { x }) =>
      Object.fromEntries(
        zeros.flatMap((zero, i) => [
          [`${i}: constant(${text(zero)})`, ops.constant(zero)],
          [`${i}: math.constant(${text(zero)})`, ops.map({ x }, (_, math) => ({ zero: math.constant(zero) })).zero],
          [`${i}: the number ${text(zero)} in a map`, ops.map({ x }, () => ({ zero })).zero],
        ]),
      ),
    );
    for (const [input, { data }] of Object.entries(got)) {
      const zero = zeros[Number(input[0])]!;
      if (!data.every((y) => same(y, zero))) yield { input: input.slice(3), got: data[0]!, expected: zero };
    }
  }
}

/** Rows in any order, and the same row more than once. */
export async function* gather(subject: BackendSubject): AsyncIterable<Failure> {
  for (const shape of [[5], [5, 1], [5, 3], [5, 2, 3], [600, 2]])
    for (const indices of [[2], [0, 4, 4, 1], [4, 3, 2, 1, 0, 0]])
      yield* compared(
        subject,
        `gather of ${show(shape)} at ${show(indices)}`,
        { x: whole(shape), indices: tensor(indices) },
        (ops, { x, indices }) => ({ rows: ops.gather(x, indices) }),
      );
}

/** 1 at the index, 0 elsewhere; indices of shape [k] and [k, 1]. */
export async function* oneHot(subject: BackendSubject): AsyncIterable<Failure> {
  for (const indices of [tensor([2, 0, 3, 3]), tensor([[1], [0], [2]]), tensor([0])])
    yield* compared(subject, `oneHot of ${show(indices.shape)}`, { indices }, (ops, { indices }) => ({ spread: ops.oneHot(indices, 4) }));
}

/** Threefry-2x32 to the bit, for small and large keys and streams, in odd shapes. */
export async function* draws(subject: BackendSubject): AsyncIterable<Failure> {
  for (const key of [
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [65535, 65535, 65535, 65535],
  ])
    for (const stream of [0, 1, 7])
      for (const shape of [[], [1], [7], [3, 5], [1031]])
        yield* compared(
          subject,
          `random with key ${show(key)}, stream ${stream}, like ${show(shape)}`,
          { key: tensor(key), like: whole(shape) },
          (ops, { key, like }) => ({ draws: ops.random(key, stream, like) }),
        );
}

const RESHAPED = [[24], [1, 24], [4, 6], [2, 3, 4], [24, 1]];

export async function* reshape(subject: BackendSubject): AsyncIterable<Failure> {
  for (const from of RESHAPED)
    for (const to of RESHAPED)
      yield* compared(subject, `reshape of ${show(from)} to ${show(to)}`, { x: whole(from) }, (ops, { x }) => ({ x: ops.reshape(x, to) }));
  yield* compared(subject, 'reshape of [1, 1] to []', { x: whole([1, 1]) }, (ops, { x }) => ({ x: ops.reshape(x, []) }));
}

export async function* transpose(subject: BackendSubject): AsyncIterable<Failure> {
  for (const shape of [[], [7], [1, 5], [5, 1], [3, 5], [4, 4], [17, 19], [2, 3, 4], [600, 2]])
    yield* compared(subject, `transpose of ${show(shape)}`, { x: whole(shape) }, (ops, { x }) => ({ x: ops.transpose(x) }));
}

/** `shapeOf` knows the shape of every result while the step is read. */
export async function* shapes({ backend }: BackendSubject): AsyncIterable<Failure> {
  const results = <T>(ops: TensorOps<T>, { a, b, key }: { a: T; b: T; key: T }): { [operation: string]: T } => ({
    'a constant': a,
    constant: ops.constant(1),
    matmul: ops.matmul(a, ops.reshape(b, [3, 4])),
    map: ops.map({ a, b: ops.reshape(b, [4, 1, 3]) }, ({ a, b }, math) => ({ sum: math.add(a, b) })).sum,
    sum: ops.sum(a, 0),
    'sum, keepDimension': ops.sum(a, 1, { keepDimension: true }),
    mean: ops.mean(a),
    max: ops.max(a, -1),
    argmax: ops.argmax(a),
    sizeOf: ops.sizeOf(a, 1),
    gather: ops.gather(b, ops.argmax(a)),
    oneHot: ops.oneHot(ops.argmax(a), 9),
    random: ops.random(key, 0, a),
    reshape: ops.reshape(a, [1, 6]),
    transpose: ops.transpose(ops.reshape(b, [2, 3, 2])),
  });
  const seen: { [operation: string]: Shape } = {};
  const tensors = { a: whole([2, 3]), b: whole([4, 3]), key: tensor([1, 2, 3, 4]) };
  await outputsOf(backend, tensors, (ops, given) => {
    for (const [operation, result] of Object.entries(results(ops, given))) seen[operation] = [...ops.shapeOf(result)];
    return {};
  });
  for (const [operation, { shape }] of Object.entries(results(reference, tensors)))
    if (seen[operation]?.join() !== shape.join())
      yield { input: `shapeOf the result of ${operation}`, got: show(seen[operation] ?? []), expected: show(shape) };
}

/** Shapes that do not fit are refused with a `RangeError`, at compile or run, and not computed with. */
export async function* errors({ backend }: BackendSubject): AsyncIterable<Failure> {
  const wrong: { readonly [input: string]: <T>(ops: TensorOps<T>, x: { a: T; b: T }) => T } = {
    'matmul of [2, 3] and [4, 3]': (ops, { a, b }) => ops.matmul(a, b),
    'map over [2, 3] and [4, 3]': (ops, { a, b }) => ops.map({ a, b }, (x, math) => ({ sum: math.add(x.a, x.b) })).sum,
    'sum of [2, 3] along 2': (ops, { a }) => ops.sum(a, 2),
    'reshape of [2, 3] to [4]': (ops, { a }) => ops.reshape(a, [4]),
  };
  for (const [input, computation] of Object.entries(wrong)) {
    try {
      await outputsOf(backend, { a: whole([2, 3]), b: whole([4, 3]) }, (ops, given) => ({ y: computation(ops, given) }));
      yield { input, got: 'no error', expected: 'a RangeError' };
    } catch (error) {
      if (!(error instanceof RangeError)) yield { input, got: String(error), expected: 'a RangeError' };
    }
  }
}
