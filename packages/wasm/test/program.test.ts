import {
  adam,
  binaryCrossEntropy,
  dense,
  dropout,
  Tensor,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tensor,
  trainingStep,
  zeros,
} from '@nonlin/core';
import type { Activation, Program, Sequential, StepDefinition } from '@nonlin/core';
import { describe as group, expect, test, vi } from 'vitest';
import { describe, wasm } from '../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const tanh: Activation = { name: 'tanh', formula: (x, ops) => ops.tanh(x) };

const empty = { constants: {}, state: {} };
const compile = (definition: StepDefinition): Program => wasm.compile(definition) as Program;

/** A program that trains XOR, and the inputs of one step. */
function xor(hidden = 8): { program: Program; inputs: { rate: Tensor } } {
  const model: Sequential = sequential(dense(2, hidden, tanh), dense(hidden, 1)).setup(1);
  const step = trainingStep({ model, loss: binaryCrossEntropy, optimizer: sgd(), clip: [] });
  const constants = {
    input: tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]),
    target: tensor([[0], [1], [1], [0]]),
  };
  return { program: compile({ constants, state: { parameters: model.parameters }, step }), inputs: { rate: tensor([0.1]) } };
}

group('errors', () => {
  test.each<[string, StepDefinition, { [name: string]: Tensor }, string]>([
    [
      'a row that does not exist',
      {
        ...empty,
        constants: { x: tensor([[1], [2]]) },
        step: (ops, { constants, inputs }) => ({
          state: {},
          outputs: { y: ops.gather(constants['x']!, inputs['rows']!) },
          last: () => ({}),
        }),
      },
      { rows: tensor([[0, 2]]) },
      'RangeError: gather: index 2 at 1 is not a row; use 0 to 1',
    ],
    [
      'a row between two',
      {
        ...empty,
        constants: { x: tensor([[1], [2]]) },
        step: (ops, { constants, inputs }) => ({
          state: {},
          outputs: { y: ops.gather(constants['x']!, inputs['rows']!) },
          last: () => ({}),
        }),
      },
      { rows: tensor([[0.5, 1]]) },
      'RangeError: gather: index 0.5 at 0 is not a row; use 0 to 1',
    ],
    [
      'a class that does not exist',
      { ...empty, step: (ops, { inputs }) => ({ state: {}, outputs: { y: ops.oneHot(inputs['classes']!, 3) }, last: () => ({}) }) },
      { classes: tensor([[0, -1]]) },
      'RangeError: oneHot: class -1 in row 1 does not exist; with 3 classes use 0 to 2',
    ],
    [
      'a state of another shape',
      {
        ...empty,
        state: { kept: { x: tensor([1, 2]) } },
        step: (ops, { state }) => ({ state: { kept: { x: ops.sum(state['kept']!['x']!) } }, outputs: {}, last: () => ({}) }),
      },
      {},
      'RangeError: step: x of kept has shape [2], its next value []',
    ],
    [
      'more than WebAssembly addresses',
      {
        ...empty,
        constants: { x: zeros([40_000, 1]) },
        step: (ops, { constants }) => ({
          state: {},
          outputs: {
            y: ops.sum(ops.matmul(constants['x']!, constants['x']!, { transposeB: true })),
            z: ops.matmul(constants['x']!, constants['x']!, { transposeB: true }),
          },
          last: () => ({}),
        }),
      },
      {},
      'WebAssembly addresses 4 GiB; use a smaller batchSize, fewer rows at once or narrower layers',
    ],
  ])('%s', (_, definition, inputs, message) => {
    const program = compile(definition);
    const run = (): unknown => program.run(1, inputs);
    expect(() => {
      try {
        run();
      } catch (error) {
        throw new Error(String(error), { cause: error });
      }
    }).toThrow(message);
    program.dispose();
  });

  test('memory that the engine does not have: the bytes asked for, and what to lower', () => {
    const { program, inputs } = xor();
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no');
    });
    try {
      expect(() => program.run(100_000, { rate: zeros([100_000]) })).toThrow(
        /out of memory: .* MiB \(\d+ bytes\) were asked for, .* are held; use a smaller batchSize/u,
      );
    } finally {
      grow.mockRestore();
    }
    expect(program.run(1, inputs)).toHaveProperty('outputs.loss');
  });

  test('an engine without SIMD: the backend to use instead is named', async () => {
    vi.resetModules();
    vi.doMock('../src/features.ts', () => ({ hasSimd: () => false, hasRelaxedMadd: () => false }));
    const { wasm } = await import('../src/index.ts');
    vi.doUnmock('../src/features.ts');
    expect(() => wasm.compile({ ...empty, step: () => ({ state: {}, outputs: {}, last: () => ({}) }) })).toThrow(/referenceBackend/u);
  });
});

group('what a program holds', () => {
  test('after dispose it refuses to run, in words', () => {
    const { program, inputs } = xor();
    program.dispose();
    expect(() => program.run(1, inputs)).toThrow('disposed of');
    expect(() => program.state()).toThrow('disposed of');
  });

  test('`using` disposes of it', () => {
    const { program } = xor();
    (program as Program & Disposable)[Symbol.dispose]();
    expect(() => program.state()).toThrow('disposed of');
  });

  test.each([
    ['of one form, which share a module,', 1],
    ['of a hundred forms, each forgotten before it comes again,', 100],
  ])('1,000 programs %s compiled, run and dropped leave no more memory behind than 100', async (_, forms) => {
    const rounds = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        const { program, inputs } = xor(1 + (i % forms));
        await program.run(1, inputs);
        if (i % 2 === 0) program.dispose();
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return process.memoryUsage().rss;
    };
    await rounds(200);
    const before = await rounds(100);
    const after = await rounds(700);
    expect((after - before) / 2 ** 20).toBeLessThan(100);
  });
});

