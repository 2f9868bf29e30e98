import { testActivation } from '@nonlin/conformance';
import { dense, duals, fit, meanSquaredError, numbers, readDual, sequential, sgd, valueAndSlope, variable } from '@nonlin/core';
import { property, assert, float } from 'fast-check';
import { expect, test } from 'vitest';
import { testAccuracy } from '../../../scripts/activations/test-accuracy.ts';
import { testReadme } from '../../../scripts/activations/test-readme.ts';
import { step } from '../src/index.ts';
import { readme } from './readme.ts';

testActivation(step, {
  facts: {
    range: [0, 1],
    limits: [0, 1],
    largestSlope: { slope: 0, at: [-Infinity, Infinity] },
    slopeAtZero: 0,
    monotonic: true,
    kinks: [],
    jumps: [0],
    smooth: false,
  },
});

testAccuracy(step, { folder: 'step', name: 'step', double: { relative: 0, absoluteSlope: 0 } });
testReadme('step', readme);

const at = (x: number) => valueAndSlope(step.formula, x);

test('every float32 x: value 1 where x > 0, else 0, and slope 0', () => {
  assert(
    property(float({ noNaN: true }), (x) => {
      expect(at(x)).toEqual({ value: x > 0 ? 1 : 0, slope: 0 });
    }),
    { numRuns: 2000 },
  );
});

const places = [-Infinity, -1e20, -1, -1e-45, -0, 0, 1e-45, 1, 1e20, Infinity, NaN];

test('step(0) = 0 and step(−0) = 0; NaN stays NaN, with slope 0', () => {
  expect(at(0)).toEqual({ value: 0, slope: 0 });
  expect(at(-0)).toEqual({ value: 0, slope: 0 });
  expect(at(NaN)).toEqual({ value: NaN, slope: 0 });
});

test.each(places)('at %d, slope and second derivative are 0, in duals of duals too', (x) => {
  const { slope } = readDual(step.formula(variable(variable(x)), duals(duals(numbers))));
  expect(readDual(slope)).toEqual({ value: 0, slope: 0 });
});

test.each(places.filter(Number.isFinite))('at %d, the slope of 3 · step(x²) + step(step(x)) is 0', (x) => {
  const rules = duals(numbers);
  const u = variable(x);
  const y = rules.add(rules.mul(3, step.formula(rules.mul(u, u), rules)), step.formula(step.formula(u, rules), rules));
  expect(readDual(y).slope).toBe(0);
});

test('no weight behind a step moves, whatever the error: 50 epochs change nothing in the hidden layer', async () => {
  const model = sequential(dense(2, 4, step), dense(4, 1));
  const data = {
    input: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    target: [[0], [1], [1], [0]],
  };
  const options = { loss: meanSquaredError, optimizer: sgd({ rate: 0.1 }), seed: 3 };
  await fit(model, data, { ...options, epochs: 1 });
  const before = model.parameters;
  await fit(model, data, { ...options, epochs: 50 });
  expect(model.parameters['0.weight']!.toArray()).toEqual(before['0.weight']!.toArray());
  expect(model.parameters['0.bias']!.toArray()).toEqual(before['0.bias']!.toArray());
  expect(model.parameters['1.weight']!.toArray()).not.toEqual(before['1.weight']!.toArray());
});
