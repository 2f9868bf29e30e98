import { inflateSync } from 'fflate';
import { crc32 } from './crc32.ts';
import { NpyError } from './npy-error.ts';

/** A file in an archive. */
interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const [END, DIRECTORY, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_SIZE, DIRECTORY_SIZE, LOCAL_SIZE] = [22, 46, 30];
const LONGEST_COMMENT = 65535;

/** Bytes that one byte of deflate can stand for at most (zlib's technical notes). */
const MOST_RATIO = 1032;

/**
 * The files of a zip archive, from its central directory (APPNOTE 6.3, stored and deflated, below 4 GiB).
 * fflate's own `unzipSync` trusts what the directory says: it allocates the size stated, and its search for a zip64 field
 * that is not there does not end. Here every size is held against the bytes there are before anything is allocated,
 * and the checksum against what came out. Throws an `NpyError`.
 */
export function* unzip(bytes: Uint8Array, source: string, limit: number): Generator<Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wrong = (problem: string): NpyError => new NpyError(source, 'zip', problem);
  const end = endOf(view);
  if (end < 0) throw wrong('expected an archive as numpy.savez writes it, got no end of a zip directory');
  const [count, size, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (count === 0xffff || start === 0xffffffff) throw wrong('expected less than 4 GiB and 65535 files, got zip64');
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
    throw wrong('expected an archive in one piece, got one of several');
  if (start + size > end || count * DIRECTORY_SIZE > size)
    throw wrong(`expected a directory of ${count} files before byte ${end}, got none`);

  let at = start;
  let [packedSoFar, unpackedSoFar] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (at + DIRECTORY_SIZE > end || view.getUint32(at, true) !== DIRECTORY)
      throw wrong(`expected entry ${i + 1} of ${count} at byte ${at}`);
    const [flags, method, checksum] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    const [packed, unpacked, local] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true), view.getUint32(at + 42, true)];
    const [nameLength, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + DIRECTORY_SIZE, Math.min(end, at + DIRECTORY_SIZE + nameLength)));
    at += DIRECTORY_SIZE + nameLength + extra + comment;

    const where = JSON.stringify(name.slice(0, 60));
    if ((flags & 1) !== 0) throw wrong(`${where} is encrypted; save it without a password`);
    if (method !== 0 && method !== 8) throw wrong(`${where}: expected stored or deflated bytes, got compression method ${method}`);
    if (packed === 0xffffffff || unpacked === 0xffffffff || local === 0xffffffff)
      throw wrong(`${where}: expected less than 4 GiB, got zip64`);
    if (local + LOCAL_SIZE > start || view.getUint32(local, true) !== LOCAL)
      throw wrong(`${where}: expected its bytes at ${local}, got none`);
    const from = local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (from + packed > start) throw wrong(`${where}: expected ${packed} bytes at ${from}, got ${Math.max(0, start - from)}`);
    packedSoFar += packed;
    if (packedSoFar > bytes.length) throw wrong('expected files one after the other, got some that share their bytes');
    if (method === 0 ? unpacked !== packed : unpacked > packed * MOST_RATIO)
      throw wrong(`${where}: ${packed} bytes cannot hold the ${unpacked} that the directory states`);
    unpackedSoFar += unpacked;
    if (unpackedSoFar > limit)
      throw wrong(`expected at most ${limit} bytes in all files, got ${unpackedSoFar}; raise limit if you trust the file`);

    const content =
      method === 0 ? bytes.subarray(from, from + packed) : inflated(bytes.subarray(from, from + packed), unpacked, wrong, where);
    if (content.length !== unpacked || crc32(content) !== checksum) throw wrong(`${where}: its bytes are damaged, their checksum differs`);
    yield { name, bytes: content };
  }
}

function inflated(packed: Uint8Array, size: number, wrong: (problem: string) => NpyError, where: string): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw wrong(`${where}: its bytes cannot be inflated: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where the end record stands, before a comment that reaches to the end of the file; −1 where there is none. */
function endOf(view: DataView): number {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  return -1;
}
