import { Sequential, Tensor } from '@nonlin/core';
import type { AnyActivation, Named } from '@nonlin/core';
import { OnnxFormatError, OnnxUnsupportedError } from './errors.ts';
import { shown } from './expect.ts';
import { Budget } from './import/budget.ts';
import { Chain } from './import/chain.ts';
import { nameOf, readConstant } from './import/constant.ts';
import type { Constant } from './import/constant.ts';
import { expectKnown, Reader } from './import/reader.ts';
import { NodeView } from './import/node-view.ts';
import { kindOf } from './import/types.ts';
import { decode } from './messages/decode.ts';
import { DataType } from './messages/messages.ts';
import type { GraphProto, NodeProto, ValueInfoProto } from './messages/messages.ts';

export interface FromOnnxOptions {
  /**
   * Activations to use where the file has the same function (values within 10⁻⁶ at some 2,500 points and wherever it bends); others are made of its operators.
   * What they learn is found by its name in the file: `beta` of `0.beta`.
   */
  readonly activations?: readonly AnyActivation[];
  /** Values of inputs of the graph beside the one that rows go in by. */
  readonly constants?: Named<Tensor>;
}

/** Operator sets that are read. */
const OLDEST = 6;
const NEWEST = 26;

/**
 * The feed-forward model in the bytes of an ONNX file, made by whatever framework, as a `sequential` that predicts and goes on
 * learning: Gemm, MatMul and Add become dense layers, operators on elements and chains of them activations, Softmax, Flatten and
 * Reshape what they are. Rows of more than one dimension are laid out as columns, in row-major order.
 *
 * What is not understood is not guessed: throws an `OnnxUnsupportedError` with node, operator and opset, and an `OnnxFormatError`
 * for bytes that are no ONNX file. Time and memory are bounded by the bytes.
 */
export function fromOnnx(bytes: Uint8Array, options: FromOnnxOptions = {}): Sequential {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`fromOnnx: expected the bytes of a file as a Uint8Array, got ${shown(bytes)}`);
  expectOptions(options);
  const { activations = [], constants = {} } = options;
  const { graph, opsetImport = [], irVersion } = decode(bytes);
  if (graph === undefined || irVersion === undefined) throw new OnnxFormatError('it has no graph');
  const opsets = new Map<string, number>();
  for (const { domain = '', version = 0 } of opsetImport) {
    const own = domain === 'ai.onnx' ? '' : domain;
    if (opsets.has(own)) throw new OnnxFormatError(`it names two versions of the operator set ${JSON.stringify(domain)}`);
    opsets.set(own, version);
  }
  const outputs = graph.output ?? [];
  const held = heldBy(graph, constants);
  const inputs = (graph.input ?? []).filter(({ name = '' }) => !held.has(name));
  const given = new Set([...held.keys(), ...inputs.map(({ name = '' }) => name)]);
  const nodes = needed(graph.node ?? [], outputs, given).map((node) => new NodeView(node, opsets));
  // What no sequential is made of comes first: it says more than that there are two outputs.
  for (const node of nodes) expectKnown(node);
  const opset = opsets.get('');
  if (opset === undefined) throw new OnnxUnsupportedError('the file names no version of the ONNX operator set');
  if (opset < OLDEST || opset > NEWEST)
    throw new OnnxUnsupportedError(
      `the file is written for opset ${opset}; ${OLDEST} to ${NEWEST} are read; convert it with onnx.version_converter`,
    );
  const input = expectInput(inputs);
  const [output] = outputs;
  const makerOf = (value: ValueInfoProto | undefined): NodeView | undefined =>
    nodes.find(({ outputs }) => outputs.includes(value?.name ?? ''));
  if (output === undefined || outputs.length > 1) {
    const problem = `the model has ${outputs.length} outputs${list(outputs)}; a sequential has one`;
    throw makerOf(outputs[1])?.refuse(problem) ?? new OnnxUnsupportedError(problem);
  }

  const budget = new Budget(bytes.length);
  const chain = new Chain(activations, budget);
  const reader = new Reader(chain, held, budget);
  reader.define(input.name ?? '', chain.begin(dimensionsOf(input)));
  for (const node of nodes) reader.read(node);
  const result = reader.value(output.name ?? '');
  if (result.kind === 'constant') throw new OnnxUnsupportedError(`the output ${JSON.stringify(output.name)} does not depend on the input`);
  expectDeclared(output, kindOf(result, chain) === 'bool' ? DataType.bool : DataType.float, chain.shapeOf(result));
  chain.close(makerOf(output), result);
  const { layers, parameters } = chain.end();
  const model = new Sequential(layers);
  model.parameters = parameters;
  return model;
}

function expectOptions(options: FromOnnxOptions): void {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(options)) throw new TypeError(`fromOnnx: expected options as { activations, constants }, got ${shown(options)}`);
  for (const key of Object.keys(options))
    if (key !== 'activations' && key !== 'constants')
      throw new TypeError(`fromOnnx: unknown option ${JSON.stringify(key)}; it takes activations, constants`);
  const { activations = [], constants = {} } = options;
  if (!Array.isArray(activations)) throw new TypeError(`fromOnnx: activations: expected a list, got ${shown(activations)}`);
  for (const activation of activations as readonly Partial<AnyActivation>[])
    if (typeof activation?.formula !== 'function' || typeof activation.name !== 'string')
      throw new TypeError(`fromOnnx: activations: expected activations, got ${shown(activation)}; make one as { name, formula }`);
  if (!isObject(constants)) throw new TypeError(`fromOnnx: constants: expected tensors by name, got ${shown(constants)}`);
}

