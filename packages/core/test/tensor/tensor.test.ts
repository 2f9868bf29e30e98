import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { full, ones, random, Tensor, tensor, zeros } from '../../src/index.ts';
import type { Nested, Shape } from '../../src/index.ts';
import { messageOf } from '../tools.ts';

/** A shape of up to four dimensions and some 100 elements at most, empty ones included. */
const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).filter((shape) => shape.reduce((a, b) => a * b, 1) <= 100);
const count = (shape: Shape): number => shape.reduce((size, dimension) => size * dimension, 1);
const counting = (shape: Shape): Tensor =>
  tensor(
    Float32Array.from({ length: count(shape) }, (_, i) => i),
    shape,
  );

/** Shape and elements, −0 and NaN told apart. (`toEqual` would iterate over rows, which a scalar refuses.) */
function expectSame(got: Tensor, expected: Tensor): void {
  expect({ shape: got.shape, data: [...got.data] }).toEqual({ shape: expected.shape, data: [...expected.data] });
}

describe('creation', () => {
  test.each([
    { name: 'a number', values: 3, shape: [], data: [3] },
    { name: 'a row', values: [1, 2, 3], shape: [3], data: [1, 2, 3] },
    {
      name: 'rows',
      values: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      shape: [2, 3],
      data: [1, 2, 3, 4, 5, 6],
    },
    {
      name: 'three levels',
      values: [
        [[1], [2]],
        [[3], [4]],
      ],
      shape: [2, 2, 1],
      data: [1, 2, 3, 4],
    },
    { name: 'no rows', values: [], shape: [0], data: [] },
    { name: 'two empty rows', values: [[], []], shape: [2, 0], data: [] },
    { name: 'specials', values: [NaN, -Infinity, -0], shape: [3], data: [NaN, -Infinity, -0] },
    { name: 'float64, rounded', values: Float64Array.of(0.1, 1e40), shape: [2], data: [Math.fround(0.1), Infinity] },
    { name: 'bytes', values: Uint8Array.of(1, 255), shape: [2], data: [1, 255] },
  ] satisfies readonly { name: string; values: Nested | ArrayLike<number>; shape: Shape; data: number[] }[])(
    'of $name',
    ({ values, shape, data }) => {
      const made = tensor(values);
      expect(made.shape).toEqual(shape);
      expect([...made.data]).toEqual(data);
      expect(made.size).toBe(data.length);
    },
  );

  test('of flat numbers and a shape, of another tensor, and by name', () => {
    expect(tensor([1, 2, 3, 4], [2, 2]).toArray()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(tensor(Float32Array.of(1, 2), [2, 1]).toArray()).toEqual([[1], [2]]);
    expect(tensor(tensor([1, 2]), [1, 2]).toArray()).toEqual([[1, 2]]);
    expect(zeros([2, 2]).toArray()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    expect(ones([3]).toArray()).toEqual([1, 1, 1]);
    expect(full([2], 0.1).toArray()).toEqual([Math.fround(0.1), Math.fround(0.1)]);
  });

  test('copies what it is made from', () => {
    const values = Float32Array.of(1, 2);
    const [made, again] = [tensor(values), tensor(tensor(values))];
    values[0] = 9;
    expect([made.at(0), again.at(0)]).toEqual([1, 1]);
  });

  test('random: the same numbers in [0, 1) for a seed, on every machine', () => {
    expect(random([2, 3], 7).equals(random([2, 3], 7))).toBe(true);
    expect(random([2, 3], 8).equals(random([2, 3], 7))).toBe(false);
    expect(random([4], 7).toArray()).toEqual([0.9084802269935608, 0.7352802157402039, 0.6903172135353088, 0.3107234835624695]);
  });

  test.each([
    {
      name: 'too few elements',
      make: () => new Tensor([2, 2], Float32Array.of(1, 2, 3)),
      message: 'RangeError: tensor: shape [2, 2] holds 4 elements, got 3',
    },
    {
      name: 'a shape that does not fit',
      make: () => tensor([1, 2, 3], [2]),
      message: 'RangeError: tensor: shape [2] holds 2 elements, got 3',
    },
    {
      name: 'another tensor’s shape that does not fit',
      make: () => tensor(zeros([2, 2]), [3]),
      message: 'RangeError: tensor: shape [3] holds 3 elements, got 4',
    },
    {
      name: 'rows of different lengths',
      make: () => tensor([[1, 2], [3]]),
      message: 'RangeError: tensor: rows differ in length, 2 and 1; all rows must be equally long',
    },
    {
      name: 'a number among rows',
      make: () => tensor([[1], 2]),
      message: 'RangeError: tensor: a number stands where a row of 1 was expected, as number 1; all rows must be nested alike',
    },
    {
      name: 'a row among numbers',
      make: () => tensor([1, [2]]),
      message: 'RangeError: tensor: a row stands where a number was expected, as number 1; all rows must be nested alike',
    },
    {
      name: 'text in a row',
      make: () => tensor([['1'] as never]),
      message: 'TypeError: tensor: expected numbers in nested arrays, got "1"',
    },
    {
      name: 'nothing',
      make: () => tensor(undefined as never),
      message: 'TypeError: tensor: expected numbers in nested arrays, got undefined',
    },
    {
      name: 'null in a row',
      make: () => tensor([1, null as never]),
      message: 'TypeError: tensor: expected numbers in nested arrays, got null',
    },
    {
      name: 'a seed that is no whole number',
      make: () => random([2], 0.5),
      message: 'RangeError: seed: expected a whole number of at least 0, got 0.5',
    },
  ])('of $name is refused', ({ make, message }) => {
    expect(messageOf(make)).toBe(message);
  });

  test.each([
    { name: 'a negative dimension', make: () => zeros([-1, 2]) },
    { name: 'negative dimensions whose product fits', make: () => new Tensor([-1, -2], Float32Array.of(1, 2)) },
    { name: 'a fractional dimension', make: () => zeros([2.5, 2]) },
  ])('$name are refused', ({ make }) => {
    expect(messageOf(make)).toMatch(/^RangeError: tensor: /u);
  });
});

describe('reading', () => {
  const box = counting([2, 3, 2]);

  test.each([
    { indices: [0, 0, 0], value: 0 },
    { indices: [1, 2, 1], value: 11 },
    { indices: [0, 1, 1], value: 3 },
    { indices: [-1, -3, -2], value: 6 },
  ])('at($indices) is $value', ({ indices, value }) => {
    expect(box.at(...indices)).toBe(value);
  });

  test('at() of a scalar is its number', () => {
    expect(tensor(4).at()).toBe(4);
  });

  test.each([
    { indices: [2, 0, 0], shown: '[2, 0, 0]' },
    { indices: [-3, 0, 0], shown: '[-3, 0, 0]' },
    { indices: [0, 0], shown: '[0, 0]' },
    { indices: [0, 0, 0, 0], shown: '[0, 0, 0, 0]' },
    { indices: [0, 0.5, 0], shown: '[0, 0.5, 0]' },
  ])('at($indices) is refused', ({ indices, shown }) => {
    expect(messageOf(() => box.at(...indices))).toBe(
      `RangeError: at: no element at ${shown} in shape [2, 3, 2]; give one index for each dimension`,
    );
  });

  test('toArray and tensor are inverse, for every shape', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const original = counting(shape);
        // An empty dimension hides those inside it.
        const visible = shape.includes(0) ? shape.slice(0, shape.indexOf(0) + 1) : shape;
        expectSame(tensor(original.toArray()), counting(visible));
      }),
    );
  });

  test('iterates over rows, each a tensor', () => {
    expect([...counting([3, 2])].map((row) => [row.shape, row.toArray()])).toEqual([[[2], [0, 1]], [[2], [2, 3]], [[2], [4, 5]]]); // prettier-ignore
    expect([...tensor([5, 6])].map((row) => row.at())).toEqual([5, 6]);
    expect(messageOf(() => [...tensor(5)])).toBe('RangeError: a scalar has no rows to iterate over');
  });

  test.each([
    {
      name: 'slice(1)',
      got: box.slice(1),
      like: [
        [
          [6, 7],
          [8, 9],
          [10, 11],
        ],
      ],
    },
    {
      name: 'slice(0, 1)',
      got: box.slice(0, 1),
      like: [
        [
          [0, 1],
          [2, 3],
          [4, 5],
        ],
      ],
    },
    {
      name: 'slice(-1)',
      got: box.slice(-1),
      like: [
        [
          [6, 7],
          [8, 9],
          [10, 11],
        ],
      ],
    },
    {
      name: 'slice(0, -1)',
      got: box.slice(0, -1),
      like: [
        [
          [0, 1],
          [2, 3],
          [4, 5],
        ],
      ],
    },
    { name: 'slice()', got: box.slice(), like: box.toArray() },
    { name: 'slice(5, 9), beyond the end', got: box.slice(5, 9), like: [] },
    { name: 'slice(1, 0), reversed', got: box.slice(1, 0), like: [] },
  ])('$name', ({ got, like }) => {
    expect(got.toArray()).toEqual(like);
    expect(got.shape.slice(1)).toEqual([3, 2]);
  });

  test('slice of a scalar is refused', () => {
    expect(messageOf(() => tensor(1).slice())).toBe('RangeError: slice: a scalar has no rows; reshape it to [1]');
  });
});

