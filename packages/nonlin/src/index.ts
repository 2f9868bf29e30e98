// All of core, but for a default: training runs on WebAssembly where it can.
export * from '@nonlin/core';
export { defaultBackend } from './default-backend.ts';
export { fit, train } from './train.ts';

// The usual activations.
export { gelu, geluTanh } from '@nonlin/gelu';
export { relu } from '@nonlin/relu';
export { sigmoid } from '@nonlin/sigmoid';
export { silu } from '@nonlin/silu';
export { step } from '@nonlin/step';

// The backend, and predictions compiled by it.
export { predictor, wasm } from '@nonlin/wasm';
export type { Predictor } from '@nonlin/wasm';
