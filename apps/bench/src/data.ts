import type { Prediction, Training } from './work.ts';

/** Numbers from [0, 1), the same in every run: a linear congruential generator of 32 bits (Numerical Recipes' constants). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Rows of input one after the other, and for each row a class (or 0 and 1). */
export interface Rows {
  readonly input: Float32Array;
  readonly target: Float32Array;
}

/**
 * What is trained on: XOR of the first two columns for one output (its four rows, then noisy copies of them), else noisy
 * copies of one prototype for each class.
 */
export function dataOf({ sizes, rows, loss }: Pick<Training, 'sizes' | 'rows' | 'loss'>): Rows {
  const columns = sizes[0]!;
  const classes = sizes.at(-1)!;
  const next = uniforms(1);
  const input = new Float32Array(rows * columns);
  const target = new Float32Array(rows);
  const prototypes = Float32Array.from({ length: classes * columns }, next);
  for (let row = 0; row < rows; row++) {
    const noise = row < 4 ? 0 : 0.1;
    const its = row % (loss === 'binary' ? 4 : classes);
    target[row] = loss === 'binary' ? (its >> 1) ^ (its & 1) : its;
    for (let column = 0; column < columns; column++) {
      const clean = loss === 'binary' ? (its >> (1 - (column % 2))) & 1 : prototypes[its * columns + column]!;
      input[row * columns + column] = clean + noise * (next() - 0.5);
    }
  }
  return { input, target };
}

export function inputOf({ sizes, batch }: Pick<Prediction, 'sizes' | 'batch'>): Float32Array {
  const next = uniforms(2);
  return Float32Array.from({ length: batch * sizes[0]! }, next);
}

/** `count` numbers from [−low, high). */
export function numbers(count: number, low: number, high: number): Float32Array {
  const next = uniforms(3);
  return Float32Array.from({ length: count }, () => next() * (high + low) - low);
}
