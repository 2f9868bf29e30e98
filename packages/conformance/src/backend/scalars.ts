import { activate, Tensor } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { FEW_ROUNDINGS } from '../activation/facts.ts';
import { each, sweep } from '../activation/subject.ts';
import type { Failure } from '../finding.ts';
import { LARGEST, SMALLEST_NORMAL } from '../float32.ts';
import { compared, within } from './subject.ts';
import type { Allowed, BackendSubject, ScalarOperation } from './subject.ts';

type Unary = 'neg' | 'abs' | 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'erf' | 'erfc' | 'sqrt' | 'sin' | 'cos';
type Binary = 'add' | 'sub' | 'mul' | 'div' | 'max' | 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual' | 'equal';

const evenly = (from: number, to: number, count = 530): number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
/** Powers of 10 and numbers between them. */
const powers = (from: number, to: number): number[] => evenly(from, to, 4 * (to - from) + 1).map((power) => 10 ** power);
const both = (values: number[]): number[] => [...values, ...values.map((value) => -value)];

/** Where each function is asked: results there are neither subnormal nor infinite. */
const unaries: { readonly [operation in Unary]: readonly number[] } = {
  neg: both(powers(-30, 30)),
  abs: both(powers(-30, 30)),
  exp: [...evenly(-86, 86), ...both(powers(-10, 0))],
  expm1: [...evenly(-86, 86), ...both(powers(-30, 0))],
  log: [...powers(-30, 30), ...evenly(0.5, 2)],
  log1p: [...powers(-30, 30), ...evenly(-0.99, 2)],
  tanh: [...evenly(-12, 12), ...both(powers(-30, 0))],
  erf: [...evenly(-5, 5), ...both(powers(-30, 0))],
  erfc: [...evenly(-5, 9), ...both(powers(-30, 0))],
  sqrt: powers(-30, 30),
  sin: evenly(-100, 100),
  cos: evenly(-100, 100),
};

const binaries: readonly Binary[] = ['add', 'sub', 'mul', 'div', 'max', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'equal'];

const FEW = { ulp: 4 };
const usual: { readonly [operation in ScalarOperation]?: { ulp: number; absolute?: number } } = {
  exp: FEW,
  expm1: FEW,
  log: FEW,
  log1p: FEW,
  tanh: FEW,
  erf: FEW,
  erfc: FEW,
  // Near their zeros a float32 argument reduction keeps no relative accuracy.
  sin: { ulp: 4, absolute: 2 ** -22 },
  cos: { ulp: 4, absolute: 2 ** -22 },
};

const allowedFor = ({ options }: BackendSubject, operation: ScalarOperation): Allowed =>
  within(options.errors?.[operation] ?? usual[operation] ?? { ulp: 0 });

const column = (values: readonly number[]): Tensor => new Tensor([values.length], Float32Array.from(values));

/** Every operation of `ScalarOps`, on tensors and on plain numbers, within its error. */
export async function* scalarOperations(subject: BackendSubject): AsyncIterable<Failure> {
  for (const [operation, inputs] of Object.entries(unaries) as [Unary, readonly number[]][])
    yield* compared(subject, operation, { x: column(inputs) }, unary(operation), allowedFor(subject, operation));

  const values = both([0.1, 0.5, 1, 2, 3.7, 1e-3, 1e5]);
  const a = column(values.flatMap((value) => values.map(() => value)));
  const b = column(values.flatMap(() => values));
  for (const operation of binaries) yield* compared(subject, operation, { a, b }, binary(operation), allowedFor(subject, operation));

  const condition = column(values.map((_, i) => [0, 1, -1, 0.5][i % 4]!));
  yield* compared(subject, 'where', { condition, a: column(values), b: column(values.toReversed()) }, where);
  yield* compared(subject, 'constant', { x: column(values) }, (ops, { x }) =>
    ops.map({ x }, ({ x }, math) => ({ fixed: math.constant(0.1), sum: math.add(math.constant(0.5), x) })),
  );
  yield* compared(subject, 'withSlope', { a: column(values) }, (ops, { a }) =>
    ops.map({ a }, ({ a }, math) => ({ value: math.withSlope(math.neg(a), a, 7) })),
  );
}

const unary =
  (operation: Unary): Parameters<typeof compared<'x'>>[3] =>
  (ops, { x }) =>
    ops.map({ x }, ({ x }, math) => ({ [operation]: math[operation](x), [`${operation} of 0.5`]: math[operation](0.5) }));

const binary =
  (operation: Binary): Parameters<typeof compared<'a' | 'b'>>[3] =>
  (ops, { a, b }) =>
    ops.map({ a, b }, ({ a, b }, math) => ({
      [operation]: math[operation](a, b),
      [`${operation} with 2`]: math[operation](a, 2),
      [`${operation} of 2`]: math[operation](2, b),
      [`${operation} of itself`]: math[operation](a, a),
      [`${operation} of 3 and 2`]: math[operation](3, 2),
    }));

const where: Parameters<typeof compared<'condition' | 'a' | 'b'>>[3] = (ops, { condition, a, b }) =>
  ops.map({ condition, a, b }, ({ condition, a, b }, math) => ({
    where: math.where(condition, a, b),
    'where with 7': math.where(condition, 7, b),
    'where of 1': math.where(1, a, b),
    'where of a comparison': math.where(math.greater(a, b), a, 0),
  }));

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1, -1, LARGEST, -LARGEST];

/** NaN, ±∞, overflow and domain errors: as IEEE 754 and `ScalarOps` have it. The sign of a zero is not compared; subnormals may be 0. */
export async function* specials(subject: BackendSubject): AsyncIterable<Failure> {
  const loose =
    (operation: ScalarOperation): Allowed =>
    (expected, i, output) =>
      Math.max(allowedFor(subject, operation)(expected, i, output), Math.abs(expected) < SMALLEST_NORMAL ? SMALLEST_NORMAL : 0);
  for (const operation of Object.keys(unaries) as Unary[]) {
    // sin and cos of what is far from 0 are not promised.
    const inputs = operation === 'sin' || operation === 'cos' ? SPECIAL.slice(0, 7) : [...SPECIAL, 89, 100, -89, -104, -2];
    yield* compared(subject, operation, { x: column(inputs) }, unary(operation), loose(operation));
  }
  const a = column(SPECIAL.flatMap((value) => SPECIAL.map(() => value)));
  const b = column(SPECIAL.flatMap(() => SPECIAL));
  for (const operation of binaries) yield* compared(subject, operation, { a, b }, binary(operation), loose(operation));
  const nothing = column(SPECIAL.map(() => NaN));
  const one = column(SPECIAL.map(() => 1));
  yield* compared(subject, 'where, b NaN', { condition: column(SPECIAL), a: one, b: nothing }, where);
  yield* compared(subject, 'where, a NaN', { condition: column(SPECIAL), a: nothing, b: one }, where);
}

const tanh: AnyActivation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };

/** Value, slope and slopes in the parameters of the given activations over the whole range of float32, as the reference has them. */
export async function* activations(subject: BackendSubject): AsyncIterable<Failure> {
  const { activations = [tanh], activationError = FEW_ROUNDINGS } = subject.options;
  const x = column([...sweep(), NaN]);
  for (const activation of activations)
    yield* compared(
      subject,
      activation.name,
      { x },
      (ops, { x }) =>
        ops.map({ x }, ({ x }, math) =>
          activate(
            activation,
            x,
            each(activation.parameters ?? {}, (initial) => math.constant(initial)),
            math,
          ),
        ),
      within(activationError),
    );
}