group('the plan in words', () => {
  test('a small step: in registers', async () => {
    const { program, inputs } = xor();
    expect(describe(program)).toBe('not run yet: the shapes of its inputs are known with the first run');
    await program.run(1, inputs);
    expect(describe(program).replace(/module of .*/u, 'module of …')).toMatchInlineSnapshot(`
      "one function: the whole step in registers, the state loaded before and stored after a run
      products and sums fused (relaxed SIMD); module of …

        0  matmul [4, 2] · [2, 8], b as it lies
        1  loop 4 × 8: 2 tensors from 2 tensors in one pass
        2  matmul [1, 8] · [4, 8]ᵀ, one row
        3  loop 1 × 4: 3 tensors, sum of all, sum of all from 3 tensors in one pass
        4  matmul [1, 4] · [4, 8], one row
        5  loop 4 × 8: 2 tensors, sum by column from 3 tensors in one pass
        6  matmul [4, 2]ᵀ · [4, 8], b as it lies
        7  loop 1 × 8: 2 tensors from 5 tensors in one pass
        8  loop 1 × 1: 1 tensor from 3 tensors in one pass
        9  loop 2 × 8: 1 tensor from 3 tensors in one pass
      last loop 2 × 8: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 8: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 2 tensors in one pass
      last loop 2 × 8: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 8: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 2 tensors from 3 tensors in one pass
      last loop 1 × 8: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 1: 3 tensors from 2 tensors in one pass
      last loop 1 × 8: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 3 tensors from 3 tensors in one pass

      memory: data 80 B, state 144 B
              tensors of the step 368 B; each in a place of its own they would take 1.1 kB"
    `);
  });

  test('a larger one: kernels', async () => {
    const model: Sequential = sequential(dense(784, 256, tanh), dropout(0.5), dense(256, 10)).setup(1);
    const { slots, coefficients } = adam();
    const step = trainingStep({ model, loss: softmaxCrossEntropy, optimizer: adam(), clip: [] });
    const remembered = Object.fromEntries(
      slots.map((slot) => [
        slot,
        Object.fromEntries(
          Object.entries(model.parameters).map(([name, { shape }]) => [
            name,
            new Tensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1))),
          ]),
        ),
      ]),
    );
    const program = compile({
      constants: { input: zeros([100, 784]), target: zeros([100, 1]) },
      state: { parameters: model.parameters, ...remembered },
      step,
    });
    await program.run(1, {
      rows: zeros([1, 64]),
      key: zeros([1, 4]),
      ...Object.fromEntries(Object.entries(coefficients(1)).map(([name, value]) => [name, tensor([value])])),
    });
    expect(describe(program).replace(/.*module of .*/u, 'module of …')).toMatchInlineSnapshot(`
      "21 kernels, a function each
      module of …

        0  check [64]: whole numbers from 0 to 99
        1  gather [64, 784]
        2  gather [64, 1]
        3  matmul [64, 784] · [784, 256], b in panels
        4  loop 64 × 256: 2 tensors from 2 tensors in one pass
        5  random [64, 256]
        6  loop 64 × 256: 2 tensors from 2 tensors in one pass
        7  matmul [64, 256] · [256, 10], b as it lies
        8  loop 64 × 10: 1 tensor, max by row from 2 tensors in one pass
        9  check [64, 1]: whole numbers from 0 to 9
       10  loop 64 × 10: 1 tensor, sum by row from 1 tensor in one pass
       11  loop 64 × 10: 2 tensors, sum by row from 2 tensors in one pass
       12  loop 64 × 10: 2 tensors, sum of all, sum by column from 5 tensors in one pass
       13  matmul [64, 256]ᵀ · [64, 10], b as it lies
       14  matmul [64, 10] · [256, 10]ᵀ, b in panels
       15  loop 64 × 256: 2 tensors, sum by column from 3 tensors in one pass
       16  matmul [64, 784]ᵀ · [64, 256], b in panels
       17  loop 256 × 10: 3 tensors from 6 tensors in one pass
       18  loop 1 × 10: 3 tensors from 6 tensors in one pass
       19  loop 784 × 256: 3 tensors from 6 tensors in one pass
       20  loop 1 × 256: 3 tensors from 6 tensors in one pass
      last loop 784 × 256: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 256: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 2 tensors in one pass
      last loop 784 × 256: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 256: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 2 tensors from 3 tensors in one pass
      last loop 256 × 10: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 10: 1 tensor, max of all from 1 tensor in one pass
      last loop 1 × 1: 1 tensor from 2 tensors in one pass
      last loop 256 × 10: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 1 tensor from 1 tensor in one pass
      last loop 1 × 10: 1 tensor, sum of all from 2 tensors in one pass
      last loop 1 × 1: 2 tensors from 3 tensors in one pass

      memory: data 314.0 kB, state 2.4 MB, 12 of its tensors updated in place, 0 copied
              tensors of the step 1.2 MB; each in a place of its own they would take 4.0 MB"
    `);
  });

  test('a program of another backend is refused', () => {
    expect(() => describe({} as Program)).toThrow(TypeError);
  });
});
