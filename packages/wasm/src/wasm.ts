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
    expectSimd('wasm', 'leave `backend` out, or pass `backend: referenceBackend` from @nonlin/core');
    return new WasmProgram(definition, options);
  },
};

/** Throws an `Error` with this advice where the engine has no 128-bit vectors. */
export function expectSimd(where: string, advice: string): void {
  if (!hasSimd()) throw new Error(`${where}: this engine has no WebAssembly SIMD; ${advice}`);
}
