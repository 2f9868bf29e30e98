import { OnnxUnsupportedError } from '../errors.ts';

/** How many numbers a file may become: many nodes can share one tensor, and each would make its own weights of it. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = 16 * bytes + 1_000_000;
  }

  /** Throws an `OnnxUnsupportedError` when the model takes far more memory than the file. */
  take(count: number): void {
    this.#left -= count;
    if (!(this.#left >= 0))
      throw new OnnxUnsupportedError('the model would take many times the memory of the file, since its nodes share weights');
  }

  /** Zeros. */
  make(count: number): Float32Array {
    this.take(count);
    return new Float32Array(count);
  }
}
