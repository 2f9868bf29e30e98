import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { MODEL } from './fields.ts';
import type { Message, Scalar } from './fields.ts';
import type { ModelProto } from './messages.ts';

/** The bytes of an ONNX file. Fields are written in the order of their tables; the same model gives the same bytes. */
export function encode(model: ModelProto): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeMessage(writer, MODEL, model);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, { fields }: Message, message: object): void {
  for (const [name, field] of Object.entries(fields)) {
    const [number, holds, repeated] = field;
    const value = (message as { readonly [name: string]: unknown })[name];
    if (value === undefined) continue;
    const entries = repeated === undefined ? [value] : (value as readonly unknown[]);
    if (typeof holds !== 'string') {
      for (const entry of entries) {
        writer.tag(number, WireType.LengthDelimited).fork();
        writeMessage(writer, holds, entry as object);
        writer.join();
      }
    } else if (repeated !== undefined && WIRE[holds] !== WireType.LengthDelimited) {
      // Numbers side by side, as ONNX packs them in tensors. (Its attributes are not declared packed; readers take both.)
      if (entries.length === 0) continue;
      writer.tag(number, WireType.LengthDelimited).fork();
      for (const entry of entries) writeScalar(writer, holds, entry);
      writer.join();
    } else
      for (const entry of entries) {
        writer.tag(number, WIRE[holds]);
        writeScalar(writer, holds, entry);
      }
  }
}

function writeScalar(writer: BinaryWriter, holds: Scalar, value: unknown): void {
  if (holds === 'string') writer.string(value as string);
  else if (holds === 'bytes') writer.bytes(value as Uint8Array);
  else writer[holds](value as number);
}

export const WIRE: { readonly [scalar in Scalar]: WireType } = {
  int32: WireType.Varint,
  int64: WireType.Varint,
  float: WireType.Bit32,
  double: WireType.Bit64,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
};
