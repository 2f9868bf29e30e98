import type { Tensor } from '@nonlin/core';
import { expectBytes, expectOptions } from '../expect.ts';
import { NpyError } from './npy-error.ts';
import { parseNpy } from './parse-npy.ts';
import { unzip } from './zip.ts';

export interface NpzOptions {
  /** How the file is called in errors. Default: `npz`. */
  readonly source?: string;
  /** Bytes of all arrays, unpacked, at most. Default: 2³⁰, one GiB. */
  readonly limit?: number;
}

/**
 * The arrays in an .npz file by name, as `numpy.savez` and `numpy.savez_compressed` write it.
 * Throws an `NpyError` as `parseNpy` does, with the field `zip` for an archive that is malformed, encrypted, holds files that
 * are no arrays, or unpacks to more than `limit`.
 */
export function parseNpz(bytes: Uint8Array, options: NpzOptions = {}): ReadonlyMap<string, Tensor> {
  expectBytes('parseNpz', bytes);
  expectOptions('parseNpz', options, ['source', 'limit']);
  const { source = 'npz', limit = 2 ** 30 } = options;
  if (!(limit >= 0)) throw new RangeError(`parseNpz: expected a limit of bytes, 0 or more, got ${String(limit)}`);
  const arrays = new Map<string, Tensor>();
  for (const entry of unzip(bytes, source, limit)) {
    const [, name] = /^(.+)\.npy$/s.exec(entry.name) ?? [];
    if (name === undefined)
      throw new NpyError(source, 'zip', `expected files with names that end in .npy, got ${JSON.stringify(entry.name)}`);
    if (arrays.has(name)) throw new NpyError(source, 'zip', `expected names that differ, got ${JSON.stringify(name)} twice`);
    arrays.set(name, parseNpy(entry.bytes, { source: `${source}, ${name}` }));
  }
  return arrays;
}
