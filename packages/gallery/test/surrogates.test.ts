import {
  accuracy,
  adam,
  binaryCrossEntropy,
  dense,
  evaluate,
  fit,
  frozen,
  load,
  save,
  sequential,
  standardize,
  tensor,
} from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { step } from '@nonlin/step';
import { describe, expect, test } from 'vitest';
import { sigmoidSurrogate, straightThrough, superSpike } from '../src/index.ts';

const input = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const target = tensor([[0], [1], [1], [0]]);
const network = (activation: Activation, isFrozen: boolean, seed: number) => {
  const layer = dense(2, 4, activation);
  return sequential(standardize(input), isFrozen ? frozen(layer) : layer, dense(4, 1)).setup(seed);
};

async function learns(activation: Activation, isFrozen: boolean, seed: number): Promise<boolean> {
  const model = network(activation, isFrozen, seed);
  await fit(model, { input, target }, { loss: binaryCrossEntropy, optimizer: adam({ rate: 0.05 }), epochs: 300, seed });
  return evaluate(model, { input, target }, { loss: binaryCrossEntropy, metrics: { accuracy } }).metrics['accuracy'] === 1;
}

describe.each([straightThrough(), sigmoidSurrogate(), superSpike()])('$name', (surrogate) => {
  test('its values are those of the step', () => {
    const first = [step, surrogate].map((activation) => network(activation, false, 3).predict(input));
    expect(first[0]!.equals(first[1]!)).toBe(true);
  });

  test('over 20 seeds and 4 hidden units it learns XOR more often than its frozen control, by at least 5', async () => {
    let [trained, control] = [0, 0];
    for (let seed = 0; seed < 20; seed++) {
      trained += Number(await learns(surrogate, false, seed));
      control += Number(await learns(surrogate, true, seed));
    }
    expect(trained).toBeGreaterThanOrEqual(control + 5);
  }, 30_000);

  test('load tells it from the step, by its slope', () => {
    const text = save(network(surrogate, false, 3));
    expect(() => load(text, { activations: [{ ...step, name: surrogate.name }] })).toThrow('its slope is 0');
    expect(
      load(text, { activations: [surrogate] })
        .predict(input)
        .equals(network(step, false, 3).predict(input)),
    ).toBe(true);
  });
});
