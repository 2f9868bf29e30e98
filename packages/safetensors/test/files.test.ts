import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readSafetensors, SafetensorsError, writeSafetensors } from '../src/index.ts';

// Files made by hand, each with what the format's text and its own library say of it (source and licence in the file).

interface Case {
  readonly name: string;
  readonly spec: 'accept' | 'reject' | 'unspecified';
  readonly reference: 'accept' | 'reject';
  readonly why: string;
  readonly b64: string;
  readonly tensors?: readonly Tensor[];
}

interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const { cases, writer } = JSON.parse(readFileSync(new URL('fixtures/files.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Case[];
  readonly writer: readonly { readonly name: string; readonly b64: string; readonly tensors: readonly Tensor[] }[];
};
const bytesOf = ({ b64 }: { readonly b64: string }): Uint8Array => new Uint8Array(Buffer.from(b64, 'base64'));

const accepted = cases.filter(({ spec, reference }) => spec === 'accept' && reference === 'accept');

/** What the error names. Whatever the text or the library refuses is refused. */
const causes: { readonly [name: string]: string } = {
  'bad-empty-file': "expected at least the 8 bytes of a header's length, got 0",
  'bad-len-short': 'expected "," or "}" in the header, got its end',
  'bad-len-2^53+1': 'the header claims 9007199254740993 bytes; it may have 100000000',
  'bad-len-2^63': 'the header claims 9223372036854775808 bytes; it may have 100000000',
  'bad-trailing-zip': '9 bytes after tensor "w" belong to no tensor',
  'bad-utf8': 'the header is not UTF-8',
  'bad-lone-surrogate-escape': 'a key of the header has half a surrogate pair',
  'lead-space': 'expected a header that begins with "{", got "  {',
  'bad-json-cut': 'expected "," or "}" in tensor "w", got its end',
  'dup-tensor-different': 'the header has the key "w" twice',
  'dup-tensor-escaped': 'the header has the key "w" twice',
  'dup-field': 'tensor "w" has the key "dtype" twice',
  'bad-begin-after-end': 'tensor "w" begins at byte 8 and ends before it, at 0',
  'bad-offset-exp': 'expected data_offsets of tensor "w", a whole number of 0 or more in digits, got "8e0]',
  'bad-offset-minus-zero': 'expected data_offsets of tensor "w", a whole number of 0 or more in digits, got "-0,8]',
  'bad-offset-string': 'expected data_offsets of tensor "w", a whole number of 0 or more in digits, got "\\"0\\"',
  'bad-offset-null': 'expected data_offsets of tensor "w", an array, got "null',
  'bad-offset-2^64': 'data_offsets of tensor "w" is "18446744073709551616", beyond 2⁵³ − 1',
  'bad-hole-start': 'bytes 0 to 4, between the header and tensor "a", belong to no tensor',
  'bad-zero-size-past-end': 'belong to no tensor',
  'bad-dtype-lower': 'tensor "w" has the unknown dtype "f32"',
  'bad-dtype-tostring': 'tensor "w" has the unknown dtype "toString"',
  'bad-shape-negative': 'expected the shape of tensor "w", a whole number of 0 or more in digits, got "-1,-2]',
  'bad-shape-scalar': 'expected the shape of tensor "w", an array, got "2,',
  'bad-shape-nested': 'expected the shape of tensor "w", a whole number of 0 or more in digits, got "[',
  'bad-shape-overflow': 'the shape of tensor "w" has more elements than a file can hold',
  'bad-shape-overflow-zero': 'the shape of tensor "w" has more elements than a file can hold',
  'bad-entry-null': 'expected tensor "w", an object, got "null',
  'bad-metadata-number': 'expected the metadata at "epoch", a text, got "3}',
  'bad-metadata-null-value': 'expected the metadata at "a", a text, got "null}',
};

describe('files', () => {
  it('are all judged', () => {
    expect(cases).toHaveLength(38);
    expect([...accepted.map(({ name }) => name), ...Object.keys(causes)].toSorted()).toEqual(cases.map(({ name }) => name).toSorted());
  });

  test.each(accepted)('$name is read: $why', (given) => {
    const { tensors } = readSafetensors(bytesOf(given));
    expect(Object.keys(tensors).toSorted()).toEqual(given.tensors!.map(({ name }) => name).toSorted());
    for (const { name, shape, values } of given.tensors!) {
      expect(tensors[name]!.shape).toEqual(shape);
      expect([...tensors[name]!.data]).toEqual(values);
    }
  });

  test.each(cases.filter(({ name }) => name in causes))('$name is refused: $why', (given) => {
    const read = (): unknown => readSafetensors(bytesOf(given));
    expect(read).toThrow(SafetensorsError);
    expect(read).toThrow(causes[given.name]!);
  });

  test.each(writer)('$name of the library itself: read, and written to the same bytes', (given) => {
    const { tensors } = readSafetensors(bytesOf(given));
    for (const { name, shape, values } of given.tensors) expect([tensors[name]!.shape, [...tensors[name]!.data]]).toEqual([shape, values]);
    expect(writeSafetensors(tensors)).toEqual(bytesOf(given));
  });

  it('gives metadata', () => {
    expect(readSafetensors(bytesOf(cases.find(({ name }) => name === 'ok-metadata')!)).metadata).toEqual({ format: 'pt', n: '1' });
  });
});
