import type { Operand, ScalarOps } from '@nonlin/core';
import { ELEMENTWISE } from '../operators/elementwise.ts';
import type { Attributes } from '../operators/elementwise.ts';
import { DataType } from '../messages/messages.ts';
import { nameOf } from './constant.ts';
import type { Compute } from './formula.ts';
import type { NodeView } from './node-view.ts';

/** Operators on elements that are one operation of formulas, with how many inputs they take. */
const PRIMITIVES = new Map<string, readonly [inputs: number, compute: Compute]>([
  ['Abs', [1, (ops, [x]) => ops.abs(x!)]],
  ['Neg', [1, (ops, [x]) => ops.neg(x!)]],
  ['Exp', [1, (ops, [x]) => ops.exp(x!)]],
  ['Log', [1, (ops, [x]) => ops.log(x!)]],
  ['Tanh', [1, (ops, [x]) => ops.tanh(x!)]],
  ['Erf', [1, (ops, [x]) => ops.erf(x!)]],
  ['Sqrt', [1, (ops, [x]) => ops.sqrt(x!)]],
  ['Sin', [1, (ops, [x]) => ops.sin(x!)]],
  ['Cos', [1, (ops, [x]) => ops.cos(x!)]],
  ['Reciprocal', [1, (ops, [x]) => ops.div(1, x!)]],
  // NaN stays NaN.
  ['Sign', [1, (ops, [x]) => ops.where(ops.greater(x!, 0), 1, ops.where(ops.less(x!, 0), -1, x!))]],
  ['Not', [1, (ops, [x]) => ops.equal(x!, 0)]],
  ['Add', [2, (ops, [a, b]) => ops.add(a!, b!)]],
  ['Sub', [2, (ops, [a, b]) => ops.sub(a!, b!)]],
  ['Mul', [2, (ops, [a, b]) => ops.mul(a!, b!)]],
  ['Div', [2, (ops, [a, b]) => ops.div(a!, b!)]],
  ['Greater', [2, (ops, [a, b]) => ops.greater(a!, b!)]],
  ['GreaterOrEqual', [2, (ops, [a, b]) => ops.greaterOrEqual(a!, b!)]],
  ['Less', [2, (ops, [a, b]) => ops.less(a!, b!)]],
  ['LessOrEqual', [2, (ops, [a, b]) => ops.lessOrEqual(a!, b!)]],
  ['Equal', [2, (ops, [a, b]) => ops.equal(a!, b!)]],
  ['And', [2, (ops, [a, b]) => ops.mul(a!, b!)]],
  ['Or', [2, (ops, [a, b]) => ops.max(a!, b!)]],
  ['Where', [3, (ops, [condition, a, b]) => ops.where(condition!, a!, b!)]],
  ['PRelu', [2, (ops, [x, slope]) => ops.where(ops.greater(x!, 0), x!, ops.mul(slope!, x!))]],
]);

/** Operators on any number of inputs, from left to right. */
const VARIADIC = new Map<string, Compute>([
  ['Sum', (ops, all) => all.reduce((a, b) => ops.add(a, b))],
  [
    'Mean',
    (ops, all) =>
      ops.div(
        all.reduce((a, b) => ops.add(a, b)),
        all.length,
      ),
  ],
  ['Max', (ops, all) => all.reduce((a, b) => ops.max(a, b))],
  ['Min', (ops, all) => all.reduce((a, b) => ops.neg(ops.max(ops.neg(a), ops.neg(b))))],
]);

export const isVariadic = (operator: string): boolean => VARIADIC.has(operator);

/** Operators that come with operator sets newer than 6, the oldest that is read. */
const SINCE: { readonly [operator: string]: number } = { Sin: 7, Cos: 7, Erf: 9, Where: 9, Sign: 9, GreaterOrEqual: 12, LessOrEqual: 12 };

/** Whether there is such an operator on elements. */
export const isElementwise = (operator: string): boolean =>
  PRIMITIVES.has(operator) || VARIADIC.has(operator) || OTHERS.has(operator) || ELEMENTWISE.some(({ name }) => name === operator);

const OTHERS: ReadonlySet<string> = new Set(['Clip', 'Pow', 'Cast']);

export interface Elementwise {
  readonly label: string;
  readonly compute: Compute;
}

