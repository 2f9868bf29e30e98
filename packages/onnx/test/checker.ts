import { decode } from '../src/messages/decode.ts';
import { AttributeType } from '../src/messages/messages.ts';
import type { NodeProto } from '../src/messages/messages.ts';

/** An operator of ONNX: the version that brought its present form, how many inputs it takes, its settings. */
type Schema = readonly [since: number, least: number, most: number, attributes?: { readonly [name: string]: keyof typeof AttributeType }];

const unary = (since: number): Schema => [since, 1, 1];
const binary = (since: number): Schema => [since, 2, 2];

/** From onnx/onnx, docs/Operators.md and Changelog.md: what may stand in a file, by operator. */
const SCHEMAS: { readonly [operator: string]: Schema } = {
  ...Object.fromEntries(['Abs', 'Exp', 'Log', 'Tanh', 'Neg', 'Sqrt', 'Relu', 'Sigmoid'].map((name) => [name, unary(6)])),
  ...Object.fromEntries(['Sin', 'Cos'].map((name) => [name, unary(7)])),
  Erf: unary(9),
  Not: unary(1),
  Identity: unary(1),
  Softplus: unary(1),
  Softsign: unary(1),
  Mish: unary(18),
  HardSwish: unary(14),
  Shape: unary(1),
  ...Object.fromEntries(['Add', 'Sub', 'Mul', 'Div', 'Equal', 'Greater', 'Less'].map((name) => [name, binary(7)])),
  ...Object.fromEntries(['GreaterOrEqual', 'LessOrEqual'].map((name) => [name, binary(12)])),
  BitwiseXor: binary(18),
  MatMul: binary(9),
  PRelu: binary(9),
  Mod: [10, 2, 2, { fmod: 'int' }],
  Max: [8, 1, Infinity],
  Where: [9, 3, 3],
  Range: [11, 3, 3],
  Slice: [10, 3, 5],
  Expand: binary(8),
  Reshape: [5, 2, 2, { allowzero: 'int' }],
  Unsqueeze: binary(13),
  Squeeze: [13, 1, 2],
  Clip: [11, 1, 3],
  Gather: [11, 2, 2, { axis: 'int' }],
  OneHot: [11, 3, 3, { axis: 'int' }],
  Concat: [11, 1, Infinity, { axis: 'int' }],
  Cast: [9, 1, 1, { to: 'int' }],
  Transpose: [1, 1, 1, { perm: 'ints' }],
  Gemm: [11, 2, 3, { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' }],
  Softmax: [13, 1, 1, { axis: 'int' }],
  ArgMax: [12, 1, 1, { axis: 'int', keepdims: 'int', select_last_index: 'int' }],
  ReduceSum: [13, 1, 2, { keepdims: 'int', noop_with_empty_axes: 'int' }],
  ReduceMean: [1, 1, 2, { keepdims: 'int', axes: 'ints' }],
  ReduceMax: [1, 1, 2, { keepdims: 'int', axes: 'ints' }],
  ReduceProd: [1, 1, 2, { keepdims: 'int', axes: 'ints' }],
  Gelu: [20, 1, 1, { approximate: 'string' }],
  Elu: [6, 1, 1, { alpha: 'float' }],
  Celu: [12, 1, 1, { alpha: 'float' }],
  LeakyRelu: [6, 1, 1, { alpha: 'float' }],
  Selu: [6, 1, 1, { alpha: 'float', gamma: 'float' }],
  HardSigmoid: [6, 1, 1, { alpha: 'float', beta: 'float' }],
  ThresholdedRelu: [10, 1, 1, { alpha: 'float' }],
  Shrink: [9, 1, 1, { bias: 'float', lambd: 'float' }],
};

/** Axes of these became an input with 18: before, a setting; since, no longer one. */
const AXES_MOVED = new Set(['ReduceMean', 'ReduceMax', 'ReduceProd']);

/** Bytes of an element, by ONNX's number of its kind. */
const SIZES: { readonly [dataType: number]: number } = { 1: 4, 7: 8 };

/** What the ONNX checker would say against a file, and what it would not: values that nothing uses, names twice. */
export function check(bytes: Uint8Array): readonly string[] {
  const found: string[] = [];
  const { irVersion, opsetImport = [], graph } = decode(bytes);
  const opset = opsetImport[0]?.version ?? 0;
  if (irVersion === undefined || opsetImport.length !== 1 || opsetImport[0]!.domain !== '')
    found.push('no version, or not one operator set');
  if (!graph?.name) found.push('the graph has no name');
  const defined = new Set<string>();
  const used = new Set<string>();
  const define = (name: string | undefined, what: string): void => {
    if (!name) found.push(`${what} has no name`);
    else if (defined.has(name)) found.push(`${name} is defined twice`);
    else defined.add(name);
  };
  for (const { name, type } of graph?.input ?? []) {
    define(name, 'an input');
    if (type?.tensorType?.elemType !== 1 || type.tensorType.shape === undefined) found.push(`input ${name} has no type`);
  }
  for (const { name, dims = [], dataType = 0, rawData } of graph?.initializer ?? []) {
    define(name, 'an initializer');
    if (rawData?.length !== dims.reduce((size, dimension) => size * dimension, 1) * (SIZES[dataType] ?? NaN))
      found.push(`${name} does not hold the elements of its shape`);
  }
  const names = new Set<string>();
  for (const node of graph?.node ?? []) {
    if (!node.name || names.has(node.name)) found.push(`node name ${node.name} is empty or taken`);
    names.add(node.name!);
    found.push(...checkNode(node, opset));
    for (const input of node.input ?? []) {
      if (input !== '' && !defined.has(input)) found.push(`${node.name} uses ${input} before it is defined`);
      used.add(input);
    }
    for (const output of node.output ?? []) define(output, `an output of ${node.name}`);
  }
  for (const { name, type } of graph?.output ?? []) {
    if (!defined.has(name!)) found.push(`output ${name} is not defined`);
    if (type?.tensorType?.elemType !== 1) found.push(`output ${name} has no type`);
    used.add(name!);
  }
  const given = new Set(graph?.input?.map(({ name }) => name));
  for (const name of defined) if (!used.has(name) && !given.has(name)) found.push(`${name} is not used`);
  return found;
}

function checkNode({ name, opType, input = [], attribute = [], domain }: NodeProto, opset: number): readonly string[] {
  const schema = SCHEMAS[opType!];
  if (schema === undefined || domain !== undefined) return [`${name}: there is no operator ${opType}`];
  const [since, least, most, attributes = {}] = schema;
  const found: string[] = [];
  if (since > opset) found.push(`${name}: ${opType} came with opset ${since}, after ${opset}`);
  if (input.length < least || input.length > most) found.push(`${name}: ${opType} takes ${least} to ${most} inputs, got ${input.length}`);
  for (const { name: setting, type } of attribute)
    if (attributes[setting!] === undefined || type !== AttributeType[attributes[setting!]!])
      found.push(`${name}: ${opType} has no setting ${setting} of type ${type}`);
  if (AXES_MOVED.has(opType!) && (opset >= 18 ? attribute.some(({ name }) => name === 'axes') : input.length > 1))
    found.push(`${name}: the axes of ${opType} are ${opset >= 18 ? 'an input since' : 'a setting before'} opset 18`);
  return found;
}