const list = (values: readonly ValueInfoProto[]): string =>
  values.length === 0
    ? ''
    : ` (${values
        .slice(0, 5)
        .map(({ name }) => JSON.stringify(name))
        .join(', ')})`;

/** Throws an `OnnxFormatError` where a value is not what the file says that it is. */
function expectDeclared({ name, type }: ValueInfoProto, elements: number, shape: readonly (number | undefined)[] | undefined): void {
  const declared = type?.tensorType?.elemType ?? 0;
  if (declared !== 0 && declared !== elements)
    throw new OnnxFormatError(`it says that ${JSON.stringify(name)} holds ${nameOf(declared)}, and it holds ${nameOf(elements)}`);
  const dims = type && dimensionsOf({ type });
  if (dims === undefined || shape === undefined) return;
  const told = (dims: readonly (number | undefined)[]): string => `[${dims.map((dimension) => dimension ?? '?').join(', ')}]`;
  if (
    dims.length !== shape.length ||
    dims.some((dimension, i) => dimension !== undefined && shape[i] !== undefined && dimension !== shape[i])
  )
    throw new OnnxFormatError(`it says that ${JSON.stringify(name)} has the shape ${told(dims)}, and it has ${told(shape)}`);
}

/** The tensors that the file holds, read when they are asked for, and those that the caller gives. */
function heldBy(
  { initializer = [], sparseInitializer, input = [] }: GraphProto,
  constants: Named<Tensor>,
): ReadonlyMap<string, () => Constant> {
  if (sparseInitializer !== undefined) throw new OnnxUnsupportedError('the file holds sparse tensors; export them as dense ones');
  const held = new Map<string, () => Constant>();
  const declared = new Map(input.map((value) => [value.name ?? '', value]));
  for (const tensor of initializer) {
    const name = tensor.name ?? '';
    if (held.has(name)) throw new OnnxFormatError(`it holds two tensors named ${JSON.stringify(name)}`);
    const told = declared.get(name);
    if (told !== undefined) expectDeclared(told, tensor.dataType ?? 0, tensor.dims ?? []);
    let read: Constant | undefined;
    held.set(name, () => (read ??= readConstant(tensor)));
  }
  for (const [name, value] of Object.entries(constants)) {
    if (!(value instanceof Tensor)) throw new TypeError(`fromOnnx: constants: expected ${name} to be a tensor, got ${shown(value)}`);
    // A tensor has numbers alone; what they stand for the file says.
    const elements = declared.get(name)?.type?.tensorType?.elemType ?? DataType.float;
    const isTruth = elements === DataType.bool;
    const float = !isTruth && elements !== DataType.int64 && elements !== DataType.int32;
    if (!float && !value.data.every((x) => (isTruth ? x === 0 || x === 1 : Number.isSafeInteger(x))))
      throw new RangeError(
        `fromOnnx: constants: expected ${JSON.stringify(name)} to hold ${isTruth ? '0 and 1' : 'whole numbers'}, got others`,
      );
    const constant: Constant = { kind: 'constant', name, shape: value.shape, data: value.data, float, isTruth, isGiven: true };
    held.set(name, () => constant);
  }
  return held;
}

/** The one input that is neither held by the file, as those of old formats are, nor given. */
function expectInput(open: readonly ValueInfoProto[]): ValueInfoProto {
  const [first] = open;
  if (first === undefined || open.length > 1)
    throw new OnnxUnsupportedError(
      `the model has ${open.length} inputs${list(open)}; a sequential has one: give the others as { constants: { name: tensor } }`,
    );
  const { tensorType } = first.type ?? {};
  if (tensorType === undefined) throw new OnnxUnsupportedError(`the input ${JSON.stringify(first.name)} is no tensor`);
  if (tensorType.elemType !== DataType.float)
    throw new OnnxUnsupportedError(
      `the input ${JSON.stringify(first.name)} holds ${nameOf(tensorType.elemType ?? 0)}; a sequential takes float32`,
    );
  return first;
}

function dimensionsOf({ type }: ValueInfoProto): readonly (number | undefined)[] | undefined {
  const dim = type?.tensorType?.shape?.dim;
  // A shape without dimensions is a scalar, which protobuf writes as a shape alone.
  if (type?.tensorType?.shape === undefined) return undefined;
  return (dim ?? []).map(({ dimValue }) => (dimValue !== undefined && dimValue >= 0 ? dimValue : undefined));
}

/** The nodes that the outputs are made of, in the file's order. Throws an `OnnxFormatError` where a value is made twice. */
function needed(nodes: readonly NodeProto[], outputs: readonly ValueInfoProto[], given: ReadonlySet<string>): readonly NodeProto[] {
  const makers = new Map<string, number>();
  for (const [place, node] of nodes.entries())
    for (const value of node.output ?? []) {
      if (value === '') continue;
      if (makers.has(value) || given.has(value)) throw new OnnxFormatError(`the value ${JSON.stringify(value)} is made twice`);
      makers.set(value, place);
    }
  const wanted = new Set<number>();
  const open = outputs.map(({ name = '' }) => name);
  while (open.length > 0) {
    const maker = makers.get(open.pop()!);
    if (maker === undefined || wanted.has(maker)) continue;
    wanted.add(maker);
    for (const value of nodes[maker]!.input ?? []) if (value !== '') open.push(value);
  }
  return nodes.filter((_, place) => wanted.has(place));
}
