import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duals, keyOf, keyToLimbs, readDual, reference, tensor, threefry, variable } from '../../src/index.ts';
import type { MatmulOptions, Tensor } from '../../src/index.ts';
import { naive, toNaive } from '../naive.ts';
import type { Naive } from '../naive.ts';
import { messageOf } from '../tools.ts';

/** Small whole numbers: every sum and product below is exact in float32, so that results must be equal, not close. */
const elements = (count: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: count, maxLength: count });
const ofShape = (shape: readonly number[]): fc.Arbitrary<Tensor> =>
  elements(shape.reduce((a, b) => a * b, 1)).map((values) => tensor(values, shape));
const shapes = (rank: { minLength?: number; maxLength: number }): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: 0, max: 5 }), rank);
const boxes = shapes({ maxLength: 4 }).chain(ofShape);

function expectSame(got: Tensor, expected: Naive): void {
  expect({ shape: got.shape, data: [...got.data] }).toEqual({ shape: expected.shape, data: expected.data.map(Math.fround) });
}

describe('matmul equals the double loop', () => {
  const options: readonly MatmulOptions[] = [{}, { transposeA: true }, { transposeB: true }, { transposeA: true, transposeB: true }];
  test.each(options)('with %j, empty and single dimensions included', (option) => {
    const sizes = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
    const pairs = sizes.chain(([m, k, n]) =>
      fc.tuple(ofShape(option.transposeA ? [k, m] : [m, k]), ofShape(option.transposeB ? [n, k] : [k, n])),
    );
    fc.assert(
      fc.property(pairs, ([a, b]) => expectSame(reference.matmul(a, b, option), naive.matmul(toNaive(a), toNaive(b), option))),
      { numRuns: 200 },
    );
  });

  test('beyond 64 columns and 1,024 elements too', () => {
    const [a, b] = [
      tensor(
        Float32Array.from({ length: 35 * 7 }, (_, i) => (i % 11) - 5),
        [35, 7],
      ),
      tensor(
        Float32Array.from({ length: 7 * 130 }, (_, i) => (i % 13) - 6),
        [7, 130],
      ),
    ];
    for (const option of options.slice(0, 1)) expectSame(reference.matmul(a, b, option), naive.matmul(toNaive(a), toNaive(b), option));
    expectSame(reference.matmul(b, a, { transposeA: true, transposeB: true }), naive.transpose(naive.matmul(toNaive(a), toNaive(b))));
  });

  test('NaN and ∞ are passed on, not hidden by a 0', () => {
    expect(reference.matmul(tensor([[0, 1]]), tensor([[NaN], [1]])).at(0, 0)).toBeNaN();
    expect(reference.matmul(tensor([[0, 1]]), tensor([[Infinity, 1]]), { transposeB: true }).at(0, 0)).toBeNaN();
  });
});

