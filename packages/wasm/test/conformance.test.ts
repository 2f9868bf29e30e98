import { testBackend } from '@nonlin/conformance';
import type { Backend } from '@nonlin/core';
import { vi } from 'vitest';
import { wasm } from '../src/index.ts';
import { WasmProgram } from '../src/program.ts';

// Hundreds of modules are compiled.
vi.setConfig({ testTimeout: 60_000 });

testBackend(wasm);
testBackend(
  { name: 'wasm', compile: (definition, options) => wasm.compile(definition, { ...options, deterministic: true }) },
  { title: 'wasm, deterministic' },
);

// What is so small that it runs in registers, run by kernels too.
const byKernels: Backend = { name: 'wasm', compile: (definition, options) => new WasmProgram(definition, { ...options, form: 'kernels' }) };
testBackend(byKernels, { title: 'wasm, by kernels' });