/** The node as an operator on elements; undefined: it is none. Throws where it is one that is not understood in full. */
export function elementwise(node: NodeView, constantAt: (place: number) => number | undefined): Elementwise | undefined {
  const { operator, opset } = node;
  const expectSince = (since: number): void => {
    if (since > opset) throw node.refuse(`the operator came with opset ${since}`);
  };
  const primitive = PRIMITIVES.get(operator);
  if (primitive !== undefined) {
    const [count, compute] = primitive;
    expectSince(SINCE[operator] ?? 1);
    node.expectInputs(count, count);
    return { label: operator, compute };
  }
  const variadic = VARIADIC.get(operator);
  if (variadic !== undefined) {
    node.expectInputs(1, Infinity);
    return { label: operator, compute: variadic };
  }
  if (operator === 'Clip') return clip(node, constantAt);
  if (operator === 'Pow') return power(node, constantAt);
  if (operator === 'Cast') return cast(node);
  const known = ELEMENTWISE.find(({ name }) => name === operator);
  if (known === undefined) return undefined;
  expectSince(known.since);
  node.expectInputs(1, 1);
  const entries = Object.entries(known.attributes).map(([name, initial]) => [
    name,
    typeof initial === 'number' ? node.float(name, initial) : node.string(name, initial),
  ]);
  const attributes = Object.fromEntries(entries) as Attributes;
  if (operator === 'Gelu' && attributes['approximate'] !== 'none' && attributes['approximate'] !== 'tanh')
    throw node.refuse(`its setting approximate is ${attributes['approximate']}, expected none or tanh`);
  const told = Object.entries(attributes).filter(([name]) => node.has(name));
  const label =
    told.length === 0
      ? operator
      : `${operator}(${told.map(([name, value]) => `${name} ${typeof value === 'number' ? short(value) : value}`).join(', ')})`;
  return { label, compute: (ops, [x]) => known.formula(asElement(x!, ops), ops, attributes) };
}

/** A float32 as it was meant: 0.1, not 0.10000000149011612. */
const short = (value: number): number => Number(value.toPrecision(7));

/** A plain number as an element, which formulas of one variable take. */
const asElement = <S>(x: Operand<S>, ops: ScalarOps<S>): S => (typeof x === 'number' ? ops.constant(x) : x);

/** Bounds are settings before 11, inputs since; without them nothing is held. */
function clip(node: NodeView, constantAt: (place: number) => number | undefined): Elementwise {
  let [min, max] = [-Infinity, Infinity];
  if (node.opset < 11) {
    node.expectInputs(1, 1);
    [min, max] = [node.float('min', min), node.float('max', max)];
  } else {
    node.expectInputs(1, 3);
    const bound = (place: number, none: number): number => {
      if ((node.inputs[place] ?? '') === '') return none;
      const value = constantAt(place);
      if (value === undefined) throw node.refuse('its bounds are computed, expected numbers');
      return value;
    };
    [min, max] = [bound(1, min), bound(2, max)];
  }
  const told = [min > -Infinity ? `min ${short(min)}` : '', max < Infinity ? `max ${short(max)}` : ''].filter((bound) => bound !== '');
  // As ONNX has it: above, then below, so that max < min gives max.
  return {
    label: told.length === 0 ? 'Clip' : `Clip(${told.join(', ')})`,
    compute: (ops, [x]) => {
      const least = min === -Infinity ? x! : ops.max(x!, min);
      return max === Infinity ? least : ops.neg(ops.max(ops.neg(least), -max));
    },
  };
}

/** x to a power that is a number, or a positive number to the power of x. */
function power(node: NodeView, constantAt: (place: number) => number | undefined): Elementwise {
  node.expectInputs(2, 2);
  const [base, exponent] = [constantAt(0), constantAt(1)];
  if (exponent !== undefined) {
    const label = `Pow(${short(exponent)})`;
    if (exponent === 0.5) return { label, compute: (ops, [x]) => ops.sqrt(x!) };
    const times = Math.abs(exponent);
    if (!Number.isInteger(exponent)) return { label, compute: (ops, [x]) => ops.exp(ops.mul(exponent, ops.log(x!))) };
    if (times <= LARGEST_POWER)
      return {
        label,
        compute: <S>(ops: ScalarOps<S>, [x]: readonly Operand<S>[]) => {
          let product: Operand<S> = times === 0 ? 1 : x!;
          for (let i = 1; i < times; i++) product = ops.mul(product, x!);
          return exponent < 0 ? ops.div(1, product) : product;
        },
      };
    throw node.refuse(`its exponent ${exponent} is beyond ${LARGEST_POWER}`);
  }
  if (base !== undefined && base > 0) {
    const rate = Math.log(base);
    return { label: `Pow(of ${short(base)})`, compute: (ops, [, x]) => ops.exp(ops.mul(rate, x!)) };
  }
  throw node.refuse('expected a number as its exponent, or a positive one as its base');
}

const LARGEST_POWER = 64;

/** Between float32 and truth, which a formula has as 0 and 1; numbers that would be rounded are not understood. */
function cast(node: NodeView): Elementwise {
  node.expectInputs(1, 1);
  const to = node.int('to', 0);
  node.int('saturate', 1);
  node.string('round_mode', 'up');
  if (to === DataType.float) return { label: 'Cast', compute: (_, [x]) => x! };
  if (to === DataType.bool) return { label: 'Cast to bool', compute: (ops, [x]) => ops.where(x!, 1, 0) };
  throw node.refuse(`it casts to ${nameOf(to)}; float32 and bool are understood`);
}
