import { adam, binaryCrossEntropy, dense, fit, meanSquaredError, referenceBackend, sequential, tensor } from '@nonlin/core';
import type { Backend } from '@nonlin/core';
import { describe, expect, test, vi } from 'vitest';
import { wasm } from '../src/index.ts';
import { cases, deterministic, tanh, xor } from './trainings.ts';

vi.setConfig({ testTimeout: 60_000 });

describe('weights as the reference trains them, relative 2e-4 and absolute 2e-5', () => {
  describe.each([
    ['wasm', wasm],
    ['wasm, deterministic', deterministic],
  ])('%s', (_, backend) => {
    test.each(cases)('$name', async ({ model, data, options }) => {
      const [mine, theirs] = [model(), model()];
      const report = await fit(mine, data, { ...options, backend });
      const expected = await fit(theirs, data, { ...options, backend: referenceBackend });
      expect(report.loss).toBeCloseTo(expected.loss, 4);
      for (const [name, { data }] of Object.entries(theirs.parameters))
        for (const [i, value] of data.entries())
          expect(Math.abs(mine.parameters[name]!.data[i]! - value), `${name}[${i}]`).toBeLessThanOrEqual(2e-5 + 2e-4 * Math.abs(value));
    });
  });
});

test('XOR is learnt', async () => {
  const model = sequential(dense(2, 8, tanh), dense(8, 1));
  await fit(model, xor, { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 500, seed: 7, backend: wasm });
  expect(
    model
      .predict(xor.input)
      .map((x, math) => math.greater(x, 0))
      .toArray(),
  ).toEqual([[0], [1], [1], [0]]);
});

test('Adam goes on right after 2²⁴ steps, where a float32 count would stand still', async () => {
  const run = async (backend: Backend): Promise<number> => {
    const model = sequential(dense(1, 1)).setup(1);
    const zeros = { '0.weight': tensor([[0]]), '0.bias': tensor([0]) };
    const state = { parameters: model.parameters, mean: zeros, variance: zeros };
    await fit(
      model,
      { input: tensor([[1], [2]]), target: tensor([[2], [4]]) },
      {
        loss: meanSquaredError,
        optimizer: adam({ rate: 0.01 }),
        epochs: 2 ** 24 + 20,
        resume: { epoch: 2 ** 24, step: 2 ** 24, state },
        backend,
      },
    );
    return model.parameters['0.weight']!.at(0, 0);
  };
  expect(await run(wasm)).toBeCloseTo(await run(referenceBackend), 5);
});
