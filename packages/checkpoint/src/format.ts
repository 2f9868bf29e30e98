import { createHash } from 'node:crypto';
import type { State, Tensor } from '@nonlin/core';
import { readSafetensors, SafetensorsError, writeSafetensors } from '@nonlin/safetensors';
import { CheckpointError } from './checkpoint-error.ts';

const FORMAT = 'nonlin-checkpoint';

/** Raised when an older reader would read a file wrongly. */
const VERSION = 1;

/** Between the group and the name of a tensor: `parameters/0.weight`, `velocity/0.weight`. */
const SEPARATOR = '/';

type Texts = { readonly [key: string]: string };

/** A checkpoint as a safetensors file: a tensor for each weight and each thing that the optimizer remembers of it, and texts. */
export function encode(state: State<Tensor>, texts: Texts): Uint8Array {
  const tensors: { [name: string]: Tensor } = {};
  for (const [group, named] of Object.entries(state)) {
    if (group.includes(SEPARATOR))
      throw new CheckpointError(`saveCheckpoint: the optimizer remembers ${shorten(group)}; give that slot a name without "/"`);
    for (const [name, tensor] of Object.entries(named)) tensors[`${group}${SEPARATOR}${name}`] = tensor;
  }
  const all = { ...texts, format: FORMAT, version: String(VERSION) };
  return writeSafetensors(tensors, { ...all, sha256: checksum(tensors, all) });
}

/** Throws a `CheckpointError` for bytes that are no checkpoint of this version, or not the ones written. */
export function decode(where: string, bytes: Uint8Array): { state: State<Tensor>; texts: Texts } {
  const { tensors, metadata } = read(where, bytes);
  const { sha256, ...texts } = metadata;
  if (texts['format'] !== FORMAT)
    throw new CheckpointError(`${where}: expected a file that saveCheckpoint wrote, got another safetensors file`);
  if (texts['version'] !== String(VERSION))
    throw new CheckpointError(
      `${where}: the file has version ${shorten(texts['version'])}, this package reads version ${VERSION}; update @nonlin/checkpoint`,
    );
  if (sha256 !== checksum(tensors, texts))
    throw new CheckpointError(`${where}: the file is damaged: its contents are not those of its checksum`);
  const state: { [group: string]: { [name: string]: Tensor } } = Object.create(null) as {};
  for (const [full, tensor] of Object.entries(tensors)) {
    const end = full.indexOf(SEPARATOR);
    if (end < 0) throw new CheckpointError(`${where}: the file is damaged: the tensor ${shorten(full)} is of no group`);
    const group = (state[full.slice(0, end)] ??= Object.create(null) as {});
    group[full.slice(end + SEPARATOR.length)] = tensor;
  }
  return { state, texts };
}

function read(where: string, bytes: Uint8Array): ReturnType<typeof readSafetensors> {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new CheckpointError(`${where}: the file is no checkpoint, or damaged: ${error.message}`, { cause: error });
  }
}

/** SHA-256 of names, shapes, elements and texts. */
function checksum(tensors: { readonly [name: string]: Tensor }, texts: Texts): string {
  const hash = createHash('sha256');
  const byName = <T>(named: { readonly [name: string]: T }): [string, T][] =>
    Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify(byName(texts)));
  for (const [name, { shape, data }] of byName(tensors)) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** A text of the file for a message. */
export const shorten = (text: string | undefined): string =>
  text === undefined ? 'none' : JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 80)}…`);
