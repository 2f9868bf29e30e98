import * as core from '@nonlin/core';
import { afterEach, expect, test, vi } from 'vitest';
import type * as Nonlin from '../src/index.ts';

const xor = {
  input: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  target: [[0], [1], [1], [0]],
};

/** The package as an engine with this `WebAssembly` loads it. */
async function nonlinIn(engine: unknown): Promise<typeof Nonlin> {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', engine);
  return import('../src/index.ts');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** An engine whose memories are counted: only the WebAssembly backend makes any. */
function counting(): { engine: unknown; memories: () => number } {
  let made = 0;
  class Memory extends WebAssembly.Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made++;
    }
  }
  const { Module, Instance } = WebAssembly;
  return { engine: { Module, Instance, Memory }, memories: () => made };
}

test.each(['fit', 'train'] as const)('%s trains XOR on WebAssembly without being asked to', async (how) => {
  const { engine, memories } = counting();
  const { adam, binaryCrossEntropy, defaultBackend, dense, fit, predictClass, sequential, silu, train } = await nonlinIn(engine);
  expect(defaultBackend().name).toBe('wasm');
  const model = sequential(dense(2, 8, silu), dense(8, 1));
  const options = { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 500, seed: 7 };
  if (how === 'fit') await fit(model, xor, options);
  else for await (const { epoch } of train(model, xor, { ...options, every: 100 })) expect(epoch % 100).toBe(0);
  expect(memories()).toBe(1);
  expect(predictClass(model, xor.input).toArray()).toEqual([0, 1, 1, 0]);
});

test.each([
  ['no WebAssembly at all', undefined],
  [
    'no vectors',
    {
      Module: function refuse() {
        throw new WebAssembly.CompileError('unknown opcode');
      },
    },
  ],
])('where the engine has %s, the reference trains, to the bits of core', async (_, engine) => {
  const { adam, binaryCrossEntropy, defaultBackend, dense, fit, sequential, silu } = await nonlinIn(engine);
  expect(defaultBackend().name).toBe('reference');
  const options = { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 50, seed: 7 };
  const model = sequential(dense(2, 8, silu), dense(8, 1));
  const { loss } = await fit(model, xor, options);
  const same = core.sequential(core.dense(2, 8, silu), core.dense(8, 1));
  expect(loss).toBe((await core.fit(same, xor, options)).loss);
});

test('a backend that is named is taken', async () => {
  const { engine, memories } = counting();
  const { binaryCrossEntropy, dense, fit, referenceBackend, sequential, sgd } = await nonlinIn(engine);
  const options = { loss: binaryCrossEntropy, optimizer: sgd({ rate: 0.1 }), epochs: 2, backend: referenceBackend };
  await fit(sequential(dense(2, 1)), xor, options);
  expect(memories()).toBe(0);
});

test.each([undefined, null, 3])('options %s are named by core', async (options) => {
  const { dense, sequential, train } = await import('../src/index.ts');
  expect(() => train(sequential(dense(2, 1)), xor, options as never)).toThrow('train: expected options');
});

test('every public name of core is here, and only training differs', async () => {
  const nonlin: { readonly [name: string]: unknown } = await import('../src/index.ts');
  const own: { readonly [name: string]: unknown } = await import('@nonlin/core');
  const differing = Object.keys(own).filter((name) => nonlin[name] !== own[name]);
  expect(differing.toSorted()).toEqual(['fit', 'train']);
});
