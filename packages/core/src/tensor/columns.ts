import { numbers } from '../scalar/numbers.ts';
import type { Operand, ScalarOps } from '../scalar/ops.ts';
import { allocate } from './allocate.ts';
import { broadcast, sizeOf } from './shape.ts';
import type { Shape, Values } from './shape.ts';

/** Many elements at once, in double precision; a plain number stands for a column of equal elements. */
type Column = Float64Array | number;

/** Elements per block: a formula is read once per block, and its columns stay in the first-level cache. */
const BLOCK = 512;

/** Columns are handed out in order and taken back when a block is done: a formula allocates nothing. */
const pool: Float64Array[] = [];
let next = 0;
let length = 0;

function take(): Float64Array {
  let column = pool[next];
  if (column === undefined) pool.push((column = new Float64Array(BLOCK)));
  next++;
  return column;
}

/** A number as a column of its own, so that one loop serves both; where both are columns the engine is fastest. */
function spread(column: Column): Float64Array {
  if (typeof column !== 'number') return column;
  const out = take();
  const count = length;
  for (let i = 0; i < count; i++) out[i] = column;
  return out;
}

function unary(f: (x: number) => number): (x: Column) => Column {
  return (x) => {
    if (typeof x === 'number') return f(x);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = f(x[i]!);
    return out;
  };
}

function binary(f: (a: number, b: number) => number): (a: Column, b: Column) => Column {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return f(a, b);
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = f(x[i]!, y[i]!);
    return out;
  };
}

/**
 * Formulas read over whole columns. What they mean stands in `numbers`; add, sub, mul and div have loops of their own
 * because the engine inlines those (three times the speed on XOR), the rest share two.
 */
const columns: ScalarOps<Column> = {
  constant: (value) => value,
  add: (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = x[i]! + y[i]!;
    return out;
  },
  sub: (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = x[i]! - y[i]!;
    return out;
  },
  mul: (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a * b;
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = x[i]! * y[i]!;
    return out;
  },
  div: (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a / b;
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = x[i]! / y[i]!;
    return out;
  },
  where: (condition, a, b) => {
    if (typeof condition === 'number') return condition === 0 ? b : a;
    const x = spread(a);
    const y = spread(b);
    const out = take();
    const count = length;
    for (let i = 0; i < count; i++) out[i] = condition[i] === 0 ? y[i]! : x[i]!;
    return out;
  },
  withSlope: (value) => value,
  neg: unary(numbers.neg),
  abs: unary(numbers.abs),
  exp: unary(numbers.exp),
  expm1: unary(numbers.expm1),
  log: unary(numbers.log),
  log1p: unary(numbers.log1p),
  tanh: unary(numbers.tanh),
  erf: unary(numbers.erf),
  erfc: unary(numbers.erfc),
  sqrt: unary(numbers.sqrt),
  sin: unary(numbers.sin),
  cos: unary(numbers.cos),
  max: binary(numbers.max),
  greater: binary(numbers.greater),
  greaterOrEqual: binary(numbers.greaterOrEqual),
  less: binary(numbers.less),
  lessOrEqual: binary(numbers.lessOrEqual),
  equal: binary(numbers.equal),
};

/** A formula over named inputs with one or more named outputs, for every interpreter. */
export type RecordFormula<I, K extends string> = <S>(
  x: { readonly [name in keyof I]: S },
  math: ScalarOps<S>,
) => { readonly [name in K]: Operand<S> };

/**
 * Applies `formula` to every element of the inputs, stretched to one shape; computes in double precision and rounds once.
 * `make` turns each output into what the caller keeps. Throws a `RangeError` when shapes do not stretch to one another.
 */
export function mapColumns<I extends { readonly [name: string]: Values }, K extends string, R>(
  inputs: I,
  formula: RecordFormula<I, K>,
  make: (shape: Shape, data: Float32Array) => R,
): { [name in K]: R } {
  // Objects are walked with `for in`, which allocates nothing: on XOR this function is most of a training step.
  let shape: Shape = [];
  const given: Values[] = [];
  for (const name in inputs) {
    const input = inputs[name]!;
    given.push(input);
    shape = broadcast('map', shape, input.shape);
  }
  const size = sizeOf(shape);
  const outputs = {} as { [name in K]: R };
  const buffers: Float32Array[] = [];

  const outerNext = next;
  const outerLength = length;
  try {
    for (let start = 0; start === 0 || start < size; start += BLOCK) {
      next = outerNext;
      length = Math.min(BLOCK, size - start);
      const x = {} as { [name in keyof I]: Column };
      let place = 0;
      for (const name in inputs) x[name] = read(given[place++]!, shape, size, start);
      const y = formula<Column>(x, columns);
      place = 0;
      for (const name in y) {
        if (start === 0) outputs[name] = make(shape, (buffers[place] = allocate(size)));
        write(y[name], buffers[place++]!, start);
      }
    }
  } finally {
    next = outerNext;
    length = outerLength;
  }
  return outputs;
}

function write(column: Column, data: Float32Array, start: number): void {
  const count = length;
  if (typeof column === 'number') for (let i = 0; i < count; i++) data[start + i] = column;
  else for (let i = 0; i < count; i++) data[start + i] = column[i]!;
}

/** The block of an input that begins at `start`, its elements repeated where it is stretched. */
function read({ shape: from, data }: Values, shape: Shape, size: number, start: number): Column {
  if (data.length === 1) return data[0]!;
  const column = take();
  const count = length;
  if (data.length === size) for (let i = 0; i < count; i++) column[i] = data[start + i]!;
  else {
    const place = stretchedPlaces(from, shape, size);
    for (let i = 0; i < count; i++) column[i] = data[place(start + i)]!;
  }
  return column;
}

/** For an element of `shape`, its source in a tensor of shape `from` that stretches to it. */
function stretchedPlaces(from: Shape, shape: Shape, size: number): (index: number) => number {
  const source = (axis: number): number => from[axis - shape.length + from.length] ?? 1;
  // One unbroken run of dimensions, as a bias along columns or a maximum along rows: no table needed.
  let axis = shape.length - 1;
  let [repeat, run] = [1, 1];
  while (axis >= 0 && source(axis) !== shape[axis]) repeat *= shape[axis--]!;
  while (axis >= 0 && source(axis) === shape[axis]) run *= shape[axis--]!;
  if (run === sizeOf(from)) return repeat === 1 ? (index) => index % run : (index) => Math.floor(index / repeat) % run;

  const places = new Int32Array(size);
  let [filled, step] = [1, 1];
  for (axis = shape.length - 1; axis >= 0; axis--) {
    for (let copy = 1; copy < shape[axis]!; copy++)
      for (let i = 0; i < filled; i++) places[copy * filled + i] = places[i]! + (source(axis) === 1 ? 0 : copy * step);
    filled *= shape[axis]!;
    step *= source(axis);
  }
  return (index) => places[index]!;
}
