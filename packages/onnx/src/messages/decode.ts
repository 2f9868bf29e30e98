import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { OnnxFormatError } from '../errors.ts';
import { WIRE } from './encode.ts';
import { MODEL } from './fields.ts';
import type { Field, Message, Scalar } from './fields.ts';
import type { ModelProto } from './messages.ts';

/**
 * The messages in the bytes of an ONNX file. What it makes is at most as large as the bytes are many, times a constant;
 * byte fields share the file's memory. Throws an `OnnxFormatError` for bytes that are no such file, and for a file of which
 * there is more than a thousand parts and one for each 8 bytes: messages and byte fields, which take far more memory than bytes.
 */
export function decode(bytes: Uint8Array): ModelProto {
  try {
    return readMessage(new BinaryReader(bytes), MODEL, bytes.length, new Parts(bytes.length));
  } catch (error) {
    if (error instanceof OnnxFormatError) throw error;
    // The library's own errors: an end inside a value, a field number of 0, text that is not UTF-8.
    throw new OnnxFormatError(`it breaks off or is damaged (${(error as Error).message})`);
  }
}

/** How many messages and byte fields there may be; a node of one operator takes some 14 bytes. */
class Parts {
  #left: number;

  constructor(bytes: number) {
    this.#left = 1000 + bytes / 8;
  }

  take(): void {
    this.#left--;
    if (this.#left < 0) throw new OnnxFormatError('it has more parts than a file of its size can use, most of them empty');
  }
}

function readMessage(reader: BinaryReader, message: Message, end: number, parts: Parts): object {
  parts.take();
  const fields = byNumber(message);
  const read: { [name: string]: unknown } = {};
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const found = fields.get(number);
    if (found === undefined) {
      reader.skip(wire, number);
      continue;
    }
    const [name, [, holds, repeated]] = found;
    const entries = (repeated === undefined ? [] : (read[name] ??= [])) as unknown[];
    if (typeof holds !== 'string') {
      expectWire(message, name, wire, WireType.LengthDelimited);
      const length = endOf(reader, end, message, name);
      entries.push(readMessage(reader, holds, length, parts));
    } else if (repeated !== undefined && wire === WireType.LengthDelimited && WIRE[holds] !== WireType.LengthDelimited) {
      const stop = endOf(reader, end, message, name);
      while (reader.pos < stop) entries.push(readScalar(reader, holds));
      if (reader.pos !== stop) throw new OnnxFormatError(`${message.name}.${name} does not end where it says`);
    } else {
      expectWire(message, name, wire, WIRE[holds]);
      if (holds === 'bytes') parts.take();
      entries.push(readScalar(reader, holds));
    }
    if (repeated !== undefined) continue;
    // Of a number that comes twice the last one counts, as protobuf has it; messages would be merged, which no writer of models does.
    if (typeof holds !== 'string' && read[name] !== undefined) throw new OnnxFormatError(`a ${message.name} has two of ${name}`);
    read[name] = entries[0];
  }
  if (reader.pos !== end) throw new OnnxFormatError(`a ${message.name} does not end where it says`);
  return read;
}

/** Where a value of a stated length ends; it must not end after what it is part of. */
function endOf(reader: BinaryReader, end: number, message: Message, name: string): number {
  const stop = reader.uint32() + reader.pos;
  if (stop > end) throw new OnnxFormatError(`${message.name}.${name} is longer than what it is part of`);
  return stop;
}

function expectWire(message: Message, name: string, got: WireType, expected: WireType): void {
  if (got !== expected) throw new OnnxFormatError(`${message.name}.${name} has the wire type ${got} instead of ${expected}`);
}

function readScalar(reader: BinaryReader, holds: Scalar): unknown {
  if (holds === 'string') return reader.string(true);
  if (holds !== 'int64') return reader[holds]();
  const value = Number(reader.int64());
  if (!Number.isSafeInteger(value)) throw new OnnxFormatError(`it holds the whole number ${value}, beyond 2^53`);
  return value;
}

const tables = new WeakMap<Message, ReadonlyMap<number, readonly [name: string, field: Field]>>();

function byNumber(message: Message): ReadonlyMap<number, readonly [name: string, field: Field]> {
  let table = tables.get(message);
  if (table === undefined) {
    const rows = Object.entries<Field>(message.fields);
    tables.set(message, (table = new Map(rows.map(([name, field]) => [field[0], [name, field]]))));
  }
  return table;
}