describe('map', () => {
  /** Three shapes that stretch to one another: dimensions of a common shape replaced by 1 or left out. */
  const family = shapes({ maxLength: 4 }).chain((common) =>
    fc.tuple(
      ...[0, 1, 2].map(() =>
        fc
          .tuple(fc.nat({ max: common.length }), fc.array(fc.boolean(), { minLength: common.length, maxLength: common.length }))
          .chain(([skipped, single]) => ofShape(common.map((dimension, axis) => (single[axis] ? 1 : dimension)).slice(skipped))),
      ),
    ),
  );

  test('equals the element-by-element definition over every stretching of three inputs', () => {
    fc.assert(
      fc.property(family, ([a, b, c]) => {
        const formula: Parameters<typeof reference.map<{ a: Tensor; b: Tensor; c: Tensor }, 'sum' | 'choice'>>[1] = (x, math) => ({
          sum: math.add(math.mul(x.a, 2), math.sub(x.b, x.c)),
          choice: math.where(math.greater(x.a, x.b), x.c, 7),
        });
        const got = reference.map({ a: a!, b: b!, c: c! }, formula);
        const expected = naive.map({ a: toNaive(a!), b: toNaive(b!), c: toNaive(c!) }, formula);
        for (const name of ['sum', 'choice'] as const) if (got[name].size > 0) expectSame(got[name], expected[name]);
      }),
      { numRuns: 500 },
    );
  });

  test.each([1, 511, 512, 513, 1024, 5000])('%i elements: blocks and their rests give what single elements give', (count) => {
    const x = tensor(Float32Array.from({ length: count }, (_, i) => Math.sin(i) * 10));
    const { y } = reference.map({ x }, ({ x }, math) => ({ y: math.where(math.less(x, 0), math.exp(x), math.div(1, math.add(x, 1))) }));
    const { y: expected } = naive.map({ x: toNaive(x) }, ({ x }, math) => ({
      y: math.where(math.less(x, 0), math.exp(x), math.div(1, math.add(x, 1))),
    }));
    expectSame(y, expected);
  });

  test.each(['add', 'sub', 'mul', 'div', 'max', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'equal'] as const)(
    '%s takes a column and a number on either side, and two numbers',
    (name) => {
      const x = tensor([3, -2, 0.5, 2, NaN]);
      const { left, right, both } = reference.map({ x }, ({ x }, math) => ({
        left: math[name](2, x),
        right: math[name](x, 2),
        both: math[name](3, 2),
      }));
      const expected = naive.map({ x: toNaive(x) }, ({ x }, math) => ({
        left: math[name](2, x),
        right: math[name](x, 2),
        both: math[name](3, 2),
      }));
      expectSame(left, expected.left);
      expectSame(right, expected.right);
      expectSame(both, expected.both);
    },
  );

  test.each(['neg', 'abs', 'exp', 'expm1', 'log', 'log1p', 'tanh', 'erf', 'erfc', 'sqrt', 'sin', 'cos'] as const)(
    '%s of a column and of a number',
    (name) => {
      const x = tensor([-1, 0, 0.5, 30, Infinity, NaN]);
      const { y, one } = reference.map({ x }, ({ x }, math) => ({ y: math[name](x), one: math[name](0.25) }));
      const expected = naive.map({ x: toNaive(x) }, ({ x }, math) => ({ y: math[name](x), one: math[name](0.25) }));
      expectSame(y, expected.y);
      expectSame(one, expected.one);
    },
  );

  test('where takes numbers and columns in every place', () => {
    const [c, a, b] = [tensor([0, 1, -0, NaN]), tensor([1, 2, 3, 4]), tensor([5, 6, 7, 8])];
    const got = reference.map({ c, a, b }, ({ c, a, b }, math) => ({
      columns: math.where(c, a, b),
      numbers: math.where(c, 1, 2),
      mixed: math.where(c, a, 2),
      always: math.where(1, a, b),
      never: math.where(0, a, 9),
    }));
    expect(Object.fromEntries(Object.entries(got).map(([name, { data }]) => [name, [...data]]))).toEqual({
      columns: [5, 2, 7, 4],
      numbers: [2, 1, 2, 1],
      mixed: [2, 2, 2, 4],
      always: [1, 2, 3, 4],
      never: [9, 9, 9, 9],
    });
  });

  test('withSlope is its value, also inside duals', () => {
    const x = tensor([-1, 2]);
    const { plain, value, slope } = reference.map({ x }, ({ x }, math) => {
      const y = readDual(duals(math).withSlope(duals(math).greater(variable(x), 0), variable(x), 3));
      return { plain: math.withSlope(math.greater(x, 0), x, 3), ...y };
    });
    expect([plain.toArray(), value.toArray(), slope.toArray()]).toEqual([[0, 1], [0, 1], [3, 3]]); // prettier-ignore
  });

  test('a map inside the formula of a map leaves the outer one alone', () => {
    const { y } = reference.map({ x: tensor([1, 2, 3]) }, ({ x }, math) => {
      const double = math.mul(x, 2);
      reference.map({ z: tensor([9, 9, 9, 9]) }, ({ z }, inner) => ({ w: inner.mul(z, z) }));
      return { y: math.add(double, 1) };
    });
    expect(y.toArray()).toEqual([3, 5, 7]);
  });

  test('a formula that throws leaves nothing behind', () => {
    expect(() => reference.map({ x: tensor([1, 2]) }, ({ x }, math) => { math.mul(x, 2); throw new Error('mine'); })).toThrow('mine'); // prettier-ignore
    expect(reference.map({ x: tensor([1, 2]) }, ({ x }, math) => ({ y: math.mul(x, 3) })).y.toArray()).toEqual([3, 6]);
  });
});

