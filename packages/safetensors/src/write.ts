import { Tensor } from '@nonlin/core';
import { LENGTH_BYTES, LONGEST_HEADER, METADATA } from './header.ts';
import { shorten } from './json.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** A web standard that every host has; neither the page's types nor Node's are among this package's. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/**
 * A file's bytes: the tensors as F32, to the bit, in the order of their names, and texts beside them.
 * Data begins at a multiple of 8 bytes, as the format's own library has it; the bytes are the same as that library's.
 * Throws a `SafetensorsError` for a name that is `__metadata__` or not well-formed text, a `TypeError` for what is not a tensor or text.
 */
export function writeSafetensors(
  tensors: { readonly [name: string]: Tensor },
  metadata: { readonly [key: string]: string } = {},
): Uint8Array<ArrayBuffer> {
  const header = new Map<string, unknown>();
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text !== 'string') throw new TypeError(`writeSafetensors: expected a text as metadata ${shorten(key)}, got ${typeof text}`);
    expectText(key, 'the metadata key');
    expectText(text, `the metadata at ${shorten(key)},`);
  }
  if (Object.keys(metadata).length > 0) header.set(METADATA, metadata);

  const named = Object.entries(tensors).toSorted(([a], [b]) => byCodePoints(a, b));
  let length = 0;
  for (const [name, tensor] of named) {
    if (!(tensor instanceof Tensor)) throw new TypeError(`writeSafetensors: expected a tensor as ${shorten(name)}, got ${typeof tensor}`);
    if (name === METADATA)
      throw new SafetensorsError(`writeSafetensors: the name ${METADATA} is the format's own; give the tensor another`);
    expectText(name, 'the name');
    const end = length + 4 * tensor.size;
    header.set(name, { dtype: 'F32', shape: tensor.shape, data_offsets: [length, end] });
    length = end;
  }

  // Names as JSON, one by one: an object would reorder those that look like indices.
  const members = [...header].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const text = new TextEncoder().encode(`{${members.join(',')}}`);
  const start = LENGTH_BYTES + Math.ceil(text.length / 8) * 8;
  if (start - LENGTH_BYTES > LONGEST_HEADER)
    throw new SafetensorsError(`writeSafetensors: names and shapes take ${text.length} bytes; a header may have ${LONGEST_HEADER}`);

  const bytes = new Uint8Array(start + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - LENGTH_BYTES), true);
  bytes.set(text, LENGTH_BYTES);
  bytes.fill(0x20, LENGTH_BYTES + text.length, start);
  let place = start;
  for (const [, { data }] of named) {
    const bits = new Uint32Array(data.buffer, data.byteOffset, data.length); // as a number, a NaN could lose its bits
    for (let i = 0; i < bits.length; i++, place += 4) view.setUint32(place, bits[i]!, true);
  }
  return bytes;
}

function expectText(text: string, what: string): void {
  if (!text.isWellFormed())
    throw new SafetensorsError(`writeSafetensors: ${what} ${shorten(text)} has half a surrogate pair, which UTF-8 lacks`);
}

/** The order of their UTF-8 bytes, which is that of code points; JavaScript compares halves of pairs. */
function byCodePoints(a: string, b: string): number {
  const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [left.next().value?.codePointAt(0) ?? -1, right.next().value?.codePointAt(0) ?? -1];
    if (x !== y) return x - y;
    if (x === -1) return 0;
  }
}
