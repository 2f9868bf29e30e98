import { Tensor } from '@nonlin/core';
import type { Budget } from './budget.ts';
import type { Chain, Stream } from './chain.ts';
import { readConstant } from './constant.ts';
import type { Constant } from './constant.ts';
import type { Compute } from './formula.ts';
import type { NodeView } from './node-view.ts';

type Value = Stream | Constant;
type Inputs = readonly (Value | undefined)[];
type Read = (node: NodeView, inputs: Inputs, chain: Chain, budget: Budget) => Value;

/** Operators on whole tensors, and what moves or makes them. */
export const WHOLE: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['Constant', constant],
  ['Identity', identity],
  ['CastLike', castLike],
  ['Transpose', transpose],
  ['MatMul', matmul],
  ['Gemm', gemm],
  ['Softmax', softmax],
  ['LogSoftmax', softmax],
  ['Dropout', dropout],
  ['BatchNormalization', batchNormalization],
  ['Flatten', flatten],
  ['Reshape', reshape],
]);

function constant(node: NodeView): Constant {
  node.expectInputs(0, 0);
  const name = node.outputs[0] ?? '';
  const tensor = node.tensor('value');
  if (tensor !== undefined) return { ...readConstant(tensor), name };
  const of = (data: readonly number[], shape: readonly number[], float: boolean): Constant => ({
    kind: 'constant',
    name,
    shape,
    data: float ? Float32Array.from(data) : data,
    float,
  });
  if (node.has('value_float')) return of([node.float('value_float', 0)], [], true);
  if (node.has('value_int')) return of([node.int('value_int', 0)], [], false);
  const floats = node.floats('value_floats');
  if (floats !== undefined) return of(floats, [floats.length], true);
  const ints = node.ints('value_ints');
  if (ints !== undefined) return of(ints, [ints.length], false);
  throw node.refuse('it holds no numbers');
}

function identity(node: NodeView, [x]: Inputs): Value {
  node.expectInputs(1, 1);
  return x!;
}

/** Among float32, which is all that there is here, the value itself. */
function castLike(node: NodeView, [x, like]: Inputs, chain: Chain): Value {
  node.expectInputs(2, 2);
  node.int('saturate', 1);
  const isFloat = like!.kind === 'constant' ? like!.float : !chain.isTruth(like!);
  if (!isFloat || (x!.kind === 'constant' && !x!.float)) throw node.refuse('it casts other elements than float32');
  if (x!.kind === 'stream' && chain.isTruth(x!)) return chain.apply(node, { label: 'Cast', compute: (_, [truth]) => truth! }, [x!]);
  return x!;
}

function transpose(node: NodeView, [x]: Inputs, _: Chain, budget: Budget): Constant {
  node.expectInputs(1, 1);
  const perm = node.ints('perm') ?? [1, 0];
  if (x!.kind === 'stream' || x!.shape.length !== 2 || !x!.float)
    throw node.refuse('it turns something other than weights [rows, columns]');
  if (String(perm) === '0,1') return x!;
  if (String(perm) !== '1,0') throw node.refuse(`its perm is [${perm.join(', ')}]`);
  const [rows, columns] = x!.shape as [number, number];
  return { ...x!, shape: [columns, rows], data: turned(x!, budget) };
}

function turned({ shape, data }: Constant, budget: Budget): Float32Array {
  budget.take(data.length);
  return new Tensor(shape, data as Float32Array).transpose().data;
}

/** What goes in as rows, and the weights: [in, out] in a file's constant. */
function rowsAndWeight(node: NodeView, [a, b]: Inputs): { rows: Stream; weight: Constant } {
  if (a!.kind !== 'stream') throw node.refuse('expected rows on the left, got weights');
  if (b!.kind === 'stream') throw node.refuse('it multiplies two values that depend on the input');
  if (!b!.float || b!.shape.length !== 2) throw node.refuse(`expected float32 weights of shape [in, out], got [${b!.shape.join(', ')}]`);
  return { rows: a!, weight: b! };
}

function matmul(node: NodeView, inputs: Inputs, chain: Chain): Stream {
  node.expectInputs(2, 2);
  const { rows, weight } = rowsAndWeight(node, inputs);
  return chain.linear(node, rows, new Tensor(weight.shape, weight.data as Float32Array), undefined);
}