describe('reductions equal their definitions', () => {
  const reduced = boxes.chain((x) =>
    fc.record({
      x: fc.constant(x),
      axis:
        x.shape.length === 0
          ? fc.constant(undefined)
          : fc.option(fc.integer({ min: -x.shape.length, max: x.shape.length - 1 }), { nil: undefined }),
      keepDimension: fc.boolean(),
    }),
  );
  test.each(['sum', 'mean', 'max'] as const)('%s over any axis or all, kept or not', (name) => {
    fc.assert(
      fc.property(reduced, ({ x, axis, keepDimension }) =>
        expectSame(reference[name](x, axis, { keepDimension }), naive[name](toNaive(x), axis, { keepDimension })),
      ),
      { numRuns: 300 },
    );
  });

  test('argmax along any axis, kept or not', () => {
    fc.assert(
      fc.property(
        reduced.filter(({ x }) => x.size > 0 && x.shape.length > 0),
        ({ x, axis, keepDimension }) =>
          expectSame(reference.argmax(x, axis, { keepDimension }), naive.argmax(toNaive(x), axis, { keepDimension })),
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    { name: 'the first of equals', x: [1, 3, 3, 2], index: 1 },
    { name: 'the first when all are equal', x: [0, 0, 0], index: 0 },
    { name: 'a NaN before a larger number', x: [1, NaN, 5], index: 1 },
    { name: 'the first NaN of several', x: [5, NaN, NaN], index: 1 },
    { name: 'a leading NaN', x: [NaN, 2], index: 0 },
    { name: '−∞ throughout', x: [-Infinity, -Infinity], index: 0 },
    { name: '0 before −0, which are equal', x: [-0, 0], index: 0 },
  ])('argmax: $name', ({ x, index }) => {
    expect(reference.argmax(tensor(x)).at()).toBe(index);
  });

  test.each([
    { name: 'sum of nothing', got: reference.sum(tensor([])), like: 0 },
    { name: 'mean of nothing', got: reference.mean(tensor([])), like: NaN },
    { name: 'max of nothing', got: reference.max(tensor([])), like: -Infinity },
    { name: 'max with a NaN', got: reference.max(tensor([1, NaN, 2])), like: NaN },
    { name: 'sizeOf', got: reference.sizeOf(tensor([[1, 2, 3]])), like: 3 },
    { name: 'sizeOf an axis', got: reference.sizeOf(tensor([[1, 2, 3]]), 0), like: 1 },
    { name: 'sizeOf the last axis', got: reference.sizeOf(tensor([[1, 2, 3]]), -1), like: 3 },
    { name: 'constant', got: reference.constant(0.5), like: 0.5 },
  ])('$name', ({ got, like }) => {
    expect([got.shape, got.at()]).toEqual([[], like]);
  });
});

test('reshape and transpose move elements, and nothing else', () => {
  const x = tensor([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  expect(reference.reshape(x, [3, 2]).toArray()).toEqual([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
  expect(reference.transpose(x).toArray()).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
});

describe('gather and oneHot', () => {
  test('gather equals picking rows, also repeated and of any rank', () => {
    const cases = shapes({ minLength: 1, maxLength: 3 })
      .filter(([rows]) => rows! > 0)
      .chain(ofShape)
      .chain((x) => fc.tuple(fc.constant(x), fc.array(fc.nat({ max: x.shape[0]! - 1 }), { maxLength: 6 })));
    fc.assert(
      fc.property(cases, ([x, rows]) =>
        expectSame(reference.gather(x, tensor(rows)), naive.gather(toNaive(x), { shape: [rows.length], data: rows })),
      ),
    );
  });

  test.each([
    {
      name: 'oneHot of [k]',
      got: () => reference.oneHot(tensor([2, 0]), 3),
      like: [
        [0, 0, 1],
        [1, 0, 0],
      ],
    },
    {
      name: 'oneHot of [k, 1]',
      got: () => reference.oneHot(tensor([[1], [1]]), 2),
      like: [
        [0, 1],
        [0, 1],
      ],
    },
  ])('$name', ({ got, like }) => {
    expect(got().toArray()).toEqual(like);
  });

  test.each([
    {
      name: 'a row that does not exist',
      act: () => reference.gather(tensor([[1], [2]]), tensor([0, 2])),
      message: 'RangeError: gather: index 2 at 1 is not a row of shape [2, 1]; use 0 to 1',
    },
    {
      name: 'a negative row',
      act: () => reference.gather(tensor([[1], [2]]), tensor([-1])),
      message: 'RangeError: gather: index -1 at 0 is not a row of shape [2, 1]; use 0 to 1',
    },
    {
      name: 'half a row',
      act: () => reference.gather(tensor([[1], [2]]), tensor([0.5])),
      message: 'RangeError: gather: index 0.5 at 0 is not a row of shape [2, 1]; use 0 to 1',
    },
    {
      name: 'a class that does not exist',
      act: () => reference.oneHot(tensor([0, 3]), 3),
      message: 'RangeError: oneHot: class 3 in row 1 does not exist; with 3 classes use 0 to 2',
    },
    {
      name: 'a NaN class',
      act: () => reference.oneHot(tensor([NaN]), 3),
      message: 'RangeError: oneHot: class NaN in row 0 does not exist; with 3 classes use 0 to 2',
    },
    {
      name: 'an axis of sizeOf',
      act: () => reference.sizeOf(tensor([1]), 1),
      message: 'RangeError: sizeOf: axis 1 does not exist in shape [1]; use -1 to 0',
    },
    {
      name: 'a key of another size',
      act: () => reference.random(tensor([1, 2]), 0, tensor([0])),
      message: 'RangeError: random: expected a key of 4 limbs, got shape [2]',
    },
  ])('$name is refused', ({ act, message }) => {
    expect(messageOf(act)).toBe(message);
  });
});

describe('random', () => {
  const key = tensor(keyToLimbs(keyOf(2 ** 40 + 12_345)));

  test('is Threefry, bit by bit: element i is word i mod 2 of the block at counter (⌊i/2⌋, stream), its upper 24 bits', () => {
    const like = tensor(new Float32Array(7), [7, 1]);
    expectSame(reference.random(key, 3, like), naive.random(toNaive(key), 3, toNaive(like)));
    expect(reference.random(key, 3, like).at(4, 0)).toBe(Math.floor(threefry(12_345, 256, 2, 3)[0] / 256) / 2 ** 24);
  });

  test('a longer draw begins with the shorter one; streams and keys differ', () => {
    const [long, short] = [reference.random(key, 0, tensor(new Float32Array(9))), reference.random(key, 0, tensor(new Float32Array(4)))];
    expect(long.slice(0, 4).equals(short)).toBe(true);
    expect(reference.random(key, 1, short).equals(short)).toBe(false);
    expect(reference.random(tensor([1, 0, 0, 0]), 0, short).equals(short)).toBe(false);
  });
});
