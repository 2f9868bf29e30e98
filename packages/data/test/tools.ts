import { zipSync } from 'fflate';

/** An .npy file of version 1.0 with this header as it is. */
export function npy(header: string, elements: ArrayBufferView): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength),
  ]);
}

/** An archive of these files, deflated. */
export const npzOf = (files: { readonly [name: string]: Uint8Array }): Uint8Array => zipSync({ ...files }, { level: 9 });