describe('moving', () => {
  test.each([
    { shape: [6], wanted: [2, 3], got: [2, 3] },
    { shape: [2, 3], wanted: [-1], got: [6] },
    { shape: [2, 3], wanted: [3, -1], got: [3, 2] },
    { shape: [1], wanted: [], got: [] },
    { shape: [], wanted: [1, 1], got: [1, 1] },
    { shape: [0, 3], wanted: [3, 0], got: [3, 0] },
    { shape: [0, 3], wanted: [-1, 3], got: [0, 3] },
  ])('$shape reshapes to $wanted', ({ shape, wanted, got }) => {
    const moved = counting(shape).reshape(...wanted);
    expect(moved.shape).toEqual(got);
    expect([...moved.data]).toEqual([...counting(shape).data]);
  });

  test.each([
    { wanted: [4], shown: '[4]' },
    { wanted: [-1, 4], shown: '[-1, 4]' },
    { wanted: [-1, -1], shown: '[-1, -1]' },
    { wanted: [-2, -3], shown: '[-2, -3]' },
    { wanted: [1.5, 4], shown: '[1.5, 4]' },
    { wanted: [], shown: '[]' },
  ])('[2, 3] does not reshape to $wanted', ({ wanted, shown }) => {
    expect(messageOf(() => counting([2, 3]).reshape(...wanted))).toBe(
      `RangeError: reshape: shape ${shown} does not hold the 6 elements of shape [2, 3]`,
    );
  });

  test('transpose reverses the indices of every element, and twice is nothing', () => {
    expect(tensor([[1, 2, 3], [4, 5, 6]]).transpose().toArray()).toEqual([[1, 4], [2, 5], [3, 6]]); // prettier-ignore
    fc.assert(
      fc.property(shapes, (shape) => {
        const [original, turned] = [counting(shape), counting(shape).transpose()];
        expect(turned.shape).toEqual(shape.toReversed());
        expectSame(turned.transpose(), original);
        if (original.size > 0) {
          const last = shape.map((dimension) => dimension - 1);
          const index = last.map((highest, axis) => Math.min(highest, axis));
          expect(turned.at(...index.toReversed())).toBe(original.at(...index));
        }
      }),
    );
  });
});

