import { Tensor } from '@nonlin/core';
import { InexactError } from './dtypes.ts';
import type { Entry } from './header.ts';
import { expectUnbroken, LENGTH_BYTES, LONGEST_HEADER, parseHeader } from './header.ts';
import { shorten } from './json.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** What a file holds. */
export interface SafetensorsFile {
  /** By name: an object without a prototype, so that no name means anything but its tensor. */
  readonly tensors: { readonly [name: string]: Tensor };
  /** The texts under `__metadata__`; none if there are none. */
  readonly metadata: { readonly [key: string]: string };
}

/** A web standard that every host has; neither the page's types nor Node's are among this package's. */
declare const TextDecoder: new (label: 'utf-8', options: { fatal: true; ignoreBOM: true }) => { decode(bytes: Uint8Array): string };

/**
 * The tensors and texts of a file's bytes: https://github.com/huggingface/safetensors, section Format.
 * F32, F16, BF16, F8_…, BOOL and integers are read exactly, F64 is rounded once; an element that float32 does not have, and the
 * dtypes F4, F6_… and C64, are refused. Makes at most four bytes for each byte of the file, and none before its header has been checked.
 *
 * Throws a `SafetensorsError` that names the cause for whatever the format does not allow: duplicate keys, holes and overlaps,
 * lengths that do not agree, text that is not UTF-8; a `TypeError` for what are not bytes.
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError(`readSafetensors: expected the bytes of a file, a Uint8Array, got ${typeof bytes}`);
  if (bytes.length < LENGTH_BYTES)
    throw new SafetensorsError(`readSafetensors: expected at least the ${LENGTH_BYTES} bytes of a header's length, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getBigUint64(0, true);
  if (stated > BigInt(LONGEST_HEADER))
    throw new SafetensorsError(`readSafetensors: the header claims ${stated} bytes; it may have ${LONGEST_HEADER}`);
  const start = LENGTH_BYTES + Number(stated);
  if (start > bytes.length)
    throw new SafetensorsError(
      `readSafetensors: the header claims ${stated} bytes; ${bytes.length - LENGTH_BYTES} follow, the file was cut short`,
    );

  const { entries, metadata } = parseHeader(decode(bytes.subarray(LENGTH_BYTES, start)));
  expectUnbroken(entries, bytes.length - start);
  const tensors = Object.create(null) as { [name: string]: Tensor };
  for (const entry of entries)
    tensors[entry.name] = read(entry, new DataView(view.buffer, view.byteOffset + start + entry.begin, entry.end - entry.begin));
  return { tensors, metadata };
}

function decode(header: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw new SafetensorsError('readSafetensors: the header is not UTF-8', { cause });
  }
}

function read({ name, dtype, dtypeName, shape, begin, end }: Entry, bytes: DataView): Tensor {
  if (dtype.read === undefined)
    throw new SafetensorsError(
      `readSafetensors: tensor ${shorten(name)} has the dtype ${dtypeName}, which nonlin does not read; save it as F32`,
    );
  try {
    return new Tensor(shape, dtype.read(bytes, ((end - begin) * 8) / dtype.bits));
  } catch (error) {
    if (!(error instanceof InexactError)) throw error;
    throw new SafetensorsError(`readSafetensors: tensor ${shorten(name)}, dtype ${dtypeName}: ${error.message}`);
  }
}
