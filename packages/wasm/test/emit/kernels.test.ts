import { reference, tensor } from '@nonlin/core';
import type { Shape, Tensor } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { Module } from '../../src/encode/module.ts';
import { interleave } from '../../src/emit/strands.ts';
import { kernels, mathContext } from '../../src/math/index.ts';
import type { MathFunction } from '../../src/math/index.ts';
import { WasmProgram } from '../../src/program.ts';

/** Whole numbers from −4 to 4: sums of their products are exact in float32. */
const whole = (shape: Shape, seed: number): Tensor =>
  tensor(
    Array.from(
      { length: shape.reduce((product, dimension) => product * dimension, 1) },
      (_, i) => ((i * 7 + seed * 3 + ((i * i) % 11)) % 9) - 4,
    ),
    [...shape],
  );

describe('products of all sizes around the tiles, exactly', () => {
  describe.each([
    ['fused', false],
    ['plain', true],
  ])('%s', (_, deterministic) => {
    test.each([
      [1, 2, 1],
      [1, 9, 37],
      [1, 130, 64],
      [2, 3, 5],
      [5, 7, 8],
      [6, 8, 16],
      [7, 5, 9],
      [11, 513, 12],
      [13, 600, 20],
      [64, 128, 10],
      [193, 4, 8],
      [200, 30, 33],
      [30, 2, 3],
      [31, 65, 1],
    ])('[%d, %d] · [., %d]', async (m, k, n) => {
      for (const transposeA of [false, true])
        for (const transposeB of [false, true]) {
          const a = whole(transposeA ? [k, m] : [m, k], 1);
          const b = whole(transposeB ? [n, k] : [k, n], 2);
          const program = new WasmProgram(
            {
              constants: {},
              state: {},
              step: (ops, { inputs }) => ({
                state: {},
                outputs: { product: ops.matmul(inputs['a']!, inputs['b']!, { transposeA, transposeB }) },
                last: () => ({}),
              }),
            },
            { deterministic, form: 'kernels' },
          );
          const { outputs } = program.run(1, { a: a.reshape(1, ...a.shape), b: b.reshape(1, ...b.shape) });
          program.dispose();
          const expected = reference.matmul(a, b, { transposeA, transposeB });
          expect(outputs['product']!.data, `${transposeA} ${transposeB}`).toEqual(expected.data);
        }
    });
  });
});

test.each(Object.keys(kernels) as MathFunction[])('%s of five vectors side by side has the bits of one by one', (name) => {
  const values = Float32Array.from({ length: 20 }, (_, i) => (i - 7) * 1.37 ** (i * 1.5));
  const run = (strands: number): Float32Array => {
    const module = new Module();
    const context = mathContext(module, false);
    module.memory({ initial: 1, export: 'memory' });
    module.function({ params: [], results: [], export: 'run' }, (code) => {
      for (let first = 0; first < 5; first += strands)
        interleave(code, strands, (code, strand) => {
          const at = (first + strand) * 16;
          const x = code.local('v128');
          code.i32(0).load('v128.load', at).set(x);
          kernels[name](code, x, context);
          code.set(x);
          code
            .i32(0)
            .get(x)
            .store('v128.store', 1024 + at);
        });
    });
    const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports as {
      memory: WebAssembly.Memory;
      run: () => void;
    };
    new Float32Array(memory.buffer).set(values);
    run();
    return new Float32Array(memory.buffer, 1024, 20);
  };
  expect(run(5)).toEqual(run(1));
});
