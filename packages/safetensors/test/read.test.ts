import { describe, expect, it, test } from 'vitest';
import { readSafetensors, SafetensorsError } from '../src/index.ts';
import { file, one } from './tools.ts';

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const read = (dtype: string, data: readonly number[] | Uint8Array, count: number): number[] => [
  ...readSafetensors(one(dtype, [count], data)).tensors['w']!.data,
];

describe('dtypes as float32', () => {
  // The codes of F16, BF16 and F8 are worked out by hand from sign, exponent and fraction.
  test.each<[string, readonly number[] | Uint8Array, readonly number[]]>([
    [
      'F32',
      bytesOf(new Float32Array([0, -0, 1.5, 3.4028234663852886e38, 1e-45, NaN, -Infinity])),
      [0, -0, 1.5, 3.4028234663852886e38, 1.401298464324817e-45, NaN, -Infinity],
    ],
    [
      'F64',
      bytesOf(new Float64Array([0.1, 1 + 2 ** -24, 1 + 3 * 2 ** -24, 1e-60, -0, NaN, Infinity])),
      [0.10000000149011612, 1, 1 + 2 ** -22, 0, -0, NaN, Infinity],
    ],
    [
      'F16',
      bytesOf(new Uint16Array([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x7e00])),
      [1, -2, 65504, 2 ** -24, 2 ** -14, -0, Infinity, -Infinity, NaN],
    ],
    [
      'BF16',
      bytesOf(new Uint16Array([0x3f80, 0xc000, 0x7f7f, 0x0001, 0x8000, 0x7f80, 0x7fc0])),
      [1, -2, 3.3895313892515355e38, 2 ** -133, -0, Infinity, NaN],
    ],
    ['F8_E5M2', [0x3c, 0xc0, 0x7b, 0x01, 0x80, 0x7c, 0xfc, 0x7d, 0xff], [1, -2, 57344, 2 ** -16, -0, Infinity, -Infinity, NaN, NaN]],
    ['F8_E4M3', [0x38, 0xc0, 0x7e, 0x01, 0x80, 0x7f, 0xff], [1, -2, 448, 2 ** -9, -0, NaN, NaN]],
    ['F8_E5M2FNUZ', [0x40, 0xc4, 0x7f, 0x01, 0x00, 0x80], [1, -2, 57344, 2 ** -17, 0, NaN]],
    ['F8_E4M3FNUZ', [0x40, 0xc8, 0x7f, 0x01, 0x00, 0x80], [1, -2, 240, 2 ** -10, 0, NaN]],
    ['F8_E8M0', [0x7f, 0x80, 0x00, 0xfe, 0xff], [1, 2, 2 ** -127, 2 ** 127, NaN]],
    ['BOOL', [0, 1, 1], [0, 1, 1]],
    ['U8', [0, 255], [0, 255]],
    ['I8', [0x80, 0x7f], [-128, 127]],
    ['U16', bytesOf(new Uint16Array([65535])), [65535]],
    ['I16', bytesOf(new Int16Array([-32768])), [-32768]],
    ['U32', bytesOf(new Uint32Array([2 ** 24, 2 ** 31])), [2 ** 24, 2 ** 31]],
    ['I32', bytesOf(new Int32Array([-(2 ** 31), -3])), [-(2 ** 31), -3]],
    ['U64', bytesOf(new BigUint64Array([2n ** 63n])), [2 ** 63]],
    ['I64', bytesOf(new BigInt64Array([-(2n ** 63n), 7n])), [-(2 ** 63), 7]],
  ])('%s', (dtype, data, expected) => {
    const values = read(dtype, data, expected.length);
    expect(values.map((value) => (Object.is(value, -0) ? '-0' : value))).toEqual(
      expected.map((value) => (Object.is(value, -0) ? '-0' : value)),
    );
  });

  test.each<[string, Uint8Array | readonly number[], number, string]>([
    ['F64', bytesOf(new Float64Array([1, -1e39])), 2, 'tensor "w", dtype F64: element 1 is -1e+39, which float32 does not have'],
    ['I32', bytesOf(new Int32Array([2 ** 24 + 1])), 1, 'tensor "w", dtype I32: element 0 is 16777217, which float32 does not have'],
    ['U32', bytesOf(new Uint32Array([2 ** 32 - 1])), 1, 'element 0 is 4294967295, which'],
    ['I64', bytesOf(new BigInt64Array([0n, 2n ** 62n + 1n])), 2, 'element 1 is 4611686018427387905, which'],
    ['U64', bytesOf(new BigUint64Array([2n ** 64n - 1n])), 1, 'element 0 is 18446744073709551615, which'],
    ['BOOL', [0, 2], 2, 'element 1 is the byte 2, neither 0 nor 1'],
    ['C64', new Uint8Array(8), 1, 'tensor "w" has the dtype C64, which nonlin does not read; save it as F32'],
    ['F4', [0], 2, 'dtype F4, which'],
    ['F6_E2M3', [0, 0, 0], 4, 'dtype F6_E2M3, which'],
    ['F6_E3M2', [0, 0, 0], 4, 'dtype F6_E3M2, which'],
    ['F128', new Uint8Array(16), 1, 'tensor "w" has the unknown dtype "F128"; the format has F32,'],
  ])('%s is refused where float32 lacks it', (dtype, data, count, message) => {
    expect(() => read(dtype, data, count)).toThrow(SafetensorsError);
    expect(() => read(dtype, data, count)).toThrow(message);
  });

  it('keeps the bits of a NaN', () => {
    const { data } = readSafetensors(one('F32', [1], [0x01, 0x02, 0xa3, 0xff])).tensors['w']!;
    expect([...new Uint8Array(data.buffer)]).toEqual([0x01, 0x02, 0xa3, 0xff]);
  });
});

