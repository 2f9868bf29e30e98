import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, CsvError, encode, NpyError, parseCsv, parseNpy, parseNpz } from '../src/index.ts';

/** Every run is this one; a failure prints the path to its input. */
const SEED = 20_261_124;

/** Reads, or refuses with an error of the type expected in one line; any other error fails. */
function readOrRefuse(kind: typeof CsvError | typeof NpyError, read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    expect(error.message).toMatch(/^[^\n]{1,2000}$/);
    return false;
  }
}

const fixtures = JSON.parse(readFileSync(new URL('fixtures/arrays.json', import.meta.url), 'utf8')) as {
  readonly [group in 'arrays' | 'refused' | 'archives']: readonly { readonly base64: string }[];
};
const bytesOf = ({ base64 }: { readonly base64: string }): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

interface Edit {
  readonly kind: 'set' | 'insert' | 'delete' | 'cut' | 'repeat';
  /** From 0 to 1: where, of the length. */
  readonly place: number;
  readonly byte: number;
}

function edit(bytes: Uint8Array, { kind, place, byte }: Edit): Uint8Array {
  const at = Math.floor(place * bytes.length);
  const [before, after] = [[...bytes.subarray(0, at)], [...bytes.subarray(at)]];
  if (kind === 'cut') return Uint8Array.from(before);
  if (kind === 'insert') return Uint8Array.from([...before, byte, ...after]);
  if (kind === 'delete') return Uint8Array.from([...before, ...after.slice(1)]);
  if (kind === 'repeat') return Uint8Array.from([...before, ...after.slice(0, byte), ...after]);
  return Uint8Array.from([...before, byte, ...after.slice(1)]);
}

const edits = (meaningful: string): fc.Arbitrary<readonly Edit[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom('set', 'set', 'set', 'insert', 'delete', 'cut', 'repeat'),
      place: fc.oneof(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.constantFrom(0, 0.01, 0.99)),
      byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255, ...new TextEncoder().encode(meaningful))),
    }),
    { minLength: 1, maxLength: 6 },
  );

/** Counts, so that a run which never gets past the first byte is seen. */
function checked(
  runs: number,
  bytes: fc.Arbitrary<Uint8Array>,
  kind: typeof CsvError | typeof NpyError,
  read: (bytes: Uint8Array) => void,
): number {
  let reads = 0;
  fc.assert(
    fc.property(bytes, (bytes) => {
      if (readOrRefuse(kind, () => read(bytes))) reads++;
    }),
    { seed: SEED, numRuns: runs },
  );
  return reads;
}

const mutated = (files: readonly Uint8Array[], meaningful: string): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...files), edits(meaningful)).map(([file, edits]) => edits.reduce(edit, file));

const [arrays, archives] = [[...fixtures.arrays, ...fixtures.refused].map(bytesOf), fixtures.archives.map(bytesOf)];
const headerBytes = `{}()[],:'"TrueFalse<>|fiub12489 \n`;

describe('parseNpy', () => {
  const read = (bytes: Uint8Array): void => {
    const { size, data } = parseNpy(bytes);
    expect(data.length).toBe(size);
    expect(size).toBeLessThanOrEqual(bytes.length);
  };
  it('20,000 mutated files: read or refused', () =>
    expect(checked(20_000, mutated(arrays, headerBytes), NpyError, read)).toBeGreaterThan(200));
  it('10,000 random headers: read or refused', () => {
    const words = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      ',',
      ':',
      "'descr'",
      "'fortran_order'",
      "'shape'",
      "'<f4'",
      "'|u1'",
      'True',
      'False',
      '0',
      '1',
      '99999999999',
      ' ',
      '[',
      '-',
      '\\',
    );
    const header = fc.array(words, { maxLength: 20 }).map((words) => words.join(''));
    const whole = fc
      .record({ order: fc.constantFrom('True', 'False'), shape: fc.array(fc.nat(3), { maxLength: 5 }) })
      .map(({ order, shape }) => `{'descr': '|u1', 'fortran_order': ${order}, 'shape': (${shape.map((size) => `${size},`).join('')})}`);
    const file = fc
      .tuple(fc.oneof(header, whole), fc.nat(20))
      .map(([header, size]) =>
        Uint8Array.from([
          0x93,
          ...Buffer.from(`NUMPY\u0001\0`),
          header.length & 255,
          header.length >> 8,
          ...Buffer.from(header),
          ...new Uint8Array(size),
        ]),
      );
    expect(checked(10_000, file, NpyError, read)).toBeGreaterThan(100);
  });
  it('2,000 runs of random bytes: refused', () => expect(checked(2000, fc.uint8Array({ maxLength: 300 }), NpyError, read)).toBe(0));
});

describe('parseNpz', () => {
  const read = (bytes: Uint8Array): void => {
    for (const { size, data } of parseNpz(bytes, { limit: 2 ** 20 }).values()) expect(data.length).toBe(size);
  };
  it('10,000 mutated archives: read or refused', () =>
    expect(checked(10_000, mutated(archives, 'PK\u0001\u0002\u0003\u0004\u0005\u0006'), NpyError, read)).toBeGreaterThan(100));
  it('5,000 archives with a directory mutated: read or refused', () => {
    // Most of an archive is its files; this edits the last bytes, where sizes and places are.
    const ends = fc.tuple(fc.constantFrom(...archives), edits('\0')).map(([file, edits]) => {
      const directory = file.length - 160;
      return Uint8Array.from([...file.subarray(0, directory), ...edits.reduce(edit, file.subarray(directory))]);
    });
    expect(checked(5000, ends, NpyError, read)).toBeGreaterThan(20);
  });
  it('2,000 runs of random bytes: refused', () => expect(checked(2000, fc.uint8Array({ maxLength: 300 }), NpyError, read)).toBe(0));
});

describe('parseCsv, columnsOf and encode', () => {
  const read = (bytes: Uint8Array): void => {
    const table = parseCsv(bytes);
    const columns = columnsOf(table);
    expect(encode(table, columns).shape[0]).toBe(table.rows.length);
    for (const row of table.rows) expect(row).toHaveLength(table.names.length);
    for (const line of table.lines) expect(line).toBeGreaterThan(0);
  };
  const files = ['a,b,kind\n1,2.5,x\n-3,4e2,y\n', 'a;b\r\n"1";"x ""y"""\r\n\r\n2;z\r\n', '"a\nb",c\r1,2\r'].map((text) =>
    new TextEncoder().encode(text),
  );
  it('20,000 mutated files: read or refused', () =>
    expect(checked(20_000, mutated(files, ',;"\r\n\t 0.e-x'), CsvError, read)).toBeGreaterThan(1000));
  it('5,000 texts of what means something: read or refused', () => {
    const text = fc.array(fc.constantFrom(',', ',', '"', '\n', '\n', '\r', ' ', '1', '2', 'x', 'é', '\uFEFF', '\0'), { maxLength: 40 });
    expect(
      checked(
        5000,
        text.map((parts) => new TextEncoder().encode(parts.join(''))),
        CsvError,
        read,
      ),
    ).toBeGreaterThan(20);
  });
  it('5,000 runs of random bytes: read or refused', () => {
    checked(5000, fc.uint8Array({ maxLength: 200 }), CsvError, read);
  });
});
