import { fileURLToPath } from 'node:url';

/** Who takes part: a name for the table, the module that plays it, and which of its variants. */
export interface Entrant {
  readonly name: string;
  readonly module: string;
  readonly variant: string;
  /** `ours`; `javascript`: what users would pick instead; `limit`: what the machine gives without JavaScript. */
  readonly group: 'ours' | 'javascript' | 'limit';
  /** Runs in WebAssembly. */
  readonly webAssembly?: true;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const ours: readonly Entrant[] = [
  { name: 'nonlin, wasm', module: here('nonlin.ts'), variant: 'wasm', group: 'ours', webAssembly: true },
  { name: 'nonlin, wasm, deterministic', module: here('nonlin.ts'), variant: 'deterministic', group: 'ours', webAssembly: true },
  { name: 'nonlin, reference', module: here('nonlin.ts'), variant: 'reference', group: 'ours' },
];

export const peers: readonly Entrant[] = [
  { name: 'TensorFlow.js, wasm', module: here('../peers/tensorflow.mjs'), variant: 'wasm', group: 'javascript', webAssembly: true },
  { name: 'TensorFlow.js, cpu', module: here('../peers/tensorflow.mjs'), variant: 'cpu', group: 'javascript' },
  { name: 'jax-js, wasm', module: here('../peers/jax.mjs'), variant: 'wasm', group: 'javascript', webAssembly: true },
  { name: 'onnxruntime-web', module: here('../peers/onnxruntime.mjs'), variant: 'web', group: 'javascript', webAssembly: true },
  { name: 'brain.js', module: here('../peers/brain.mjs'), variant: '', group: 'javascript' },
  { name: 'convnetjs', module: here('../peers/convnet.mjs'), variant: '', group: 'javascript' },
  { name: 'toygrad', module: here('../peers/toygrad.mjs'), variant: '', group: 'javascript' },
  { name: 'onnxruntime-node', module: here('../peers/onnxruntime.mjs'), variant: 'node', group: 'limit' },
];

/** Taken part in where the machine has them. */
export const limits: readonly Entrant[] = [
  { name: 'C', module: here('native.ts'), variant: 'plain', group: 'limit' },
  { name: 'C and OpenBLAS', module: here('native.ts'), variant: 'blas', group: 'limit' },
  { name: 'PyTorch', module: here('pytorch.ts'), variant: '', group: 'limit' },
];
