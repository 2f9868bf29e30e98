import { numbers } from '@nonlin/core';
import { OnnxFormatError } from '../errors.ts';
import type { OnnxUnsupportedError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { isTruth } from './chain.ts';
import type { Chain, Stream } from './chain.ts';
import type { Constant } from './constant.ts';
import type { NodeView } from './node-view.ts';
import { elementwise, isElementwise, isVariadic } from './operators.ts';
import type { Elementwise } from './operators.ts';
import { expectKinds } from './types.ts';
import { WHOLE } from './whole.ts';

export type Value = Stream | Constant;

/** Reads nodes one after the other into a chain of layers. */
export class Reader {
  readonly #chain: Chain;
  readonly #held: ReadonlyMap<string, () => Constant>;
  readonly #budget: Budget;
  readonly #values = new Map<string, Value>();
  /** Second outputs, which are not understood, and the nodes that make them. */
  readonly #others = new Map<string, NodeView>();

  constructor(chain: Chain, held: ReadonlyMap<string, () => Constant>, budget: Budget) {
    this.#chain = chain;
    this.#held = held;
    this.#budget = budget;
  }

  define(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** A value by its name. Throws an `OnnxFormatError` where no node before has made it. */
  value(name: string): Value {
    const value = this.#values.get(name) ?? this.#held.get(name)?.();
    if (value !== undefined) return value;
    throw (
      this.#others.get(name)?.refuse(`its output ${name} is used`) ??
      new OnnxFormatError(`the value ${JSON.stringify(name)} is used before it is made`)
    );
  }

  read(node: NodeView): void {
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.value(name)));
    const result = this.#understand(node, inputs);
    node.expectAllAsked();
    const [first = '', ...others] = node.outputs;
    this.#values.set(first, result);
    for (const name of others) this.#others.set(name, node);
  }

  #understand(node: NodeView, inputs: readonly (Value | undefined)[]): Value {
    expectKinds(node, inputs, this.#chain);
    const whole = WHOLE.get(node.operator);
    if (whole !== undefined) return whole(node, inputs, this.#chain, this.#budget);
    const found = elementwise(node, (place) => numberOf(inputs[place]));
    if (found === undefined) throw unknown(node);
    if (node.operator === 'Clip' && inputs.slice(1).some((bound) => bound?.kind === 'constant' && bound.shape.length > 1))
      throw node.refuse('its bounds have dimensions, expected numbers');
    // Bounds and exponents are part of the operator already.
    const isPart = node.operator === 'Clip' || (node.operator === 'Pow' && inputs[1]?.kind === 'constant');
    const values = (isPart ? inputs.slice(0, 1) : inputs).map((value) => {
      if (value === undefined) throw node.refuse('an input is left out');
      return value;
    });
    this.#expectStretching(node, values);
    if (values.some(({ kind }) => kind === 'stream')) return this.#chain.apply(node, found, values);
    return folded(node, found, values as readonly Constant[]);
  }

  /**
   * Before opset 7, tensors stretch only where a node says so; PRelu's slopes lie along the second dimension.
   * Before 8, operators on any number of inputs stretch none.
   */
  #expectStretching(node: NodeView, values: readonly Value[]): void {
    if (node.opset < 8 && isVariadic(node.operator)) {
      const dims = values.flatMap((value) => (value.kind === 'stream' ? [this.#chain.dimensions(value)] : []))[0];
      const fits = ({ shape }: Constant): boolean => dims?.length === shape.length && shape.every((dimension, i) => dimension === dims[i]);
      if (!values.every((value) => value.kind === 'stream' || fits(value)))
        throw node.refuse('it stretches an input, which it does from opset 8 on');
      return;
    }
    if (node.opset >= 7 || values.length < 2) return;
    const axis = node.int('axis', -1);
    const isTold = node.operator === 'PRelu' || node.int('broadcast', 0) === 1;
    const rank = values.flatMap((value) => (value.kind === 'stream' ? [this.#chain.dimensions(value)?.length] : []))[0];
    const [first, second] = values as [Value, Value];
    if (first.kind === 'constant' && second.kind === 'stream' && first.data.length > 1)
      throw node.refuse('it stretches its first input, which no node before opset 7 does');
    if (second.kind !== 'constant' || second.data.length === 1) return;
    const suffix = rank === undefined ? undefined : rank - second.shape.length;
    if (!isTold && suffix !== 0) throw node.refuse('it stretches its second input without saying so');
    if ((node.operator === 'PRelu' && rank !== 2) || (axis >= 0 && axis !== suffix))
      throw node.refuse(`it stretches its second input along another dimension than the last`);
  }
}

/** Throws for a node whose operator no sequential is made of. */
export function expectKnown(node: NodeView): void {
  if (!WHOLE.has(node.operator) && !isElementwise(node.operator)) throw unknown(node);
}

const unknown = (node: NodeView): OnnxUnsupportedError =>
  node.refuse('the operator is not among those that a sequential is made of; cut the model before it, or write it as a layer of your own');

/** A constant that is one number. */
const numberOf = (value: Value | undefined): number | undefined =>
  value?.kind === 'constant' && value.data.length === 1 ? value.data[0] : undefined;

/** An operator on single numbers of the file, worked out now. */
function folded(node: NodeView, { label, compute }: Elementwise, values: readonly Constant[]): Constant {
  const given = values.map(numberOf).filter((value) => value !== undefined);
  if (given.length < values.length) throw node.refuse('it computes with tensors that the file holds; fold constants before exporting');
  const y = compute(numbers, given);
  const shape = values.reduce<readonly number[]>((longest, { shape }) => (shape.length > longest.length ? shape : longest), []);
  return {
    kind: 'constant',
    name: node.outputs[0] ?? '',
    shape,
    data: Float32Array.of(y),
    float: !isTruth(label),
    isTruth: isTruth(label),
  };
}
