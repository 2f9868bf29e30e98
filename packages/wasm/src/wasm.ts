import type { Backend } from '@nonlin/core';
import { hasSimd } from './features.ts';
import { WasmProgram } from './program.ts';

/**
 * Turns a step into a WebAssembly module with 128-bit vectors. Throws an `Error` where the engine has none.
 *
 * Sums may be taken in another order than the reference's and products may stay unrounded before they are added, so that
 * results differ from the reference's and from one processor to another in their last bits; with `deterministic: true`
 * all engines and machines give the same bits.
 */
export const wasm: Backend = {
  name: 'wasm',
  compile(definition, options) {
    if (!hasSimd())
      throw new Error(
        'wasm: this engine has no WebAssembly SIMD; leave `backend` out, or pass `backend: referenceBackend` from @nonlin/core',
      );
    return new WasmProgram(definition, options);
  },
};