/** `α · A · B + β · C`. */
function gemm(node: NodeView, inputs: Inputs, chain: Chain, budget: Budget): Stream {
  node.expectInputs(2, 3);
  const { rows, weight } = rowsAndWeight(node, inputs);
  const rank = chain.dimensions(rows)?.length;
  if (rank !== undefined && rank !== 2) throw node.refuse(`it takes matrices, got ${rank} dimensions`);
  if (node.int('transA', 0) !== 0) throw node.refuse('it takes the rows as columns (transA)');
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const stretches = node.opset >= 7 || node.int('broadcast', 0) !== 0;
  const turns = node.int('transB', 0) !== 0;
  const shape = turns ? weight.shape.toReversed() : weight.shape;
  const numbers = turns ? turned(weight, budget) : (weight.data as Float32Array);
  if (alpha !== 1) budget.take(numbers.length);
  const scaled = alpha === 1 ? numbers : numbers.map((x) => alpha * x);

  const [, , added] = inputs;
  if (added?.kind === 'stream') throw node.refuse('it adds a value that depends on the input');
  let bias: Float32Array | undefined;
  if (added !== undefined) {
    const [, outputs] = shape as [number, number];
    const along = added.shape.at(-1) ?? 1;
    const full = [chain.dimensions(rows)?.[0], outputs];
    if (!stretches && (added.shape.length !== 2 || added.shape.some((size, i) => size !== full[i])))
      throw node.refuse(`it stretches a tensor of shape [${added.shape.join(', ')}] without saying so`);
    if (added.shape.length > 2 || along !== added.data.length || (along !== 1 && along !== outputs))
      throw node.refuse(`it adds a tensor of shape [${added.shape.join(', ')}], expected one number for each of ${outputs} columns`);
    // Of nothing of it, what it holds does not count.
    if (beta !== 0) bias = budget.make(outputs).map((_, i) => beta * added.data[along === 1 ? 0 : i]!);
  }
  return chain.linear(node, rows, new Tensor(shape, scaled), bias);
}

/** An axis counted from the front, where the number of dimensions is known or not needed. */
function axisOf(node: NodeView, axis: number, rank: number | undefined): number | 'last' {
  if (rank === undefined) {
    if (axis === -1) return 'last';
    if (axis === 1 && node.operator === 'Flatten') return 1;
    throw node.refuse(`its axis is ${axis}, and the file does not say how many dimensions the rows have`);
  }
  const place = axis < 0 ? axis + rank : axis;
  // (Flatten may have all dimensions for rows.)
  if (place < 0 || place > rank || (place === rank && node.operator !== 'Flatten'))
    throw node.refuse(`its axis is ${axis}, of ${rank} dimensions`);
  return place;
}

/** Along the last dimension; before opset 13, over `axis` and all dimensions after it. */
function softmax(node: NodeView, [x]: Inputs, chain: Chain): Stream {
  node.expectInputs(1, 1);
  if (x!.kind === 'constant') throw node.refuse('it computes with tensors that the file holds');
  const rank = chain.dimensions(x!)?.length;
  const axis = axisOf(node, node.int('axis', node.opset < 13 ? 1 : -1), rank);
  if (node.opset >= 13 && axis !== 'last' && axis !== rank! - 1)
    throw node.refuse(`its axis is ${axis} of ${rank} dimensions, expected the last`);
  return chain.softmax(node, x!, axis);
}

function dropout(node: NodeView, [x, ratio, training]: Inputs, chain: Chain): Value {
  node.expectInputs(1, node.opset < 12 ? 1 : 3);
  if (x!.kind === 'constant') throw node.refuse('it computes with tensors that the file holds');
  node.int('seed', 0);
  // Before 7 a node trains unless it says that it does not.
  if (node.opset < 7 && node.int('is_test', 0) === 0) throw node.refuse('it drops in prediction too (is_test 0)');
  if (training !== undefined && !(training.kind === 'constant' && training.data.length === 1 && training.data[0] === 0))
    throw node.refuse('it drops in prediction too (training_mode)');
  if (node.opset < 12) return chain.dropout(node, x!, node.float('ratio', 0.5));
  if (ratio === undefined) return chain.dropout(node, x!, 0.5);
  if (ratio.kind === 'stream' || ratio.data.length !== 1) throw node.refuse('its ratio is computed, expected a number');
  return chain.dropout(node, x!, ratio.data[0]!);
}

