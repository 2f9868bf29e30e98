import { Tensor } from '@nonlin/core';
import { expectBytes, expectOptions } from '../expect.ts';
import { kindOf } from './elements.ts';
import { readHeader } from './header.ts';
import { NpyError } from './npy-error.ts';

export interface NpyOptions {
  /** How the file is called in errors. Default: `npy`. */
  readonly source?: string;
}

/**
 * The array in an .npy file, as `numpy.save` writes it: whole numbers, floats and booleans (as 1 and 0) of either byte order,
 * in C or Fortran order. f8 is rounded once to float32.
 * Throws an `NpyError` that names the field for a file that is malformed, of another type, longer or shorter than its shape,
 * with a float beyond float32 or a whole number that float32 lacks. Nothing is allocated before the header agrees with the file's length.
 */
export function parseNpy(bytes: Uint8Array, options: NpyOptions = {}): Tensor {
  expectBytes('parseNpy', bytes);
  expectOptions('parseNpy', options, ['source']);
  const { source = 'npy' } = options;
  const { fortranOrder, shape, offset, kind, count } = layout(bytes, source);
  const { size, whole, little, read } = kind;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * size);
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const value = read(view, i * size, little);
    const rounded = Math.fround(value);
    data[i] = rounded;
    if (rounded === value || (!whole && (Number.isFinite(rounded) || Number.isNaN(value)))) continue;
    throw new NpyError(
      source,
      'data',
      whole
        ? `expected whole numbers that float32 has, as it has all up to 16777216, got ${Number.isNaN(value) ? 'one beyond 2^53' : value} as element ${i}; in Python, array.astype('<f4') rounds them`
        : `expected numbers within float32, below 3.4e38, got ${value} as element ${i}; scale the array first`,
    );
  }
  return fortranOrder ? new Tensor(shape.toReversed(), data).transpose() : new Tensor(shape, data);
}

/** How many elements a file has, from its header and its length; nothing is made. Throws an `NpyError` as `parseNpy` does. */
export const elementsOf = (bytes: Uint8Array, source: string): number => layout(bytes, source).count;

function layout(bytes: Uint8Array, source: string) {
  const { descr, fortranOrder, shape, offset } = readHeader(bytes, source);
  const kind = kindOf(descr, source);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const expected = count * kind.size;
  if (expected !== bytes.length - offset)
    throw new NpyError(
      source,
      'data',
      `expected ${Number.isSafeInteger(expected) ? expected : 'more than 2^53'} bytes, for shape (${shape.join(', ')}) of ${descr}, got ${bytes.length - offset}`,
    );
  return { fortranOrder, shape, offset, kind, count };
}
