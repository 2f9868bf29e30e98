import { Module } from '../../src/encode/module.ts';
import { kernels, mathContext } from '../../src/math/index.ts';
import type { MathFunction } from '../../src/math/index.ts';

/** A kernel at work on memory: `run` fills `output` from `input`. */
export interface Sweep {
  readonly input: Float32Array;
  readonly output: Float32Array;
  run(): void;
}

/** A loop over `count` values (a multiple of 4) with the kernel inlined, as programs use it. */
export function sweep(name: MathFunction, fused: boolean, count: number): Sweep {
  const bytes = 4 * count;
  const module = new Module();
  module.memory({ initial: Math.ceil((2 * bytes) / 65536), export: 'memory' });
  const context = mathContext(module, fused);
  // A kernel may declare functions of its own, which is why the loop is declared first.
  module.function({ params: [], results: [], export: 'run' }, (code) => {
    const at = code.local('i32');
    const x = code.local('v128');
    code.loop((again) => {
      code.get(at).get(at).load('v128.load').set(x);
      kernels[name](code, x, context);
      code.store('v128.store', bytes);
      code.get(at).i32(16).op('i32.add').tee(at).i32(bytes).op('i32.lt_u').brIf(again);
    });
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()));
  const { memory, run } = exports as { memory: WebAssembly.Memory; run: () => void };
  return { input: new Float32Array(memory.buffer, 0, count), output: new Float32Array(memory.buffer, bytes, count), run };
}
