import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NpyError, parseNpy, parseNpz } from '../src/index.ts';
import { npy, npzOf } from './tools.ts';

interface Fixture {
  readonly name: string;
  readonly base64: string;
}

// Written by NumPy itself: fixtures/make-arrays.py.
const fixtures = JSON.parse(readFileSync(new URL('fixtures/arrays.json', import.meta.url), 'utf8')) as {
  readonly arrays: readonly (Fixture & { readonly shape: readonly number[]; readonly elements: readonly (number | string)[] })[];
  readonly refused: readonly Fixture[];
  readonly archives: readonly Fixture[];
};
const bytesOf = ({ base64 }: Fixture): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

function refused(read: () => unknown): NpyError {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(NpyError);
    expect((error as Error).message).not.toContain('\n');
    return error as NpyError;
  }
  throw new Error('nothing was refused');
}

describe('parseNpy reads what NumPy writes', () => {
  it.each(fixtures.arrays.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const found = parseNpy(bytesOf(fixture));
    expect(found.shape).toEqual(fixture.shape);
    expect([...found.data]).toEqual(fixture.elements.map(Number));
  });

  it('bytes at an odd place of a larger buffer', () => {
    const bytes = bytesOf(fixtures.arrays.find(({ name }) => name === '<f8')!);
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(parseNpy(larger.subarray(3)).equals(parseNpy(bytes))).toBe(true);
  });

  it('NaN and infinities as they are', () =>
    expect([
      ...parseNpy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", new Float32Array([NaN, Infinity, -0]))).data,
    ]).toEqual([NaN, Infinity, -0]));

  it.each([
    ['other order, double quotes, no last comma', `{"shape":(2,),"fortran_order":False,"descr":"|u1"}`],
    ['Python 2’s long numbers', `{'descr': '|u1', 'fortran_order': False, 'shape': (2L,), }\n`],
  ])('%s', (_, header) => expect(parseNpy(npy(header, Uint8Array.of(7, 8))).toArray()).toEqual([7, 8]));
});