describe('arithmetic', () => {
  const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[10, 20]])]; // prettier-ignore
  test.each([
    {
      name: 'add',
      got: a.add(b),
      like: [
        [11, 22],
        [13, 24],
      ],
    },
    {
      name: 'sub',
      got: a.sub(b),
      like: [
        [-9, -18],
        [-7, -16],
      ],
    },
    {
      name: 'mul',
      got: a.mul(b),
      like: [
        [10, 40],
        [30, 80],
      ],
    },
    {
      name: 'div',
      got: b.div(a),
      like: [
        [10, 10],
        [Math.fround(10 / 3), 5],
      ],
    },
    {
      name: 'add a number',
      got: a.add(0.5),
      like: [
        [1.5, 2.5],
        [3.5, 4.5],
      ],
    },
    {
      name: 'sub a number',
      got: a.sub(1),
      like: [
        [0, 1],
        [2, 3],
      ],
    },
    {
      name: 'mul a number',
      got: a.mul(-1),
      like: [
        [-1, -2],
        [-3, -4],
      ],
    },
    {
      name: 'div by a number',
      got: a.div(0),
      like: [
        [Infinity, Infinity],
        [Infinity, Infinity],
      ],
    },
    { name: 'matmul', got: a.matmul(b, { transposeB: true }), like: [[50], [110]] },
    {
      name: 'map',
      got: a.map((x, ops) => ops.max(ops.sub(x, 2), 0)),
      like: [
        [0, 0],
        [1, 2],
      ],
    },
    {
      name: 'map to a plain number',
      got: a.map(() => 7),
      like: [
        [7, 7],
        [7, 7],
      ],
    },
    { name: 'sum', got: a.sum(), like: 10 },
    { name: 'sum(0)', got: a.sum(0), like: [4, 6] },
    { name: 'mean(-1)', got: a.mean(-1), like: [1.5, 3.5] },
    { name: 'max(1, { keepDimension: true })', got: a.max(1, { keepDimension: true }), like: [[2], [4]] },
    { name: 'argmax()', got: a.argmax(), like: [1, 1] },
  ])('$name', ({ got, like }) => {
    expect(got.toArray()).toEqual(like);
  });

  test('leaves its operands as they were', () => {
    expect([a.toArray(), b.toArray()]).toEqual([[[1, 2], [3, 4]], [[10, 20]]]); // prettier-ignore
  });

  test.each([
    {
      name: 'a difference of 1/3 and its double is rounded once, not twice',
      got: () => tensor(1 / 3).map((x, o) => o.sub(o.mul(3, x), 1)),
      like: 3 * Math.fround(1 / 3) - 1,
    },
    { name: 'a sum in double precision: 2²⁴ + 1 − 2²⁴', got: () => tensor([16_777_216, 1, -16_777_216]).sum(), like: 1 },
    { name: 'a mean in double precision', got: () => tensor([16_777_216, 3, -16_777_216]).mean(), like: 1 },
    {
      name: 'a product of matrices in double precision',
      got: () => tensor([[4096, 1, 4096]]).matmul(tensor([[4096], [1], [-4096]])),
      like: 1,
    },
    { name: 'an overflow of float32 is ∞', got: () => tensor(3e38).mul(2), like: Infinity },
    {
      name: 'an intermediate overflow of float32 is none',
      got: () => tensor(3e38).map((x, o) => o.div(o.mul(x, x), x)),
      like: Math.fround(3e38),
    },
  ])('$name', ({ got, like }) => {
    expect(got().reshape().at()).toBe(Math.fround(like));
  });

  test.each([
    {
      name: 'shapes that do not stretch',
      act: () => zeros([2, 3]).add(zeros([2])),
      message: 'RangeError: map: shapes [2, 3] and [2] do not stretch to one another; counted from the last, dimensions must be equal or 1',
    },
    {
      name: 'vectors in matmul',
      act: () => zeros([3]).matmul(zeros([3, 2])),
      message: 'RangeError: matmul: expected two matrices, got shapes [3] and [3, 2]; reshape them to [rows, columns]',
    },
    {
      name: 'inner sizes',
      act: () => zeros([2, 3]).matmul(zeros([2, 3])),
      message: 'RangeError: matmul: inner sizes differ, 3 and 2, in [2, 3] · [2, 3]',
    },
    {
      name: 'inner sizes of transposes',
      act: () => zeros([2, 3]).matmul(zeros([2, 3]), { transposeA: true, transposeB: true }),
      message: 'RangeError: matmul: inner sizes differ, 2 and 3, in [2, 3]ᵀ · [2, 3]ᵀ',
    },
    { name: 'an axis', act: () => zeros([2, 3]).sum(2), message: 'RangeError: sum: axis 2 does not exist in shape [2, 3]; use -2 to 1' },
    {
      name: 'a negative axis',
      act: () => zeros([2, 3]).max(-3),
      message: 'RangeError: max: axis -3 does not exist in shape [2, 3]; use -2 to 1',
    },
    {
      name: 'half an axis',
      act: () => zeros([2, 3]).mean(0.5),
      message: 'RangeError: mean: axis 0.5 does not exist in shape [2, 3]; use -2 to 1',
    },
  ])('$name: refused', ({ act, message }) => {
    expect(messageOf(act)).toBe(message);
  });
});

