import { sizeOf } from '@nonlin/core';
import type { Shape } from '@nonlin/core';
import { entryBytes, layoutOf } from './record/layout.ts';
import { engine } from './webassembly.ts';
import type { LinearMemory } from './webassembly.ts';

const PAGE = 65_536;
const LARGEST = 65_536 * PAGE;

/** A program's memory, and tensors going in and out of it. */
export class Heap {
  readonly memory: LinearMemory;
  #floats: Float32Array;

  constructor() {
    this.memory = new engine!.Memory({ initial: 1 });
    this.#floats = new Float32Array(this.memory.buffer);
  }

  /** Makes room up to `end`. Throws a `RangeError` with the bytes asked for where the engine has no more. */
  reserve(end: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    if (end > LARGEST)
      throw new RangeError(
        `wasm: the program needs ${megabytes(end)} (${end} bytes), WebAssembly addresses 4 GiB; use a smaller batchSize, fewer rows at once or narrower layers`,
      );
    try {
      this.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new RangeError(
        `wasm: out of memory: ${megabytes(end)} (${end} bytes) were asked for, ${megabytes(this.memory.buffer.byteLength)} are held; use a smaller batchSize, fewer rows at once or narrower layers`,
      );
    }
    this.#floats = new Float32Array(this.memory.buffer);
  }

  write(address: number, shape: Shape, data: Float32Array): void {
    const { rows, columns, stride } = layoutOf(shape);
    const floats = this.#floats;
    const start = address / 4;
    if (columns === stride || rows === 1) floats.set(data, start);
    else for (let row = 0; row < rows; row++) floats.set(data.subarray(row * columns, (row + 1) * columns), start + row * stride);
  }

  read(address: number, shape: Shape, data: Float32Array = new Float32Array(sizeOf(shape))): Float32Array {
    const { rows, columns, stride } = layoutOf(shape);
    const floats = this.#floats;
    const start = address / 4;
    if (columns === stride || rows === 1) data.set(floats.subarray(start, start + data.length));
    else
      for (let row = 0; row < rows; row++) data.set(floats.subarray(start + row * stride, start + row * stride + columns), row * columns);
    return data;
  }

  /** Writes `count` tensors of a shape one after the other. */
  writeEntries(address: number, shape: Shape, count: number, data: Float32Array): void {
    const size = sizeOf(shape);
    if (size * 4 === entryBytes(shape)) this.#floats.set(data, address / 4);
    else for (let i = 0; i < count; i++) this.write(address + i * entryBytes(shape), shape, data.subarray(i * size, (i + 1) * size));
  }

  readEntries(address: number, shape: Shape, count: number): Float32Array {
    const size = sizeOf(shape);
    if (size * 4 === entryBytes(shape)) return this.#floats.slice(address / 4, address / 4 + count * size);
    const data = new Float32Array(count * size);
    for (let i = 0; i < count; i++) this.read(address + i * entryBytes(shape), shape, data.subarray(i * size, (i + 1) * size));
    return data;
  }

  /** What a check has left at `address`, once. */
  takeFlag(address: number): { readonly check: number; readonly value: number; readonly place: number } | undefined {
    const words = new Int32Array(this.memory.buffer, address, 3);
    const check = words[0]!;
    if (check === 0) return undefined;
    words[0] = 0;
    return { check, value: this.#floats[address / 4 + 1]!, place: words[2]! };
  }
}
