import { describe, expect, test } from 'vitest';
import {
  adam,
  cosineDecay,
  dense,
  dropout,
  fit,
  meanSquaredError,
  referenceBackend,
  rmsprop,
  sequential,
  sgd,
  tensor,
} from '../../src/index.ts';
import type { Backend, Optimizer, Sequential } from '../../src/index.ts';

const data = { input: tensor([[1], [2], [3]]), target: tensor([[1], [0], [1]]) };

/** The names of the inputs that a run of training gives its backend. */
async function inputsOf(model: Sequential, optimizer: Optimizer): Promise<string[]> {
  let names: string[] = [];
  const backend: Backend = {
    name: 'listening',
    async compile(definition) {
      const program = await referenceBackend.compile(definition);
      return {
        run: (count, inputs) => {
          names = Object.keys(inputs);
          return program.run(count, inputs);
        },
        state: () => program.state(),
        dispose: () => program.dispose(),
      };
    },
  };
  await fit(model, data, { loss: meanSquaredError, optimizer, epochs: 2, backend });
  return names.toSorted();
}

describe('a step is given what differs from step to step, and nothing that costs time in vain', () => {
  test('a key only where the model draws', async () => {
    expect(await inputsOf(sequential(dense(1, 1)), sgd())).toEqual(['rate']);
    expect(await inputsOf(sequential(dense(1, 2), dropout(0.5), dense(2, 1)), sgd())).toEqual(['key', 'rate']);
    expect(await inputsOf(sequential(dense(1, 1)), adam())).toEqual(['correctedRate', 'varianceCorrection']);
  });

  test.each([
    ['sgd', sgd({ rate: 0.1 }), true],
    ['sgd with momentum', sgd({ rate: 0.1, momentum: 0.9 }), true],
    ['sgd with a schedule', sgd({ rate: cosineDecay({ rate: 0.1, steps: 10 }) }), false],
    ['rmsprop', rmsprop(), true],
    ['rmsprop with a schedule', rmsprop({ rate: (step) => 1 / step }), false],
    ['adam', adam(), undefined],
  ])('coefficients of %s: steady %s', (_, optimizer, steady) => {
    expect(optimizer.steady).toBe(steady);
  });

  test('steady coefficients are asked for for a run at once, not for each step', async () => {
    let asked = 0;
    const { coefficients, ...rest } = sgd({ rate: 0.1 });
    const counting = {
      ...rest,
      coefficients: (step: number) => {
        asked++;
        return coefficients(step);
      },
    };
    await fit(sequential(dense(1, 1)), data, { loss: meanSquaredError, optimizer: counting, epochs: 50 });
    expect(asked).toBeLessThan(70);
  });
});