describe('parseNpy refuses by name', () => {
  it.each([
    ['complex', 'descr', '"<c16", complex numbers'],
    ['text', 'descr', '"<U2", texts'],
    ['bytes', 'descr', '"|S2", bytes'],
    ['time', 'descr', '"<M8[D]", times'],
    ['object', 'descr', '"|O", Python objects'],
    ['structured', 'descr', 'a structured one'],
    ['long double', 'descr', '"<f16", long doubles'],
    ['whole numbers that float32 lacks', 'data', 'got 16777217 as element 1'],
    ['whole numbers that float64 lacks', 'data', 'got one beyond 2^53 as element 0'],
    ['beyond float32', 'data', 'got 1e+300 as element 1'],
  ])('%s', (name, field, message) => {
    const fixture = fixtures.refused.find((fixture) => fixture.name === name)!;
    expect(refused(() => parseNpy(bytesOf(fixture), { source: 'x.npy' }))).toMatchObject({
      field,
      message: expect.stringMatching(/^x\.npy, /),
    });
    expect(refused(() => parseNpy(bytesOf(fixture))).message).toContain(message);
  });

  const header = (fields: string): Uint8Array => npy(fields, new Uint8Array(8));
  it.each([
    ['an empty file', new Uint8Array(0), 'magic', 'begins with'],
    ['another file', new TextEncoder().encode('a,b\n1,2\n'), 'magic', 'got "a,b\\n1,"'],
    ['a version to come', header('').with(6, 4), 'version', 'got 4.0'],
    ['a minor version to come', header('').with(7, 1), 'version', 'got 1.1'],
    ['a file that ends after its version', header('').subarray(0, 8), 'header', 'the end of the file'],
    ['a header longer than the file', header('').with(9, 255), 'header', 'expected the 6'],
    ['no dictionary', header('[1]'), 'header', "begins with '{'"],
    ['an open dictionary', header("{'descr': '<f8', "), 'header', 'got the end of the header'],
    ['a key that is unknown', header("{'descr': '<f8', 'order': True}"), 'header', 'got "order"'],
    ['a key that is inherited', header("{'toString': '<f8'}"), 'header', 'got "toString"'],
    ['a key that is long', header(`{'${'k'.repeat(200)}': 1}`), 'header', `got "${'k'.repeat(40)}"`],
    ['a key twice', header("{'descr': '<f8', 'descr': '<f8'}"), 'descr', 'twice'],
    ['a missing key', header("{'descr': '<f8', 'shape': (1,)}"), 'fortran_order', 'got none'],
    ['a word for an order', header("{'fortran_order': Perhaps}"), 'fortran_order', 'got "Perhaps}"'],
    ['a number for a shape', header("{'shape': (1)}"), 'shape', "a ',' after"],
    ['a list for a shape', header("{'shape': [1]}"), 'shape', 'a tuple'],
    ['a negative dimension', header("{'shape': (-1,)}"), 'shape', 'a whole number'],
    ['a dimension beyond all bounds', header(`{'shape': (${'9'.repeat(400)},)}`), 'shape', 'below 2^53'],
    ['65 dimensions', header(`{'shape': (${'1,'.repeat(65)})}`), 'shape', 'at most 64'],
    ['something after the dictionary', header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} 1"), 'header', 'nothing but spaces'],
    ['an order left open', header("{'descr': '=f8', 'fortran_order': False, 'shape': (1,)}"), 'descr', '"=f8"'],
    ['no order for 8 bytes', header("{'descr': '|f8', 'fortran_order': False, 'shape': (1,)}"), 'descr', '"|f8"'],
    [
      'too few bytes',
      header("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}"),
      'data',
      'expected 16 bytes, for shape (2) of <f8, got 8',
    ],
    ['too many bytes', header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"), 'data', 'expected 4 bytes'],
    [
      'bytes for no elements',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9007199254740991)}"),
      'data',
      'expected 0 bytes',
    ],
    [
      'a product beyond all bounds',
      header(`{'descr': '<f8', 'fortran_order': False, 'shape': (${'9007199254740991,'.repeat(60)})}`),
      'data',
      'more than 2^53',
    ],
  ])('%s', (_, bytes, field, message) =>
    expect(refused(() => parseNpy(bytes))).toMatchObject({ field, message: expect.stringContaining(message) }),
  );

  it('a header that lies about its size allocates nothing', () => {
    // 2³³ elements would be refused by the engine; 2²⁸ would be had.
    const lying = [2 ** 28, 2 ** 33, 2 ** 45].map((size) => header(`{'descr': '<f4', 'fortran_order': False, 'shape': (${size},)}`));
    const before = process.memoryUsage().arrayBuffers;
    for (const bytes of lying) expect(refused(() => parseNpy(bytes)).field).toBe('data');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});

it.each([
  ['parseNpy', () => parseNpy(new ArrayBuffer(8) as unknown as Uint8Array), 'Uint8Array, got ArrayBuffer; pass new Uint8Array(buffer)'],
  ['parseNpz', () => parseNpz('PK' as unknown as Uint8Array), 'parseNpz: expected the file'],
  ['parseNpz, an option misspelt', () => parseNpz(new Uint8Array(0), { limits: 1 } as object), 'unknown option "limits"'],
  ['parseNpy, an option misspelt', () => parseNpy(new Uint8Array(0), { name: 'x' } as object), 'unknown option "name"'],
])('%s: other kinds are a TypeError', (_, read, message) =>
  expect(read).toThrow(expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) })),
);

it('a limit that is no number is refused', () => expect(() => parseNpz(new Uint8Array(0), { limit: NaN })).toThrow(RangeError));

