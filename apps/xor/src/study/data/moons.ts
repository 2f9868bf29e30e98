import { deriveKey, keyOf, normals, Tensor } from '@nonlin/core';
import type { Data } from '@nonlin/core';

/** Rows of input with their answers. */
export interface Labelled extends Data {
  readonly input: Tensor;
  /** [rows, 1]: the number of the class. */
  readonly target: Tensor;
}

/** Purpose that the noise is derived for. */
const NOISE = 201;

/**
 * Two half circles of radius 1 that reach into each other, with normal noise around them: the centre of the first is (0, 0),
 * of the second, which hangs down, (1, ½). Rows alternate between the two; the same seed gives the same rows.
 */
export function moons(rows: number, noise: number, seed: number): Labelled {
  const around = normals(deriveKey(keyOf(seed), NOISE), rows * 2);
  const input = new Float32Array(rows * 2);
  const target = new Float32Array(rows);
  const each = Math.ceil(rows / 2);
  for (let row = 0; row < rows; row++) {
    const second = row % 2;
    const angle = (Math.floor(row / 2) / Math.max(1, each - 1)) * Math.PI;
    input[row * 2] = (second ? 1 - Math.cos(angle) : Math.cos(angle)) + noise * around[row * 2]!;
    input[row * 2 + 1] = (second ? 0.5 - Math.sin(angle) : Math.sin(angle)) + noise * around[row * 2 + 1]!;
    target[row] = second;
  }
  return { input: new Tensor([rows, 2], input), target: new Tensor([rows, 1], target) };
}