/** `(x − mean) / √(variance + ε) · scale + shift` by column, as it is in prediction: x · a + b. */
function batchNormalization(node: NodeView, [x, ...given]: Inputs, chain: Chain, budget: Budget): Stream {
  node.expectInputs(5, 5);
  if (node.opset < 9) throw node.refuse('its settings have another meaning before opset 9');
  if (x!.kind === 'constant') throw node.refuse('it computes with tensors that the file holds');
  // Before 14 a node trains where its outputs are more than one.
  if (node.opset < 14 && node.outputs.slice(1).some((name) => name !== ''))
    throw node.refuse('it normalizes by the batch in prediction too (outputs beside the first)');
  if (node.opset >= 14 && node.int('training_mode', 0) !== 0)
    throw node.refuse('it normalizes by the batch in prediction too (training_mode)');
  node.float('momentum', 0.9);
  const epsilon = node.float('epsilon', 1e-5);
  const rank = chain.dimensions(x!)?.length;
  if (rank !== 2) throw node.refuse(`it takes ${rank ?? 'any number of'} dimensions, expected rows and columns`);
  const [scale, shift, mean, variance] = given.map((tensor) => {
    if (tensor?.kind !== 'constant' || !tensor.float || tensor.shape.length !== 1)
      throw node.refuse('expected numbers for each column that the file holds');
    return tensor.data;
  }) as [Numbers, Numbers, Numbers, Numbers];
  const columns = scale.length;
  if ([shift, mean, variance].some(({ length }) => length !== columns)) throw node.refuse('its numbers are not as many');
  const factor = budget.make(columns).map((_, i) => scale[i]! / Math.sqrt(variance[i]! + epsilon));
  const rest = budget.make(columns).map((_, i) => shift[i]! - (mean[i]! * scale[i]!) / Math.sqrt(variance[i]! + epsilon));
  const held = (name: string, data: Float32Array): Constant => ({ kind: 'constant', name, shape: [columns], data, float: true });
  const compute: Compute = (ops, [x, a, b]) => ops.add(ops.mul(x!, a!), b!);
  return chain.apply(node, { label: node.operator, compute }, [x!, held('factor', factor), held('shift', rest)]);
}

type Numbers = Constant['data'];
type Dimensions = readonly (number | undefined)[];

const product = (dims: Dimensions): number | undefined =>
  dims.reduce<number | undefined>((size, dimension) => (size === undefined || dimension === undefined ? undefined : size * dimension), 1);

function flatten(node: NodeView, [x]: Inputs, chain: Chain): Stream {
  node.expectInputs(1, 1);
  if (x!.kind === 'constant') throw node.refuse('it computes with tensors that the file holds');
  const dims = chain.dimensions(x!);
  const axis = axisOf(node, node.int('axis', 1), dims?.length);
  if (dims === undefined) return chain.flatten(node, x!, axis, [undefined, undefined]);
  const split = axis as number;
  return chain.flatten(node, x!, split, [product(dims.slice(0, split)), product(dims.slice(split))]);
}

/** To rows and columns, or to one row: what keeps each row's numbers together. */
function reshape(node: NodeView, [x, to]: Inputs, chain: Chain): Stream {
  node.expectInputs(2, 2);
  const zeros = node.int('allowzero', 0);
  if (x!.kind === 'constant') throw node.refuse('it computes with tensors that the file holds');
  if (to!.kind !== 'constant' || (to!.float && !to!.isGiven) || to!.shape.length !== 1 || !to!.data.every(Number.isInteger))
    throw node.refuse('its shape is computed, expected whole numbers that the file holds');
  const shape = Array.from(to!.data);
  const told = `[${shape.join(', ')}]`;
  if (shape.length === 0 || shape.length > 2) throw node.refuse(`its shape is ${told}, expected [rows, columns]`);
  if (shape.some((dimension) => dimension < -1) || shape.filter((dimension) => dimension === -1).length > 1)
    throw node.refuse(`its shape is ${told}`);
  if (zeros !== 0 && shape.includes(0)) throw node.refuse(`its shape ${told} has no elements (allowzero)`);
  const dims = chain.dimensions(x!);
  if (shape.length === 1) {
    // All in one row: no dimension is rows.
    const all = dims && product(dims);
    if (dims === undefined || (shape[0]! > 0 && shape[0] !== all))
      throw node.refuse(`its shape is ${told}, and the file does not say that the input has as many numbers`);
    return chain.flatten(node, x!, 0, [all]);
  }
  const [rows, columns] = shape as [number, number];
  if (dims === undefined) {
    if (rows === 0 && columns === -1) return chain.flatten(node, x!, 1, [undefined, undefined]);
    throw node.refuse(`its shape is ${told}, and the file does not say the input's`);
  }
  // A 0 stands for the dimension at its place.
  const [first, second] = [rows === 0 ? dims[0] : rows, columns === 0 ? dims[1] : columns];
  const splits = Array.from({ length: dims.length + 1 }, (_, split) => split);
  const fits = splits.filter((split) => {
    const [before, after] = [product(dims.slice(0, split)), product(dims.slice(split))];
    if (rows === 0 && split === 1) return columns === -1 || after === undefined || after === second;
    if (after !== undefined && after === second) return rows === -1 || before === undefined || before === first;
    return before !== undefined && before === first && (columns === -1 || after === undefined);
  });
  // With ones among the dimensions several fit; what the nodes before have settled, else the first.
  const settled = chain.splitOf(x!);
  const split = fits.find((fit) => fit === settled) ?? fits[0];
  if (split === undefined)
    throw node.refuse(`its shape ${told} does not keep rows of shape [${dims.map((dimension) => dimension ?? '?').join(', ')}] together`);
  return chain.flatten(node, x!, split, [product(dims.slice(0, split)), product(dims.slice(split)) ?? (columns > 0 ? columns : undefined)]);
}