describe('comparing', () => {
  test.each([
    { name: 'the same', a: [1, 2], b: [1, 2], equal: true, close: true },
    { name: 'another shape', a: [1, 2], b: [[1, 2]], equal: false, close: false },
    { name: 'NaN', a: [NaN], b: [NaN], equal: true, close: false },
    { name: '−0 and 0', a: [-0], b: [0], equal: true, close: true },
    { name: 'the same infinity', a: [Infinity], b: [Infinity], equal: true, close: true },
    { name: 'infinities of two signs', a: [Infinity], b: [-Infinity], equal: false, close: false },
    { name: 'a number and ∞', a: [1], b: [Infinity], equal: false, close: false },
    { name: '∞ and a number', a: [Infinity], b: [1], equal: false, close: false },
    { name: 'within 1e-5', a: [100_000.5], b: [100_000], equal: false, close: true },
    { name: 'beyond 1e-5', a: [100_002], b: [100_000], equal: false, close: false },
    { name: 'within 1e-8 of 0', a: [5e-9], b: [0], equal: false, close: true },
    { name: 'the last of many', a: [0, 0, 1], b: [0, 0, 2], equal: false, close: false },
  ] satisfies readonly { name: string; a: Nested; b: Nested; equal: boolean; close: boolean }[])(
    '$name: equals $equal, allClose $close',
    ({ a, b, equal, close }) => {
      expect([tensor(a).equals(tensor(b)), tensor(a).allClose(tensor(b))]).toEqual([equal, close]);
    },
  );

  test('allClose takes its tolerances', () => {
    expect(tensor([1.1]).allClose(tensor([1]), { relative: 0.2 })).toBe(true);
    expect(tensor([1.1]).allClose(tensor([1]), { relative: 0, absolute: 0.05 })).toBe(false);
  });
});

