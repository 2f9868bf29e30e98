import { open } from 'node:fs/promises';

/** A whole file, of any size: in pieces, since Node reads at most 2 GiB at once. */
export async function readWhole(path: string, piece: number = 2 ** 30): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, Math.min(piece, size - at), at);
      if (bytesRead === 0) break; // cut meanwhile
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}
