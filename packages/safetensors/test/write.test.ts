import { Tensor, tensor, zeros } from '@nonlin/core';
import { describe, expect, it, test } from 'vitest';
import { readSafetensors, SafetensorsError, writeSafetensors } from '../src/index.ts';

describe('writeSafetensors', () => {
  it('is read back to the bit, in every shape', () => {
    const bits = new Uint32Array([0x7fc12345, 0xffa00001, 0x80000000, 0x00000001]);
    const tensors = {
      odd: new Tensor([2, 2], new Float32Array(bits.buffer)),
      scalar: tensor(1.5),
      empty: zeros([0, 3]),
      '0.weight': tensor([[1, 2]]),
    };
    const metadata = { 'a "key"': 'é😀\n', __proto__: 'x' };
    const file = readSafetensors(writeSafetensors(tensors, metadata));
    expect(Object.keys(file.tensors).toSorted()).toEqual(Object.keys(tensors).toSorted());
    for (const [name, { shape }] of Object.entries(tensors)) expect(file.tensors[name]!.shape).toEqual(shape);
    expect([...new Uint32Array(file.tensors['odd']!.data.buffer)]).toEqual([...bits]);
    expect(file.metadata).toEqual({ 'a "key"': 'é😀\n' });
  });

  it('writes a part of a larger buffer', () => {
    const part = new Tensor([2], new Float32Array([9, 1, 2, 9]).subarray(1, 3));
    expect(readSafetensors(writeSafetensors({ part })).tensors['part']!.toArray()).toEqual([1, 2]);
  });

  it('sorts names as the bytes of UTF-8, and data begins at a multiple of 8', () => {
    const bytes = writeSafetensors({ '\ue000': tensor(3), '😀': tensor(4), '10': tensor(1), '9': tensor(2), '': tensor(0) });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(length % 8).toBe(0);
    expect([...header.matchAll(/"([^"]*)":\{/g)].map(([, name]) => name)).toEqual(['', '10', '9', '\ue000', '😀']);
    expect([...new Float32Array(bytes.slice(8 + length).buffer)]).toEqual([0, 1, 2, 3, 4]);
  });

  it('writes nothing as an empty header', () => {
    expect(readSafetensors(writeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  test.each<[string, () => unknown, new (message: string) => Error, string]>([
    [
      'the name of metadata',
      () => writeSafetensors({ __metadata__: tensor(1) }),
      SafetensorsError,
      "the name __metadata__ is the format's own",
    ],
    ['half a surrogate pair', () => writeSafetensors({ '\ud800': tensor(1) }), SafetensorsError, 'has half a surrogate pair'],
    [
      'half a pair in a text',
      () => writeSafetensors({}, { a: '\udc00' }),
      SafetensorsError,
      'the metadata at "a", "\\udc00" has half a surrogate pair',
    ],
    ['numbers', () => writeSafetensors({ a: [1] as never }), TypeError, 'expected a tensor as "a", got object'],
    ['metadata that is no text', () => writeSafetensors({}, { a: 1 as never }), TypeError, 'expected a text as metadata "a", got number'],
  ])('refuses %s', (_, write, kind, message) => {
    expect(write).toThrow(kind);
    expect(write).toThrow(message);
  });
});