describe('printing', () => {
  test.each([
    { name: 'a scalar', of: tensor(3), text: 'tensor [] 3' },
    { name: 'a vector', of: tensor([1, -2.5, 1 / 3]), text: 'tensor [3] [1, -2.5, 0.333333]' },
    {
      name: 'a matrix in aligned columns',
      of: tensor([
        [1, -0.25],
        [10, 3],
      ]),
      text: 'tensor [2, 2]\n[[    1, -0.25],\n [   10,     3]]',
    },
    { name: 'specials', of: tensor([NaN, -Infinity, -0, 1e-30]), text: 'tensor [4] [NaN, -Infinity, -0, 1e-30]' },
    { name: 'a long vector without its middle', of: counting([20]), text: 'tensor [20] [0, 1, 2, …, 17, 18, 19]' },
    { name: 'eight whole', of: counting([8]), text: 'tensor [8] [0, 1, 2, 3, 4, 5, 6, 7]' },
    { name: 'many rows without their middle', of: counting([9, 1]), text: 'tensor [9, 1]\n[[0],\n [1],\n [2],\n …,\n [6],\n [7],\n [8]]' },
    { name: 'three levels', of: counting([1, 2, 2]), text: 'tensor [1, 2, 2]\n[[[0, 1],\n  [2, 3]]]' },
    { name: 'nothing', of: zeros([0]), text: 'tensor [0] []' },
    { name: 'empty rows', of: zeros([2, 0]), text: 'tensor [2, 0]\n[[],\n []]' },
  ])('$name', ({ of, text }) => {
    expect(String(of)).toBe(text);
    expect(inspect(of)).toBe(text);
  });

  test('a million elements print in a few lines', () => {
    expect(String(zeros([1000, 1000])).length).toBeLessThan(300);
  });
});

describe('results own their buffers: a small result does not keep a large one alive', () => {
  const [a, square] = [random([3, 4], 1), random([3, 3], 2)];
  test.each([
    ['tensor', tensor([1, 2])],
    ['zeros', zeros([5])],
    ['random', random([5], 1)],
    ['transpose', a.transpose()],
    ['slice', a.slice(1)],
    ['a row of an iteration', [...a][1]!],
    ['matmul', a.matmul(a, { transposeA: true })],
    ['add', a.add(1)],
    ['sub', a.sub(a)],
    ['mul', a.mul(a)],
    ['div', a.div(2)],
    ['map', square.map((x, o) => o.exp(x))],
    ['sum', a.sum(0)],
    ['mean', a.mean()],
    ['max', a.max(1)],
    ['argmax', a.argmax()],
    ['reshape of a result', a.add(1).reshape(-1)],
    ['an empty result', zeros([0, 3]).add(1)],
  ])('%s', (_, { data }) => {
    expect(data.buffer.byteLength).toBe(data.byteLength);
  });
});
