import { DTYPES } from './dtypes.ts';
import type { Dtype } from './dtypes.ts';
import { JsonReader, shorten } from './json.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** Bytes of the length that a file begins with. */
export const LENGTH_BYTES = 8;

/** The most bytes of a header, as in the format's own library. */
export const LONGEST_HEADER = 100_000_000;

/** The key under which texts stand beside the tensors. */
export const METADATA = '__metadata__';

/** What a header says of a tensor. */
export interface Entry {
  readonly name: string;
  readonly dtypeName: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, and the one after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: { readonly [key: string]: string };
}

const error = (problem: string): SafetensorsError => new SafetensorsError(`readSafetensors: ${problem}`);

/** The header's text as what it says, each entry complete by itself. */
export function parseHeader(text: string): Header {
  const entries: Entry[] = [];
  const metadata = Object.create(null) as { [key: string]: string };
  if (!text.startsWith('{')) throw error(`expected a header that begins with "{", got ${shorten(text.slice(0, 20))}`);
  const json = new JsonReader(text);
  json.object('the header', (name) => {
    if (name !== METADATA) entries.push(parseEntry(json, name));
    else
      json.object(METADATA, (key) => {
        metadata[key] = json.string(`the metadata at ${shorten(key)}`);
      });
  });
  json.end();
  return { entries, metadata };
}

function parseEntry(json: JsonReader, name: string): Entry {
  const where = `tensor ${shorten(name)}`;
  let dtypeName: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  const wholes = (what: string): number[] => {
    const numbers: number[] = [];
    json.array(what, () => numbers.push(json.whole(what)));
    return numbers;
  };
  json.object(where, (field) => {
    if (field === 'dtype') dtypeName = json.string(`the dtype of ${where}`);
    else if (field === 'shape') shape = wholes(`the shape of ${where}`);
    else if (field === 'data_offsets') offsets = wholes(`data_offsets of ${where}`);
    else json.skip(`the field ${shorten(field)} of ${where}`); // the format's own library passes over it too
  });
  if (dtypeName === undefined || shape === undefined || offsets === undefined)
    throw error(`${where} has no ${dtypeName === undefined ? 'dtype' : shape === undefined ? 'shape' : 'data_offsets'}`);
  const dtype = DTYPES.get(dtypeName);
  if (dtype === undefined)
    throw error(`${where} has the unknown dtype ${shorten(dtypeName)}; the format has ${[...DTYPES.keys()].join(', ')}`);

  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2)
    throw error(`data_offsets of ${where} are ${offsets.length} numbers; expected two, its begin and end`);
  if (begin > end) throw error(`${where} begins at byte ${begin} and ends before it, at ${end}`);
  let bits = dtype.bits;
  for (const dimension of shape) {
    bits *= dimension;
    if (!Number.isSafeInteger(bits)) throw error(`the shape of ${where} has more elements than a file can hold`);
  }
  if (bits !== (end - begin) * 8)
    throw error(`${where} holds ${bits / 8} bytes by its dtype and shape, and ${end - begin} by its data_offsets [${begin}, ${end}]`);
  return { name, dtypeName, dtype, shape, begin, end };
}

/** Throws unless the tensors lie one after the other, without holes, from the first of `length` bytes to the last. */
export function expectUnbroken(entries: readonly Entry[], length: number): void {
  let [done, before] = [0, 'the header'];
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const where = `tensor ${shorten(name)}`;
    if (begin > done) throw error(`bytes ${done} to ${begin}, between ${before} and ${where}, belong to no tensor`);
    if (begin < done) throw error(`${where} begins at byte ${begin}, inside ${before}, which ends at ${done}`);
    [done, before] = [end, where];
  }
  if (done > length) throw error(`${before} ends at byte ${done}, but the file has ${length} bytes after its header; it was cut short`);
  if (done < length) throw error(`${length - done} bytes after ${before} belong to no tensor`);
}
