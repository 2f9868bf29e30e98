import type { Tensor } from '@nonlin/core';
import { expectBytes, expectOptions } from '../expect.ts';
import { NpyError } from './npy-error.ts';
import { elementsOf, parseNpy } from './parse-npy.ts';
import { unzip } from './zip.ts';

export interface NpzOptions {
  /** How the file is called in errors. Default: `npz`. */
  readonly source?: string;
  /**
   * Bytes of all arrays at most, unpacked, and as float32, of which `|u1` makes four from each. Default: 2²⁸, 256 MiB, or 64 for each of
   * the file's where that is more.
   * Memory peaks at some 2.3 times the limit, beside the file: the arrays, the bytes of one, and that one again where its order is Fortran's.
   */
  readonly limit?: number;
}

/**
 * The arrays in an .npz file by name, as `numpy.savez` and `numpy.savez_compressed` write it.
 * Throws an `NpyError` as `parseNpy` does, with the field `zip` for an archive that is malformed, encrypted, holds files that
 * are no arrays, or unpacks to more than `limit`; the elements of an array are made only where they fit.
 */
export function parseNpz(bytes: Uint8Array, options: NpzOptions = {}): ReadonlyMap<string, Tensor> {
  expectBytes('parseNpz', bytes);
  expectOptions('parseNpz', options, ['source', 'limit']);
  const { source = 'npz', limit = Math.max(2 ** 28, 64 * bytes.length) } = options;
  if (!(limit >= 0)) throw new RangeError(`parseNpz: expected a limit of bytes, 0 or more, got ${String(limit)}`);
  const arrays = new Map<string, Tensor>();
  let made = 0;
  for (const entry of unzip(bytes, source, limit)) {
    const [, name] = /^(.+)\.npy$/s.exec(entry.name) ?? [];
    if (name === undefined)
      throw new NpyError(source, 'zip', `expected files with names that end in .npy, got ${JSON.stringify(entry.name)}`);
    if (arrays.has(name)) throw new NpyError(source, 'zip', `expected names that differ, got ${JSON.stringify(name)} twice`);
    const from = `${source}, ${name}`;
    made += 4 * elementsOf(entry.bytes, from);
    if (made > limit)
      throw new NpyError(
        source,
        'zip',
        `expected at most ${limit} bytes of float32 in all arrays, got ${made}; raise limit if you trust the file`,
      );
    arrays.set(name, parseNpy(entry.bytes, { source: from }));
  }
  return arrays;
}
