import { NpyError } from './npy-error.ts';

/** How one element is read. */
interface Kind {
  readonly size: number;
  /** Whole numbers are read exactly or not at all: NaN stands for one that float64 lacks. */
  readonly whole?: true;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** NumPy's kinds by their codes, those that are numbers. */
const KINDS: { readonly [code: string]: Kind } = {
  b1: { size: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
  i1: { size: 1, whole: true, read: (view, at) => view.getInt8(at) },
  i2: { size: 2, whole: true, read: (view, at, little) => view.getInt16(at, little) },
  i4: { size: 4, whole: true, read: (view, at, little) => view.getInt32(at, little) },
  i8: { size: 8, whole: true, read: (view, at, little) => exactly(view.getBigInt64(at, little)) },
  u1: { size: 1, whole: true, read: (view, at) => view.getUint8(at) },
  u2: { size: 2, whole: true, read: (view, at, little) => view.getUint16(at, little) },
  u4: { size: 4, whole: true, read: (view, at, little) => view.getUint32(at, little) },
  u8: { size: 8, whole: true, read: (view, at, little) => exactly(view.getBigUint64(at, little)) },
  f2: { size: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/** What the codes of other kinds stand for. */
const OTHERS: { readonly [code: string]: string } = {
  c: 'complex numbers',
  f: 'long doubles, which differ between machines',
  m: 'time spans',
  M: 'times',
  O: 'Python objects, which only Python can read',
  S: 'bytes',
  U: 'texts',
  V: 'raw bytes',
};

/** The kind and byte order that a type states: `<f4`, `>i8`, `|u1`. Throws an `NpyError` that says what an unread type is. */
export function kindOf(descr: string, source: string): Kind & { readonly little: boolean } {
  const [, order, code = ''] = /^([<>|])(\w+)$/.exec(descr) ?? [];
  const kind = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
  // One byte has no order, so NumPy writes | for it; with more bytes, | would leave the order open.
  if (kind !== undefined && (order !== '|' || kind.size === 1)) return { ...kind, little: order !== '>' };
  const other = /^[<>|=]?([cfmMOSUV])/.exec(descr)?.[1];
  const what = kind === undefined && other !== undefined ? `, ${OTHERS[other]}` : '';
  throw new NpyError(
    source,
    'descr',
    `expected |b1, |i1, |u1, or i2 i4 i8 u2 u4 u8 f2 f4 f8 after < or >, got ${JSON.stringify(descr.slice(0, 40))}${what}; in Python, array.astype('<f4') converts`,
  );
}

const exactly = (whole: bigint): number => (BigInt(Number(whole)) === whole ? Number(whole) : NaN);

/** IEEE 754 binary16. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 1 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
