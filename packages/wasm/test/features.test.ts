import { expect, test, vi } from 'vitest';

test('SIMD and a fused multiply-add are found where the engine runs them right', async () => {
  const { hasSimd, hasRelaxedMadd } = await import('../src/features.ts');
  expect([hasSimd(), hasSimd()]).toEqual([true, true]);
  // It depends on the processor too.
  expect(hasRelaxedMadd()).toBe(hasRelaxedMadd());
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
])('%s: neither', async (_, engine) => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', engine);
  const { hasSimd, hasRelaxedMadd } = await import('../src/features.ts');
  vi.unstubAllGlobals();
  expect([hasSimd(), hasRelaxedMadd()]).toEqual([false, false]);
});

test('an engine whose multiply-add gives another result is not trusted with it', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', {
    Module: WebAssembly.Module,
    Instance: class {
      exports: { run: (x: number) => number };
      constructor(module: WebAssembly.Module) {
        const { run } = new WebAssembly.Instance(module).exports as { run: (x: number) => number };
        // Another factor stands for another rounding.
        this.exports = { run: () => run(1) };
      }
    },
  });
  const { hasSimd, hasRelaxedMadd } = await import('../src/features.ts');
  vi.unstubAllGlobals();
  expect([hasSimd(), hasRelaxedMadd()]).toEqual([true, false]);
});
