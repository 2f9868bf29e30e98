/**
 * The messages of an ONNX file, as far as models are made of them here. Names are those of `onnx.proto`, in camel case;
 * the numbers of their fields stand in `fields.ts`.
 */

/** A whole file. */
export interface ModelProto {
  /** Version of the file format itself. */
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetIdProto[];
}

/** Which operators a model may use: the set's domain ('' is ONNX's own) and its version. */
export interface OperatorSetIdProto {
  readonly domain?: string;
  readonly version?: number;
}

/** Nodes in the order in which they can be computed, and what goes in and comes out. */
export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  /** Constants whose zeros are left out: read only to be refused. */
  readonly sparseInitializer?: readonly Uint8Array[];
}

/** An operator on named values. An empty name stands for an input or output that is left out. */
export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly domain?: string;
}

/** A setting of an operator. `type` says which field holds it (`AttributeType`). */
export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly type?: number;
}

export const AttributeType = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** A constant tensor, its elements in row-major order. */
export interface TensorProto {
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly name?: string;
  /** The elements' bytes, little-endian: the usual place. */
  readonly rawData?: Uint8Array;
  readonly doubleData?: readonly number[];
  /** Elements in a file of their own: read only to be refused. */
  readonly externalData?: readonly Uint8Array[];
  readonly dataLocation?: number;
}

/** Kinds of elements, by ONNX's numbers. */
export const DataType = { float: 1, int32: 6, int64: 7, bool: 9, double: 11 } as const;

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
}

export interface TypeProto {
  /** Absent: not a tensor (a sequence, a map, …). */
  readonly tensorType?: TensorTypeProto;
}

export interface TensorTypeProto {
  readonly elemType?: number;
  /** Absent: any number of dimensions. */
  readonly shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

/** A size, or the name of a size that is known when the model runs, or neither. */
export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
}
