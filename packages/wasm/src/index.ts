export { describe } from './describe.ts';
export { hasSimd } from './features.ts';
export { wasm } from './wasm.ts';
