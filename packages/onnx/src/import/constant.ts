import { sizeOf } from '@nonlin/core';
import type { Shape } from '@nonlin/core';
import { OnnxFormatError, OnnxUnsupportedError } from '../errors.ts';
import { DataType } from '../messages/messages.ts';
import type { TensorProto } from '../messages/messages.ts';

/** A tensor that a file holds, its elements as JavaScript numbers (int64 exactly, or the file is refused). */
export interface Constant {
  readonly kind: 'constant';
  readonly name: string;
  readonly shape: Shape;
  readonly data: Float32Array | readonly number[];
  /** Whether its elements are float32; shapes and axes are int64. */
  readonly float: boolean;
  /** Whether its elements are true or false, as 1 and 0. */
  readonly isTruth?: boolean;
  /** Given by the caller, whose tensors hold whole numbers too. */
  readonly isGiven?: true;
}

/** ONNX's numbers for kinds of elements, and what they are called. */
const NAMES: { readonly [dataType: number]: string } = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
};

export const nameOf = (dataType: number): string => NAMES[dataType] ?? `elements of kind ${dataType}`;

/** How the elements of a kind are read from bytes, and which field holds them otherwise. */
const KINDS = new Map<
  number,
  readonly [bytes: number, read: (view: DataView, at: number) => number, field: 'floatData' | 'int32Data' | 'int64Data']
>([
  [DataType.float, [4, (view, at) => view.getFloat32(at, true), 'floatData']],
  [DataType.int32, [4, (view, at) => view.getInt32(at, true), 'int32Data']],
  [DataType.int64, [8, (view, at) => Number(view.getBigInt64(at, true)), 'int64Data']],
  [DataType.bool, [1, (view, at) => view.getUint8(at), 'int32Data']],
]);

/**
 * The elements of a tensor in a file; nothing is made before the file has been seen to hold them all.
 * Throws an `OnnxFormatError` where it does not, an `OnnxUnsupportedError` for kinds that are no numbers here and for elements in another file.
 */
export function readConstant({
  name = '',
  dims = [],
  dataType = 0,
  rawData,
  externalData,
  dataLocation = 0,
  ...fields
}: TensorProto): Constant {
  const what = `the tensor ${JSON.stringify(name)}`;
  const kind = KINDS.get(dataType);
  if (kind === undefined) throw new OnnxUnsupportedError(`${what} holds ${nameOf(dataType)}; float32 is read, int64 as sizes`);
  if (dataLocation !== 0 || externalData !== undefined)
    throw new OnnxUnsupportedError(`${what} has its elements in another file; export the model with its weights inside`);
  const size = sizeOf(dims);
  if (!dims.every((dimension) => dimension >= 0) || !Number.isSafeInteger(size))
    throw new OnnxFormatError(`${what} has the shape [${dims.join(', ')}]`);
  const [bytes, read, field] = kind;
  const listed = fields[field] ?? [];
  const isTwice = FIELDS.some((other) => (fields[other]?.length ?? 0) > 0 && (rawData !== undefined || other !== field));
  if (isTwice) throw new OnnxFormatError(`${what} holds its elements more than once, or as another kind`);
  const held = rawData === undefined ? listed.length : rawData.length / bytes;
  if (held !== size) throw new OnnxFormatError(`${what} holds ${held} elements, its shape [${dims.join(', ')}] has ${size}`);
  const float = dataType === DataType.float;
  const data: number[] | Float32Array = float ? new Float32Array(size) : Array.from<number>({ length: size });
  const view = rawData && new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  for (let i = 0; i < size; i++) data[i] = view === undefined ? listed[i]! : read(view, i * bytes);
  if (!float && !data.every(Number.isSafeInteger)) throw new OnnxUnsupportedError(`${what} holds whole numbers beyond 2^53`);
  return { kind: 'constant', name, shape: dims, data, float, ...(dataType === DataType.bool && { isTruth: true }) };
}

const FIELDS = ['floatData', 'int32Data', 'int64Data', 'doubleData'] as const;
