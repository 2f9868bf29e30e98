import type {
  AttributeProto,
  DimensionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  TensorProto,
  TensorShapeProto,
  TensorTypeProto,
  TypeProto,
  ValueInfoProto,
} from './messages.ts';

/** Kinds of single values on the wire. `int64` is a JavaScript number here, exact to 2⁵³. */
export type Scalar = 'int32' | 'int64' | 'float' | 'double' | 'string' | 'bytes';

/** A field's number on the wire and what it holds; of a repeated field, what each of its entries holds. */
export type Field = readonly [number: number, holds: Scalar | Message, repeated?: 'repeated'];

/** A message as a table of its fields. */
export interface Message<M = { readonly [name: string]: unknown }> {
  readonly name: string;
  readonly fields: { readonly [name in keyof M]-?: Field };
}

// Numbers: github.com/onnx/onnx, onnx/onnx.proto. Fields that are not listed are passed over in reading.

const DIMENSION: Message<DimensionProto> = { name: 'Dimension', fields: { dimValue: [1, 'int64'], dimParam: [2, 'string'] } };
const SHAPE: Message<TensorShapeProto> = { name: 'TensorShapeProto', fields: { dim: [1, DIMENSION, 'repeated'] } };
const TENSOR_TYPE: Message<TensorTypeProto> = { name: 'TypeProto.Tensor', fields: { elemType: [1, 'int32'], shape: [2, SHAPE] } };
const TYPE: Message<TypeProto> = { name: 'TypeProto', fields: { tensorType: [1, TENSOR_TYPE] } };
const VALUE_INFO: Message<ValueInfoProto> = { name: 'ValueInfoProto', fields: { name: [1, 'string'], type: [2, TYPE] } };

const TENSOR: Message<TensorProto> = {
  name: 'TensorProto',
  fields: {
    dims: [1, 'int64', 'repeated'],
    dataType: [2, 'int32'],
    floatData: [4, 'float', 'repeated'],
    int32Data: [5, 'int32', 'repeated'],
    int64Data: [7, 'int64', 'repeated'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    doubleData: [10, 'double', 'repeated'],
    externalData: [13, 'bytes', 'repeated'],
    dataLocation: [14, 'int32'],
  },
};

const ATTRIBUTE: Message<AttributeProto> = {
  name: 'AttributeProto',
  fields: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, TENSOR],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    type: [20, 'int32'],
  },
};

const NODE: Message<NodeProto> = {
  name: 'NodeProto',
  fields: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, ATTRIBUTE, 'repeated'],
    domain: [7, 'string'],
  },
};

const GRAPH: Message<GraphProto> = {
  name: 'GraphProto',
  fields: {
    node: [1, NODE, 'repeated'],
    name: [2, 'string'],
    initializer: [5, TENSOR, 'repeated'],
    input: [11, VALUE_INFO, 'repeated'],
    output: [12, VALUE_INFO, 'repeated'],
    sparseInitializer: [15, 'bytes', 'repeated'],
  },
};

const OPERATOR_SET: Message<OperatorSetIdProto> = {
  name: 'OperatorSetIdProto',
  fields: { domain: [1, 'string'], version: [2, 'int64'] },
};

export const MODEL: Message<ModelProto> = {
  name: 'ModelProto',
  fields: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, GRAPH],
    opsetImport: [8, OPERATOR_SET, 'repeated'],
  },
};