describe('layout', () => {
  const entry = (begin: number, end: number, shape = [(end - begin) / 4]): object => ({ dtype: 'F32', shape, data_offsets: [begin, end] });
  const eight = Array.from({ length: 8 }, (_, i) => i);

  test.each<[string, string, readonly number[], string]>([
    [
      'an overlap',
      JSON.stringify({ a: entry(0, 8), b: entry(4, 8) }),
      eight,
      'tensor "b" begins at byte 4, inside tensor "a", which ends at 8',
    ],
    ['the same bytes twice', JSON.stringify({ a: entry(0, 8), b: entry(0, 8) }), eight, 'tensor "b" begins at byte 0, inside tensor "a"'],
    [
      'a hole',
      JSON.stringify({ a: entry(0, 2, []), b: entry(4, 8) }),
      eight,
      'holds 4 bytes by its dtype and shape, and 2 by its data_offsets [0, 2]',
    ],
    [
      'a hole between',
      JSON.stringify({ b: entry(4, 8), a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }),
      eight,
      'bytes 2 to 4, between tensor "a" and tensor "b", belong to no tensor',
    ],
    [
      'an end beyond the file',
      JSON.stringify({ a: entry(0, 12) }),
      eight,
      'tensor "a" ends at byte 12, but the file has 8 bytes after its header; it was cut short',
    ],
    ['bytes at the end', JSON.stringify({ a: entry(0, 4) }), eight, '4 bytes after tensor "a" belong to no tensor'],
    ['no tensor but bytes', '{}', eight, '8 bytes after the header belong to no tensor'],
    ['three offsets', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}', eight, 'data_offsets of tensor "a" are 3 numbers'],
    ['no shape', '{"a":{"dtype":"F32","data_offsets":[0,8]}}', eight, 'tensor "a" has no shape'],
    ['half a byte', '{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}', [0, 0], 'holds 1.5 bytes by its dtype and shape, and 2 by'],
    [
      'a terabyte claimed',
      '{"a":{"dtype":"F32","shape":[274877906944],"data_offsets":[0,1099511627776]}}',
      [],
      'tensor "a" ends at byte 1099511627776, but the file has 0 bytes',
    ],
    ['metadata twice', '{"__metadata__":{},"__metadata__":{}}', [], 'the header has the key "__metadata__" twice'],
    ['a metadata key twice', '{"__metadata__":{"a":"1","a":"1"}}', [], '__metadata__ has the key "a" twice'],
    ['a byte order mark', '\ufeff{}', [], 'expected a header that begins with "{"'],
    [
      'a comma too many',
      '{"a":{"dtype":"F32","shape":[2,],"data_offsets":[0,8]}}',
      eight,
      'expected the shape of tensor "a", a whole number',
    ],
    ['a leading zero', '{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}', eight, 'expected "," or "]" in the shape of tensor "a"'],
    ['8.0', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8.0]}}', eight, 'a whole number of 0 or more in digits, got "8.0]'],
    ['a control character', '{"a\n":{}}', [], 'a text without control characters'],
    ['an unknown escape', '{"\\x":{}}', [], 'a text without control characters and unknown escapes'],
    ['a tab after the header', '{}\t', [], 'expected spaces or the end after the closing brace'],
    ['a second object', '{}{}', [], 'expected spaces or the end after the closing brace'],
    ['brackets 200 deep', `{"a":{"x":${'['.repeat(200)}`, [], 'brackets stand more than 128 deep'],
    ['a million brackets', `{"a":{"x":${'['.repeat(1e6)}`, [], 'brackets stand more than 128 deep'],
    ['a word that is none', '{"a":{"x":nil}}', [], 'expected the field "x" of tensor "a", got "nil'],
    ['a name without end', '{"a', [], 'a text with its end, got "\\"a"'],
    ['a backslash at the end', '{"a\\', [], 'a text with its end'],
  ])('%s', (_, header, data, message) => {
    const broken = file(header, data);
    expect(() => readSafetensors(broken)).toThrow(SafetensorsError);
    expect(() => readSafetensors(broken)).toThrow(message);
  });

  it('reads tensors in any order, at any alignment, and fields that nobody asks for', () => {
    const header =
      '{ "b":{"shape":[1],"data_offsets":[1,5],"dtype":"F32","note":{"x":[1.5e3,true,null,"\\u00e9"]}},\n"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}';
    const { tensors, metadata } = readSafetensors(file(header, [7, 0, 0, 0x80, 0x3f]));
    expect([tensors['a']!.at(), tensors['b']!.toArray(), metadata]).toEqual([7, [1], {}]);
  });

  it('reads a part of a larger buffer', () => {
    const whole = one('F32', [1], [0, 0, 0x80, 0x3f]);
    const padded = new Uint8Array(whole.length + 7);
    padded.set(whole, 3);
    expect(readSafetensors(padded.subarray(3, 3 + whole.length)).tensors['w']!.toArray()).toEqual([1]);
  });

  test.each(['__proto__', 'constructor', 'toString'])('a tensor may be called %s', (name) => {
    const { tensors } = readSafetensors(file(`{${JSON.stringify(name)}:{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, [9]));
    expect(Object.keys(tensors)).toEqual([name]);
    expect(tensors[name]!.toArray()).toEqual([9]);
    expect(tensors['hasOwnProperty']).toBeUndefined();
  });

  it('takes bytes only', () => {
    expect(() => readSafetensors('w' as never)).toThrow(
      new TypeError('readSafetensors: expected the bytes of a file, a Uint8Array, got string'),
    );
  });

  test('names of 20 million escapes are read', () => {
    const name = '\\n'.repeat(20e6);
    const { tensors } = readSafetensors(file(`{"${name}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, [1]));
    expect(Object.keys(tensors)[0]).toHaveLength(20e6);
  });
});