describe('parseNpz', () => {
  it.each(fixtures.archives.map((fixture) => [fixture.name, fixture] as const))('reads %s', (_, fixture) => {
    const arrays = parseNpz(bytesOf(fixture));
    expect([...arrays.keys()]).toEqual(['first', 'second/inner']);
    expect(arrays.get('first')!.shape).toEqual([2, 3]);
    expect([...arrays.get('second/inner')!.data]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('an archive with a comment', () => {
    const archive = npzOf({ 'a.npy': npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(5)) });
    const bytes = Uint8Array.from([...archive, ...new TextEncoder().encode('ok')]);
    bytes[archive.length - 2] = 2;
    expect([...parseNpz(bytes).keys()]).toEqual(['a']);
  });

  const [stored, deflated] = fixtures.archives.map(bytesOf) as [Uint8Array, Uint8Array];
  const end = deflated.length - 22;
  const view = new DataView(deflated.buffer);
  const directory = view.getUint32(end + 16, true);
  const set = (bytes: Uint8Array, at: number, value: number, size: 2 | 4): Uint8Array => {
    const copy = bytes.slice();
    if (size === 2) new DataView(copy.buffer).setUint16(at, value, true);
    else new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };
  const one = npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", Uint8Array.of(5));
  it.each([
    ['nothing', new Uint8Array(0), 'no end of a zip directory'],
    ['an .npy file', one, 'no end of a zip directory'],
    ['more entries than there are', set(set(deflated, end + 8, 999, 2), end + 10, 999, 2), 'a directory of 999 files'],
    ['a directory elsewhere', set(deflated, end + 16, 4, 4), 'expected entry 1 of 2 at byte 4'],
    ['several archives', set(deflated, end + 4, 1, 2), 'in one piece'],
    ['zip64', set(deflated, end + 16, 0xffffffff, 4), 'got zip64'],
    ['zip64 in an entry, without its field', set(deflated, directory + 24, 0xffffffff, 4), 'got zip64'],
    ['a password', set(deflated, directory + 8, 1, 2), 'is encrypted'],
    ['another compression', set(deflated, directory + 10, 12, 2), 'compression method 12'],
    ['a size that its bytes cannot hold', set(deflated, directory + 24, 2 ** 31, 4), 'cannot hold the 2147483648'],
    ['a size that is too large', set(deflated, directory + 24, view.getUint32(directory + 24, true) + 1, 4), 'damaged'],
    ['a size that is too small', set(deflated, directory + 24, view.getUint32(directory + 24, true) - 1, 4), 'damaged'],
    ['bytes out of place', set(deflated, directory + 42, 5, 4), 'expected its bytes at 5'],
    ['more bytes than there are', set(deflated, directory + 20, 2 ** 30, 4), 'expected 1073741824 bytes'],
    ['a damaged byte', stored.with(200, stored[200]! ^ 1), 'damaged'],
    ['a file that is no array', npzOf({ 'a.txt': Uint8Array.of(1) }), 'end in .npy, got "a.txt"'],
  ])('refuses %s', (_, bytes, message) =>
    expect(refused(() => parseNpz(bytes))).toMatchObject({ field: 'zip', message: expect.stringContaining(message) }),
  );

  it('refuses an array in it with its name', () =>
    expect(refused(() => parseNpz(npzOf({ 'bad.npy': one.subarray(0, -1) }), { source: 'x.npz' })).message).toMatch(
      /^x\.npz, bad, data: expected 1 byte/,
    ));

  it('refuses more than its limit, before anything is unpacked', () => {
    const bomb = npzOf({ 'a.npy': npy("{'descr': '|u1', 'fortran_order': False, 'shape': (100000,)}", new Uint8Array(100_000)) });
    expect(bomb.length).toBeLessThan(1000);
    expect(parseNpz(bomb).get('a')!.size).toBe(100_000);
    expect(refused(() => parseNpz(bomb, { limit: 100_000 })).message).toContain('at most 100000 bytes in all files');
  });

  const ones = (count: number): Uint8Array => npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${count},)}`, new Uint8Array(count));
  it('counts what bytes become as float32, over all arrays', () => {
    const bomb = npzOf({ 'a.npy': ones(100_000), 'b.npy': ones(50_000) });
    expect(parseNpz(bomb, { limit: 600_000 }).get('b')!.size).toBe(50_000);
    expect(refused(() => parseNpz(bomb, { limit: 599_999 }))).toMatchObject({
      field: 'zip',
      message: 'npz, zip: expected at most 599999 bytes of float32 in all arrays, got 600000; raise limit if you trust the file',
    });
  });

  it('takes 256 MiB where it is not told', () => {
    // 280 kB that would be 272 MiB.
    const bomb = npzOf(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i}.npy`, ones(2 ** 22)])));
    expect(bomb.length).toBeLessThan(2 ** 19);
    expect(refused(() => parseNpz(bomb)).message).toContain('at most 268435456 bytes of float32');
  });
});
