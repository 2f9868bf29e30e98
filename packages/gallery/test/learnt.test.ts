import {
  activate,
  adam,
  adamW,
  dense,
  fit,
  frozen,
  load,
  meanSquaredError,
  numbers,
  reference,
  rmsprop,
  save,
  sequential,
  sgd,
} from '@nonlin/core';
import { tensor } from '@nonlin/core';
import type { Context, Optimizer, Sequential, Tensor } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { learntSnake, prelu, swish } from '../src/index.ts';

const optimizers: { readonly [name: string]: Optimizer } = {
  SGD: sgd({ rate: 0.05 }),
  'SGD with momentum': sgd({ rate: 0.02, momentum: 0.9 }),
  'SGD with Nesterov momentum': sgd({ rate: 0.02, momentum: 0.9, nesterov: true }),
  RMSProp: rmsprop({ rate: 0.01 }),
  Adam: adam({ rate: 0.02 }),
  AdamW: adamW({ rate: 0.02 }),
};

const activations = {
  PReLU: { make: prelu, parameter: 'alpha', initial: 0.25 },
  Swish: { make: swish, parameter: 'beta', initial: 1 },
  'learnt snake': { make: learntSnake, parameter: 'frequency', initial: 1 },
} as const;

const input = Array.from({ length: 16 }, (_, i) => [(i % 4) - 1.5, Math.floor(i / 4) - 1.5]);
const data = { input, target: input.map(([a, b]) => [Math.abs(a!) - 0.5 * b!]) };

const rows = Object.entries(activations).flatMap(([name, { make, parameter, initial }]) =>
  [false, true].map((perUnit) => ({
    name: `${name}${perUnit ? ', per unit' : ''}`,
    activation: make({ perUnit }),
    parameter,
    initial,
    perUnit,
  })),
);

const lossOf = (model: Sequential): number => meanSquaredError.measure(reference, model.predict(input), tensor(data.target)).value.data[0]!;

describe.each(rows)('$name', ({ activation, parameter, initial, perUnit }) => {
  const start = (): Sequential => sequential(dense(2, 4, activation), dense(4, 1)).setup(5);

  test.each(Object.entries(optimizers))('trains under %s, and the loss is halved at least', async (_, optimizer) => {
    const model = start();
    const before = lossOf(model);
    await fit(model, data, { loss: meanSquaredError, optimizer, epochs: 100, seed: 5 });
    const learnt = [...model.parameters[`0.${parameter}`]!.data];
    expect(learnt.length).toBe(perUnit ? 4 : 1);
    for (const value of learnt) expect(Math.abs(value - initial)).toBeGreaterThan(1e-3);
    expect(new Set(learnt).size).toBe(learnt.length);
    expect(lossOf(model)).toBeLessThan(0.5 * before);
  });

  test('does not move in a frozen layer', async () => {
    const model = sequential(frozen(dense(2, 4, activation)), dense(4, 1)).setup(5);
    await fit(model, data, { loss: meanSquaredError, optimizer: adamW({ rate: 0.05 }), epochs: 5 });
    expect(new Set(model.parameters[`0.${parameter}`]!.data)).toEqual(new Set([initial]));
  });

  test('is saved and loaded, to the bit, and trains on', async () => {
    const model = start();
    await fit(model, data, { loss: meanSquaredError, optimizer: adam({ rate: 0.02 }), epochs: 20 });
    const again = load(save(model), { activations: [activation] });
    expect(again.parameters[`0.${parameter}`]!.equals(model.parameters[`0.${parameter}`]!)).toBe(true);
    expect(again.predict(input).equals(model.predict(input))).toBe(true);
    await fit(again, data, { loss: meanSquaredError, optimizer: adam({ rate: 0.02 }), epochs: 20 });
    expect(lossOf(again)).toBeLessThan(lossOf(model));
  });

  test('stands in the summary, with its shape and in the count', () => {
    const line = start().summary().split('\n')[1]!;
    expect(line).toContain(`${parameter} [${perUnit ? 4 : 1}]`);
    expect(line).toMatch(new RegExp(` ${2 * 4 + 4 + (perUnit ? 4 : 1)}$`));
  });

  test('the gradient of the loss in it is the finite difference of the loss, within 1e-3', () => {
    const model = start();
    const context: Context<Tensor> = { mode: 'train', random: (like) => like };
    const { output, pull } = model.forward(reference, model.parameters, tensor(input), context);
    const { gradient } = meanSquaredError.measure(reference, output, tensor(data.target));
    const its = pull(gradient).parameters[`0.${parameter}`]!;
    for (const [i, slope] of its.data.entries()) {
      const losses = [-1, 1].map((sign) => {
        const moved = start();
        const values = Float32Array.from(moved.parameters[`0.${parameter}`]!.data);
        values[i] = values[i]! + sign * 2 ** -8;
        moved.parameters = { ...moved.parameters, [`0.${parameter}`]: tensor(values, [values.length]) };
        return lossOf(moved);
      });
      expect(Math.abs((losses[1]! - losses[0]!) * 2 ** 7 - slope)).toBeLessThan(1e-3);
    }
  });

  test('slopes in x and in it are finite for every finite float32, also where it is 0 or negative', () => {
    for (const value of parameter === 'frequency' ? [0.01, 1] : [-1, 0, 0.01, 1])
      for (const size of [1e-45, 1e-20, 0.5, 30, 1e4, 1e20, 3.4028234663852886e38])
        for (const x of [-size, size]) {
          const read = activate(activation, x, { [parameter]: value }, numbers);
          expect(
            Object.values(read).every((y) => Number.isFinite(y)),
            `${parameter} = ${value}, x = ${x}: ${JSON.stringify(read)}`,
          ).toBe(true);
        }
  });
});
