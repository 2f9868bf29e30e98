import { numbers, sizeOf } from '@nonlin/core';
import type { Named, Operand, ScalarOps, Shape, TensorOps } from '@nonlin/core';
import { mapNamed, withMath, withOps } from './backend.ts';
import type { BackendMutant } from './backend.ts';

const square = (shape: Shape): boolean => shape.length === 2 && shape[0] === shape[1];

const twice = <T>(ops: TensorOps<T>, x: T): T => ops.map({ x }, ({ x }, math) => ({ twice: math.mul(2, x) })).twice;

/** `result`, or `value` in its place where x is empty. */
const ofNothing = <T>(ops: TensorOps<T>, x: T, result: T, value: number): T =>
  sizeOf(ops.shapeOf(x)) === 0 ? ops.map({ result }, () => ({ value })).value : result;

/** Every operation on elements, a thousandth too large. */
const inexact: readonly BackendMutant[] = (Object.keys(numbers) as (keyof ScalarOps<number>)[]).map((operation) => ({
  fault: `${operation} a thousandth too large`,
  backend: withMath(<S>(math: ScalarOps<S>) => ({
    [operation]: (...operands: Operand<S>[]) => math.mul(1.001, (math[operation] as (...operands: Operand<S>[]) => S)(...operands)),
  })),
  caught: ['scalar operations'],
}));

