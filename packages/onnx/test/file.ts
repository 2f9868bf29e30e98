import { encode } from '../src/messages/encode.ts';
import type { AttributeProto, NodeProto, TensorProto, ValueInfoProto } from '../src/messages/messages.ts';

/** A float32 tensor that a file holds. */
export const held = (name: string, dims: readonly number[], data: ArrayLike<number>): TensorProto => ({
  name,
  dims,
  dataType: 1,
  rawData: new Uint8Array(Float32Array.from(data).buffer),
});

/** Whole numbers that a file holds. */
export const whole = (name: string, data: readonly number[]): TensorProto => ({ name, dims: [data.length], dataType: 7, int64Data: data });

/** Numbers from −1 to 1 that look like weights; the same for the same count. */
export const weights = (count: number, seed = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) % 1);

/** `node('Gemm', 'x w b', 'y', { transB: 1 })`: whole numbers are ints, others floats, lists ints. */
export function node(
  opType: string,
  input: string,
  output: string,
  settings: { readonly [name: string]: number | string | readonly number[] | TensorProto } = {},
  more: Partial<NodeProto> = {},
): NodeProto {
  const attribute = Object.entries(settings).map(([name, value]): AttributeProto => {
    if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
    if (typeof value === 'number')
      return Number.isInteger(value) && !FLOATS.has(name) ? { name, i: value, type: 2 } : { name, f: value, type: 1 };
    return Array.isArray(value) ? { name, ints: value as number[], type: 7 } : { name, t: value as TensorProto, type: 4 };
  });
  const names = (text: string): string[] => (text === '' ? [] : text.split(' ').map((name) => (name === '_' ? '' : name)));
  return { opType, input: names(input), output: names(output), attribute, ...more };
}

const FLOATS = new Set(['alpha', 'beta', 'gamma', 'bias', 'lambd', 'ratio', 'min', 'max', 'value_float']);

export const value = (name: string, shape: readonly (number | string)[] | undefined, elemType = 1): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType,
      ...(shape && { shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size })) } }),
    },
  },
});

/** A file from its parts: rows `x` in, `y` out. */
export const file = (
  input: readonly (number | string)[] | undefined,
  initializer: readonly TensorProto[],
  nodes: readonly NodeProto[],
  { opset = 20, irVersion = 8 }: { opset?: number; irVersion?: number } = {},
): Uint8Array =>
  encode({
    irVersion,
    opsetImport: [{ domain: '', version: opset }],
    graph: { name: 'test', node: nodes, initializer, input: [value('x', input)], output: [value('y', undefined)] },
  });
