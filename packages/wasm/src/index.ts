export { describe } from './describe.ts';
export { hasSimd } from './features.ts';
export { predictor } from './predictor.ts';
export type { Predictor } from './predictor.ts';
export { wasm } from './wasm.ts';
