/**
 * A fresh `Float32Array(32)` costs V8 some 450 ns (its buffer lives outside the heap), a view of a larger one 35 ns.
 * A training step of XOR makes about thirty small arrays, so small ones are cut from a slab. Zeros, as `new` gives.
 */
const SLAB = 16_384;
const SMALL = 1_024;
let slab: ArrayBuffer | undefined;
let used = 0;

export function allocate(size: number): Float32Array<ArrayBuffer> {
  if (size > SMALL || size < 1) return new Float32Array(size);
  if (slab === undefined || used + size > SLAB) {
    slab = new ArrayBuffer(SLAB * 4);
    used = 0;
  }
  const cut = new Float32Array(slab, used * 4, size);
  used += size;
  return cut;
}
