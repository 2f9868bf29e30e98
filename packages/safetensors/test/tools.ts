/** A file of a header's text and data. */
export function file(header: string, data: readonly number[] | Uint8Array = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** A file of one tensor w. */
export const one = (dtype: string, shape: readonly number[], data: readonly number[] | Uint8Array): Uint8Array =>
  file(JSON.stringify({ w: { dtype, shape, data_offsets: [0, data.length] } }), data);