export const operationMutants: readonly BackendMutant[] = [
  ...inexact,
  {
    fault: 'a plain number on the left of − taken for the right',
    backend: withMath((math) => ({ sub: (a, b) => (typeof a === 'number' ? math.sub(b, a) : math.sub(a, b)) })),
    caught: ['scalar operations'],
  },
  {
    fault: 'max that loses NaN',
    backend: withMath((math) => ({ max: (a, b) => math.where(math.equal(a, a), math.where(math.equal(b, b), math.max(a, b), a), b) })),
    caught: ['specials'],
  },
  {
    fault: 'an exp that is cut off',
    backend: withMath((math) => ({ exp: (x) => math.where(math.greater(x, 88), math.exp(88), math.exp(x)) })),
    caught: ['specials'],
  },
  {
    fault: 'a where that multiplies by its condition',
    backend: withMath((math) => ({
      where: (condition, a, b) => {
        const holds = math.sub(1, math.equal(condition, 0));
        return math.add(math.mul(holds, a), math.mul(math.sub(1, holds), b));
      },
    })),
    caught: ['specials'],
  },

  {
    fault: 'a constant of few digits',
    backend: withOps((ops) => ({ constant: (value) => ops.constant(Number(value.toFixed(3))) })),
    caught: ['constant'],
  },
  {
    fault: 'a constant −0 that loses its sign',
    backend: withOps((ops) => ({ constant: (value) => ops.constant(value + 0) })),
    caught: ['constant'],
  },
  {
    fault: 'zeros that share the constant made first',
    backend: withOps(<T>(ops: TensorOps<T>) => {
      const made = new Map<number, T>(); // to which 0 and −0 are one key
      return {
        constant: (value) => {
          if (!made.has(value)) made.set(value, ops.constant(value));
          return made.get(value)!;
        },
      };
    }),
    caught: ['constant'],
  },
  {
    fault: 'a plain −0 in a formula that loses its sign',
    backend: withOps((ops) => ({
      map: (inputs, formula) =>
        ops.map(inputs, (x, math) => mapNamed(formula(x, math) as Named<unknown>, (y) => (typeof y === 'number' ? y + 0 : y)) as never),
    })),
    caught: ['constant'],
  },
  {
    fault: 'swapped transposes',
    backend: withOps((ops) => ({
      matmul: (a, b, { transposeA = false, transposeB = false } = {}) =>
        ops.matmul(a, b, { transposeA: transposeB, transposeB: transposeA }),
    })),
    caught: ['matmul'],
  },
  {
    fault: 'a product whose long sums stop at 512',
    backend: withOps((ops) => ({
      matmul: (a, b, options = {}) =>
        ops.matmul(
          options.transposeA !== true && ops.shapeOf(a)[1]! > 512
            ? ops.map({ a, mask: ops.gather(ops.oneHot(ops.constant(0), 600), ops.constant(0)) }, (x, math) => ({
                kept: math.mul(x.a, x.mask),
              })).kept
            : a,
          b,
          options,
        ),
    })),
    caught: ['matmul'],
  },
  {
    fault: 'a product that is wrong above 4096 elements',
    backend: withOps((ops) => ({
      matmul: (a, b, options) => {
        const product = ops.matmul(a, b, options);
        return sizeOf(ops.shapeOf(product)) > 4096 ? twice(ops, product) : product;
      },
    })),
    caught: ['matmul'],
  },
  {
    fault: 'a product whose sums of nothing are not 0',
    backend: withOps((ops) => ({
      matmul: (a, b, options) => {
        const product = ops.matmul(a, b, options);
        return sizeOf(ops.shapeOf(a)) === 0 ? ops.map({ product }, () => ({ one: 1 })).one : product;
      },
    })),
    caught: ['matmul'],
  },
  {
    fault: 'a map that is wrong above 4096 elements',
    backend: withOps((ops) => ({
      map: (inputs, formula) => {
        const outputs = ops.map(inputs, formula);
        const names = Object.keys(outputs) as (keyof typeof outputs)[];
        const [first] = names;
        if (first === undefined || sizeOf(ops.shapeOf(outputs[first])) <= 4096) return outputs;
        return Object.fromEntries(names.map((name) => [name, twice(ops, outputs[name])])) as typeof outputs;
      },
    })),
    caught: ['broadcasting'],
  },
  {
    fault: 'rank 4: the last dimension taken for its mean',
    backend: withOps((ops) => ({
      map: (inputs, formula) =>
        ops.map(
          mapNamed(inputs, (x) =>
            ops.shapeOf(x).length === 4 && ops.shapeOf(x)[3]! > 1 ? ops.mean(x, 3, { keepDimension: true }) : x,
          ) as typeof inputs,
          formula,
        ),
    })),
    caught: ['broadcasting'],
  },
  {
    fault: 'a column stretched like a row where both fit',
    backend: withOps((ops) => ({
      map: (inputs, formula) => {
        const side = Math.max(
          ...Object.values(inputs)
            .map((x) => ops.shapeOf(x))
            .filter(square)
            .map(([rows]) => rows!),
        );
        return ops.map(
          mapNamed(inputs, (x) => (side > 1 && ops.shapeOf(x).join() === `${side},1` ? ops.transpose(x) : x)) as typeof inputs,
          formula,
        );
      },
    })),
    caught: ['broadcasting'],
  },
  {
    fault: 'a result that two outputs share, written once',
    backend: withOps((ops) => ({
      map: (inputs, formula) =>
        ops.map(inputs, (x, math) => {
          const seen = new Set<unknown>();
          return mapNamed(formula(x, math) as Named<unknown>, (y) => {
            const again = typeof y === 'object' && seen.has(y);
            seen.add(y);
            return again ? 0 : y;
          }) as never;
        }),
    })),
    caught: ['outputs'],
  },
  {
    fault: 'the sum of no rows NaN',
    backend: withOps((ops) => ({ sum: (x, axis, options) => ofNothing(ops, x, ops.sum(x, axis, options), NaN) })),
    caught: ['sum'],
  },
  {
    fault: 'the mean of no rows 0',
    backend: withOps((ops) => ({ mean: (x, axis, options) => ofNothing(ops, x, ops.mean(x, axis, options), 0) })),
    caught: ['mean'],
  },
  { fault: 'mean instead of sum', backend: withOps((ops) => ({ sum: ops.mean })), caught: ['sum'] },
  { fault: 'sum instead of mean', backend: withOps((ops) => ({ mean: ops.sum })), caught: ['mean'] },
  {
    fault: 'max along the wrong axis',
    backend: withOps((ops) => ({ max: (x, axis, options) => ops.max(x, axis === -1 ? 0 : axis, options) })),
    caught: ['max'],
  },
  {
    fault: 'max that begins at 0',
    backend: withOps((ops) => ({
      max: (x, axis, options) => ops.map({ y: ops.max(x, axis, options) }, ({ y }, math) => ({ y: math.where(math.less(y, 0), 0, y) })).y,
    })),
    caught: ['max'],
  },
  {
    fault: 'argmax: the last of equals',
    backend: withOps((ops) => ({
      argmax: (x, axis = -1, options) => {
        const shape = ops.shapeOf(x);
        // Of the reversed matrix, the first; only along the rows of a matrix.
        if (shape.length !== 2 || (axis !== 1 && axis !== -1)) return ops.argmax(x, axis, options);
        const columns = shape[1]!;
        const backwards = ops.transpose(ops.gather(ops.transpose(x), indicesDown(ops, columns)));
        return ops.map({ y: ops.argmax(backwards, axis, options) }, ({ y }, math) => ({ y: math.sub(columns - 1, y) })).y;
      },
    })),
    caught: ['argmax'],
  },
  { fault: 'sizeOf everything, whatever the axis', backend: withOps((ops) => ({ sizeOf: (x) => ops.sizeOf(x) })), caught: ['sizeOf'] },
  {
    fault: 'gather that drops its first index',
    backend: withOps((ops) => ({
      gather: (x, indices) => ops.gather(x, ops.map({ indices }, ({ indices }, math) => ({ capped: math.max(indices, 1) })).capped),
    })),
    caught: ['gather'],
  },
  {
    fault: 'oneHot of the next class',
    backend: withOps((ops) => ({
      oneHot: (indices, classes) =>
        ops.oneHot(
          ops.map({ indices }, ({ indices }, math) => ({ next: math.where(math.equal(indices, classes - 1), 0, math.add(indices, 1)) }))
            .next,
          classes,
        ),
    })),
    caught: ['oneHot'],
  },
  {
    fault: 'a key that is ignored',
    backend: withOps((ops) => ({ random: (key, stream, like) => ops.random(ops.map({ key }, () => ({ key: 0 })).key, stream, like) })),
    caught: ['random'],
  },
  {
    fault: 'a stream that is ignored',
    backend: withOps((ops) => ({ random: (key, _, like) => ops.random(key, 0, like) })),
    caught: ['random'],
  },
  {
    fault: 'a matrix reshaped by columns',
    backend: withOps((ops) => ({
      reshape: (x, shape) =>
        ops.shapeOf(x).length === 2 && shape.length === 2
          ? ops.transpose(ops.reshape(ops.transpose(x), shape.toReversed()))
          : ops.reshape(x, shape),
    })),
    caught: ['reshape'],
  },
  {
    fault: 'a square that is not transposed',
    backend: withOps((ops) => ({ transpose: (x) => (square(ops.shapeOf(x)) ? x : ops.transpose(x)) })),
    caught: ['transpose'],
  },

  {
    fault: 'an exp that fails from −1e6 to −200',
    backend: withMath((math) => ({
      exp: (x) => math.where(math.mul(math.less(x, -200), math.greater(x, -1e6)), NaN, math.exp(x)),
    })),
    caught: ['activations'],
  },
  { fault: 'shapes in reverse', backend: withOps((ops) => ({ shapeOf: (x) => ops.shapeOf(x).toReversed() })), caught: ['shapes'] },
  {
    fault: 'a product of sizes that do not fit',
    backend: withOps((ops) => ({
      matmul: (a, b, options) =>
        ops.shapeOf(a).join() === '2,3' && ops.shapeOf(b).join() === '4,3'
          ? ops.matmul(a, b, { transposeB: true })
          : ops.matmul(a, b, options),
    })),
    caught: ['errors'],
  },
];

/** columns − 1 … 0, made of operations. */
function indicesDown<T>(ops: TensorOps<T>, columns: number): T {
  const ones = ops.oneHot(ops.constant(0), columns);
  let row = ops.map({ ones }, () => ({ zero: 0 })).zero;
  for (let column = 1; column < columns; column++)
    row = ops.map({ row, at: ops.oneHot(ops.constant(column), columns) }, (x, math) => ({
      row: math.add(x.row, math.mul(column, x.at)),
    })).row;
  return ops.reshape(ops.map({ row }, ({ row }, math) => ({ down: math.sub(columns - 1, row) })).down, [columns]);
}
