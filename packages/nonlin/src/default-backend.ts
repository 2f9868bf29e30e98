import { referenceBackend } from '@nonlin/core';
import type { Backend } from '@nonlin/core';
import { hasSimd, wasm } from '@nonlin/wasm';

/** WebAssembly where the engine has its 128-bit vectors, tested by running some; else the reference. */
export function defaultBackend(): Backend {
  return hasSimd() ? wasm : referenceBackend;
}
