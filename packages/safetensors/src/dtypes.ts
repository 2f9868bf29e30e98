/** How the elements of a dtype become float32. */
export interface Dtype {
  /** Bits of an element. */
  readonly bits: number;
  /** The elements in `bytes` as float32; absent: such tensors are refused. Throws an `InexactError` for one that float32 has not. */
  readonly read?: (bytes: DataView, count: number) => Float32Array;
}

/** An element that float32 does not have. */
export class InexactError extends Error {
  constructor(place: number, value: string) {
    super(`element ${place} is ${value}, which float32 does not have`);
  }
}

/** The number at byte `offset`, little-endian. */
type Element = (bytes: DataView, offset: number) => number;

const numbers = (bits: number, element: Element): Dtype => ({
  bits,
  read: (bytes, count) => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = element(bytes, (i * bits) / 8);
    return data;
  },
});

/** Integers, each of which float32 must have: a rounded index or count would be another one. */
const integers = (bits: number, element: (bytes: DataView, offset: number) => number | bigint): Dtype => ({
  bits,
  read: (bytes, count) => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const integer = element(bytes, (i * bits) / 8);
      data[i] = Number(integer);
      if (typeof integer === 'bigint' ? BigInt(data[i]!) !== integer : data[i] !== integer) throw new InexactError(i, String(integer));
    }
    return data;
  },
});

/** A sign, `exponent` and `mantissa` bits; exponents count from `bias`. `special` reads codes that are not numbers of this form. */
function minifloat(
  { exponent, mantissa, bias }: { readonly exponent: number; readonly mantissa: number; readonly bias: number },
  special: (magnitude: number, sign: number) => number | undefined,
): (code: number) => number {
  const width = exponent + mantissa;
  return (code) => {
    const sign = code >>> width === 0 ? 1 : -1;
    const magnitude = code & (2 ** width - 1);
    const known = special(magnitude, sign);
    if (known !== undefined) return known;
    const power = magnitude >>> mantissa;
    const fraction = (magnitude & (2 ** mantissa - 1)) / 2 ** mantissa;
    return sign * (power === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (power - bias));
  };
}

/** As IEEE 754 has it: the largest exponent is for infinities and NaN. */
const ieee =
  (exponent: number, mantissa: number) =>
  (magnitude: number, sign: number): number | undefined => {
    const infinity = (2 ** exponent - 1) * 2 ** mantissa;
    return magnitude < infinity ? undefined : magnitude === infinity ? sign * Infinity : NaN;
  };

const half = minifloat({ exponent: 5, mantissa: 10, bias: 15 }, ieee(5, 10));

const eightBits = (read: (code: number) => number): Dtype => numbers(8, (bytes, offset) => read(bytes.getUint8(offset)));

/** The kinds of 8 bits without infinities and −0: the code of −0 is NaN. Micikevicius et al. 2022, arXiv:2209.05433, and its fnuz variants. */
const withoutMinusZero = (magnitude: number, sign: number): number | undefined => (magnitude === 0 && sign < 0 ? NaN : undefined);

/** float32's own bits, NaN's included. */
const float32: Dtype = {
  bits: 32,
  read: (bytes, count) => {
    const bits = new Uint32Array(count);
    for (let i = 0; i < count; i++) bits[i] = bytes.getUint32(4 * i, true);
    return new Float32Array(bits.buffer);
  },
};

/** The float32 whose upper half this is. */
const bfloat16: Dtype = {
  bits: 16,
  read: (bytes, count) => {
    const bits = new Uint32Array(count);
    for (let i = 0; i < count; i++) bits[i] = bytes.getUint16(2 * i, true) << 16;
    return new Float32Array(bits.buffer);
  },
};

/** Rounded once to the nearest float32; a finite number beyond its range is refused. */
const float64: Dtype = {
  bits: 64,
  read: (bytes, count) => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const value = bytes.getFloat64(8 * i, true);
      data[i] = value;
      if (Number.isFinite(value) && !Number.isFinite(data[i])) throw new InexactError(i, String(value));
    }
    return data;
  },
};

const boolean: Dtype = {
  bits: 8,
  read: (bytes, count) => {
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      data[i] = bytes.getUint8(i);
      if (data[i]! > 1) throw new InexactError(i, `the byte ${data[i]}, neither 0 nor 1`);
    }
    return data;
  },
};

/** The format's dtypes, by name. */
export const DTYPES: ReadonlyMap<string, Dtype> = new Map([
  ['F32', float32],
  ['F64', float64],
  ['F16', numbers(16, (bytes, offset) => half(bytes.getUint16(offset, true)))],
  ['BF16', bfloat16],
  ['BOOL', boolean],
  ['U8', numbers(8, (bytes, offset) => bytes.getUint8(offset))],
  ['I8', numbers(8, (bytes, offset) => bytes.getInt8(offset))],
  ['U16', numbers(16, (bytes, offset) => bytes.getUint16(offset, true))],
  ['I16', numbers(16, (bytes, offset) => bytes.getInt16(offset, true))],
  ['U32', integers(32, (bytes, offset) => bytes.getUint32(offset, true))],
  ['I32', integers(32, (bytes, offset) => bytes.getInt32(offset, true))],
  ['U64', integers(64, (bytes, offset) => bytes.getBigUint64(offset, true))],
  ['I64', integers(64, (bytes, offset) => bytes.getBigInt64(offset, true))],
  ['F8_E5M2', eightBits(minifloat({ exponent: 5, mantissa: 2, bias: 15 }, ieee(5, 2)))],
  ['F8_E4M3', eightBits(minifloat({ exponent: 4, mantissa: 3, bias: 7 }, (magnitude) => (magnitude === 0x7f ? NaN : undefined)))],
  ['F8_E5M2FNUZ', eightBits(minifloat({ exponent: 5, mantissa: 2, bias: 16 }, withoutMinusZero))],
  ['F8_E4M3FNUZ', eightBits(minifloat({ exponent: 4, mantissa: 3, bias: 8 }, withoutMinusZero))],
  ['F8_E8M0', eightBits((code) => (code === 0xff ? NaN : 2 ** (code - 127)))],
  ['F4', { bits: 4 }],
  ['F6_E2M3', { bits: 6 }],
  ['F6_E3M2', { bits: 6 }],
  ['C64', { bits: 64 }],
]);
