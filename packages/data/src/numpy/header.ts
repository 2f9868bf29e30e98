import { NpyError } from './npy-error.ts';

/** What the header of an .npy file says. */
export interface Header {
  /** The element type, as NumPy writes it: `<f4`. */
  readonly descr: string;
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly offset: number;
}

const MAGIC = '\u0093NUMPY';

/** Dimensions of a NumPy array at most. */
const MOST_DIMENSIONS = 64;

/**
 * Reads magic, version (1.0, 2.0 or 3.0) and the header, a Python dictionary of exactly descr, fortran_order and shape.
 * The format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html, and NEP 1.
 */
export function readHeader(bytes: Uint8Array, source: string): Header {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new NpyError(source, 'magic', `expected a file that begins with \\x93NUMPY, got ${JSON.stringify(magic)}`);
  const [major = NaN, minor = NaN] = bytes.subarray(6, 8);
  if (!(major >= 1 && major <= 3 && minor === 0))
    throw new NpyError(
      source,
      'version',
      `expected 1.0, 2.0 or 3.0, got ${Number.isNaN(minor) ? 'the end of the file' : `${major}.${minor}`}`,
    );
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw new NpyError(source, 'header', 'expected its length, got the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const offset = start + length;
  if (offset > bytes.length)
    throw new NpyError(source, 'header', `expected the ${length} bytes that it says it has, got ${bytes.length - start}`);
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, offset));
  return { ...parseDictionary(text, source), offset };
}

const TOKEN = /\s*(?:'(?<single>[^'\\]*)'|"(?<double>[^"\\]*)"|(?<word>[A-Za-z]+)|(?<number>\d+)L?|(?<mark>[{}()[\],:]))/y;

function parseDictionary(text: string, source: string): Omit<Header, 'offset'> {
  let position = 0;
  const next = (): { readonly kind: string; readonly text: string } => {
    TOKEN.lastIndex = position;
    const groups = TOKEN.exec(text)?.groups;
    const found = Object.entries(groups ?? {}).find((entry): entry is [string, string] => entry[1] !== undefined);
    if (found === undefined) return { kind: 'end', text: '' };
    position = TOKEN.lastIndex;
    return { kind: found[0] === 'single' || found[0] === 'double' ? 'string' : found[0], text: found[1] };
  };
  const refuse = (field: string, expected: string): never => {
    const found = text.slice(position).trim().slice(0, 20);
    throw new NpyError(source, field, `expected ${expected}, got ${found === '' ? 'the end of the header' : JSON.stringify(found)}`);
  };
  /** Reads a mark if it is the next one. */
  const sees = (mark: string): boolean => {
    const before = position;
    const token = next();
    if (token.kind === 'mark' && token.text === mark) return true;
    position = before;
    return false;
  };
  const read = (field: string, kind: string, expected: string): string => {
    const before = position;
    const token = next();
    if (token.kind === kind) return token.text;
    position = before;
    return refuse(field, expected);
  };

  const readers = {
    descr: (): string => {
      if (sees('[')) throw new NpyError(source, 'descr', 'expected one type of element, got a structured one; save each field by itself');
      return read('descr', 'string', "a type as '<f4'");
    },
    fortran_order: (): boolean => {
      const before = position;
      const word = read('fortran_order', 'word', 'True or False');
      if (word === 'True' || word === 'False') return word === 'True';
      position = before;
      return refuse('fortran_order', 'True or False');
    },
    shape: (): readonly number[] => {
      if (!sees('(')) refuse('shape', 'a tuple as (3, 4)');
      const shape: number[] = [];
      while (!sees(')')) {
        if (shape.length === MOST_DIMENSIONS) refuse('shape', `at most ${MOST_DIMENSIONS} dimensions`);
        const size = Number(read('shape', 'number', 'a whole number of at least 0'));
        if (!Number.isSafeInteger(size)) throw new NpyError(source, 'shape', `expected dimensions below 2^53, got ${size}`);
        shape.push(size);
        if (sees(',')) continue;
        // (3) is a number in Python, not a tuple.
        if (shape.length === 1) refuse('shape', "a ',' after the only dimension");
        if (sees(')')) break;
        refuse('shape', "',' or ')'");
      }
      return shape;
    },
  };

  const found: { descr?: string; fortran_order?: boolean; shape?: readonly number[] } = {};
  if (!sees('{')) refuse('header', "a dictionary that begins with '{'");
  while (!sees('}')) {
    const key = read('header', 'string', 'descr, fortran_order or shape');
    if (!Object.hasOwn(readers, key))
      throw new NpyError(source, 'header', `expected descr, fortran_order and shape alone, got ${JSON.stringify(key.slice(0, 40))}`);
    const field = key as keyof typeof readers;
    if (Object.hasOwn(found, field)) throw new NpyError(source, field, 'expected it once, got it twice');
    if (!sees(':')) refuse(field, "':'");
    Object.assign(found, { [field]: readers[field]() });
    if (sees(',')) continue;
    if (sees('}')) break;
    refuse('header', "',' or '}'");
  }
  if (text.slice(position).trim() !== '') refuse('header', 'nothing but spaces after the dictionary');
  const { descr, fortran_order: fortranOrder, shape } = found;
  if (descr === undefined || fortranOrder === undefined || shape === undefined) {
    const missing = ['descr', 'fortran_order', 'shape'].filter((field) => !Object.hasOwn(found, field));
    throw new NpyError(source, missing[0]!, 'expected it in the header, got none');
  }
  return { descr, fortranOrder, shape };
}
