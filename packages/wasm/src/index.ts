export { describe } from './describe.ts';
export { wasm } from './wasm.ts';
