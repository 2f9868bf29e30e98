import { tensor } from '@nonlin/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSafetensors, SafetensorsError, writeSafetensors } from '../src/index.ts';
import { file } from './tools.ts';

/** Every run is this one; a failure prints the path to its input. */
const SEED = 20_261_124;

/** The tensors of the bytes, or nothing where they are refused; any other error, and more elements than bytes, fails. */
function readOrRefuse(bytes: Uint8Array): ReturnType<typeof readSafetensors> | undefined {
  try {
    const file = readSafetensors(bytes);
    const elements = Object.values(file.tensors).reduce((sum, { size }) => sum + size, 0);
    expect(elements).toBeLessThanOrEqual(bytes.length);
    return file;
  } catch (error) {
    expect(error).toBeInstanceOf(SafetensorsError);
    expect((error as Error).message).toMatch(/^readSafetensors: [^\n]{1,600}$/);
    return undefined;
  }
}

const valid = writeSafetensors(
  {
    '0.weight': tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    '0.bias': tensor([1, 2, 3]),
    empty: tensor([], [0]),
    scalar: tensor(1),
    'é😀': tensor([7]),
  },
  { format: 'nonlin', 'a "quote"': '\\ and \n' },
);
const headerLength = Number(new DataView(valid.buffer).getBigUint64(0, true));

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

/** Bytes that mean something to JSON come up often. */
const byte = fc.oneof(fc.nat(255), fc.constantFrom(...new TextEncoder().encode('{}[]",:\\0123456789-.eEu nulltrue')));
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'set', 'insert', 'delete', 'cut', 'repeat'),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte,
  }),
  { minLength: 1, maxLength: 6 },
) as fc.Arbitrary<Edit[]>;

describe(`readSafetensors on bytes from seed ${SEED}: tensors or a SafetensorsError of one line, no more elements than bytes`, () => {
  it('10,000 files of random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readOrRefuse(bytes)).toBeUndefined();
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });

  it('20,000 files with one to six edits anywhere', () => {
    let refused = 0;
    fc.assert(
      fc.property(edits, (edits) => {
        if (readOrRefuse(edits.reduce(edit, valid)) === undefined) refused++;
      }),
      { seed: SEED, numRuns: 20_000 },
    );
    // Edits of data, and few of them in names, leave a file that is well-formed.
    expect(refused).toBeGreaterThan(10_000);
    expect(refused).toBeLessThan(20_000);
  });

  it('20,000 files with edits in the header and a length that agrees', () => {
    const header = valid.subarray(8, 8 + headerLength);
    const data = valid.subarray(8 + headerLength);
    fc.assert(
      fc.property(edits, (edits) => {
        const edited = edits.reduce(edit, Uint8Array.from(header));
        const bytes = new Uint8Array([...new Uint8Array(8), ...edited, ...data]);
        new DataView(bytes.buffer).setBigUint64(0, BigInt(edited.length), true);
        readOrRefuse(bytes);
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  it('5,000 headers of random JSON', () => {
    const keys = fc.oneof(fc.string(), fc.constantFrom('dtype', 'shape', 'data_offsets', '__metadata__', '__proto__'));
    const leaf = fc.oneof(
      fc.constantFrom('F32', 'U8', 'BOOL', 'C64', 'F4'),
      fc.nat(),
      fc.maxSafeInteger(),
      fc.double(),
      fc.string(),
      fc.constantFrom(null, true),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(keys, value, { maxKeys: 4 }), fc.uint8Array({ maxLength: 16 }), (header, data) => {
        readOrRefuse(file(JSON.stringify(header), data));
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  it('every length that is a lie, without memory for what it claims', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (const claimed of [
      0n,
      1n,
      BigInt(headerLength) - 1n,
      BigInt(headerLength) + 1n,
      2n ** 26n,
      10n ** 8n,
      10n ** 8n + 1n,
      2n ** 32n,
      2n ** 53n,
      2n ** 64n - 1n,
    ]) {
      const bytes = Uint8Array.from(valid);
      new DataView(bytes.buffer).setBigUint64(0, claimed, true);
      expect(readOrRefuse(bytes), String(claimed)).toBeUndefined();
    }
    for (const claimed of [2 ** 20, 2 ** 30, 2 ** 40, 2 ** 50]) {
      const bytes = file(`{"a":{"dtype":"F32","shape":[${claimed / 4}],"data_offsets":[0,${claimed}]}}`, new Uint8Array(8));
      expect(readOrRefuse(bytes), String(claimed)).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 19);
  });

  it('every beginning of a file is refused', () => {
    for (let length = 0; length < valid.length; length++) expect(readOrRefuse(valid.subarray(0, length)), String(length)).toBeUndefined();
    expect(readOrRefuse(valid)).toBeDefined();
  });
});
