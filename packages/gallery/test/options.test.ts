import { readFileSync } from 'node:fs';
import { load, save, sequential, dense, valueAndSlope } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import * as gallery from '../src/index.ts';

const { celu, elu, hardShrink, hardSigmoid, hardTanh, leakyRelu, learntSnake, prelu, sigmoidSurrogate, sine, snake, softplus } = gallery;
const { softShrink, squareplus, straightThrough, superSpike, swish, tanhShrink, threshold } = gallery;

describe('options out of range are refused in one line', () => {
  const above = 'a finite number above 0';
  test.each([
    ['celu: expected alpha to be', above, () => celu({ alpha: 0 })],
    ['elu: expected alpha to be', above, () => elu({ alpha: -1 })],
    ['hardShrink: expected threshold to be', above, () => hardShrink({ threshold: 0 })],
    ['hardSigmoid: expected slope to be', above, () => hardSigmoid({ slope: NaN })],
    ['hardTanh: expected low to be', 'a finite number', () => hardTanh({ low: -Infinity })],
    ['hardTanh: expected low below high', 'low 2 and high 1', () => hardTanh({ low: 2 })],
    ['leakyRelu: expected slope to be', 'a finite number from 0 on, got -0.1; its default is 0.01', () => leakyRelu({ slope: -0.1 })],
    ['learntSnake: expected frequency to be', above, () => learntSnake({ frequency: 0 })],
    ['prelu: expected alpha to be', 'a finite number', () => prelu({ alpha: Infinity })],
    ['sigmoidSurrogate: expected sharpness to be', above, () => sigmoidSurrogate({ sharpness: 0 })],
    ['sine: expected frequency to be', above, () => sine({ frequency: -1 })],
    ['snake: expected frequency to be', above, () => snake({ frequency: Infinity })],
    ['softplus: expected beta to be', above, () => softplus({ beta: 0 })],
    ['softShrink: expected threshold to be', above, () => softShrink({ threshold: -1 })],
    ['squareplus: expected b to be', above, () => squareplus({ b: 0 })],
    ['straightThrough: expected within to be', 'a number above 0', () => straightThrough({ within: 0 })],
    ['superSpike: expected sharpness to be', above, () => superSpike({ sharpness: NaN })],
    ['swish: expected beta to be', 'a finite number', () => swish({ beta: NaN })],
    ['threshold: expected value to be', 'a finite number', () => threshold({ value: NaN })],
  ])('%s %s', (where, expected, make) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(where);
    expect(make).toThrow(expected);
  });

  test('an option that does not exist, as JavaScript may give', () => {
    const options: object = { alpha: 0.2 };
    expect(() => leakyRelu(options)).toThrow(new TypeError('leakyRelu: there is no option alpha; it has slope'));
  });

  test('perUnit that is not a boolean', () => {
    const options: object = { perUnit: 1 };
    expect(() => prelu(options)).toThrow('prelu: expected perUnit to be true or false, got 1; its default is false');
  });
});

describe('names tell options apart', () => {
  test.each([
    ['leaky_relu', leakyRelu()],
    ['leaky_relu', leakyRelu({ slope: 0.01 })],
    ['leaky_relu(slope 0.2)', leakyRelu({ slope: 0.2 })],
    ['prelu(alpha 0.1, per unit)', prelu({ alpha: 0.1, perUnit: true })],
    ['straight_through(within Infinity)', straightThrough({ within: Infinity })],
  ] satisfies [string, AnyActivation][])('%s', (name, activation) => expect(activation.name).toBe(name));

  test('every activation’s name and package, each name once', () => {
    const made: AnyActivation[] = Object.values(gallery).map((one) => (typeof one === 'function' ? one() : one));
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
    const packages = new Set(made.map((activation) => activation.package));
    expect([...packages]).toEqual(['@nonlin/gallery@0.0.0', undefined]); // identity is core's
  });

  test('one model may hold both, is saved and loaded', () => {
    const [small, large] = [leakyRelu(), leakyRelu({ slope: 0.3 })];
    const model = sequential(dense(2, 3, small), dense(3, 2, large)).setup(1);
    const again = load(save(model), { activations: [leakyRelu({ slope: 0.3 }), leakyRelu()] });
    const input = [
      [0.3, -2],
      [-1, 1],
    ];
    expect(again.predict(input).toArray()).toEqual(model.predict(input).toArray());
    expect(() => load(save(model), { activations: [leakyRelu({ slope: 0.2 }), leakyRelu()] })).toThrow('leaky_relu(slope 0.3)');
  });
});

describe('options are those of the formula', () => {
  test.each([
    ['leaky ReLU, slope 0.2, at −2', leakyRelu({ slope: 0.2 }), -2, -0.4, 0.2],
    ['ELU, α 2, at −1', elu({ alpha: 2 }), -1, 2 * Math.expm1(-1), 2 * Math.exp(-1)],
    ['CELU, α 2, at −1', celu({ alpha: 2 }), -1, 2 * Math.expm1(-0.5), Math.exp(-0.5)],
    ['softplus, β 3, at 0', softplus({ beta: 3 }), 0, Math.LN2 / 3, 0.5],
    ['sin, ω 30, at 0.1', sine({ frequency: 30 }), 0.1, Math.sin(3), 30 * Math.cos(3)],
    ['snake, ω 3, at 0.5', snake({ frequency: 3 }), 0.5, 0.5 + Math.sin(1.5) ** 2 / 3, 1 + Math.sin(3)],
    ['squareplus, b 1, at 0', squareplus({ b: 1 }), 0, 0.5, 0.5],
    ['hard sigmoid, slope 0.2, at 1', hardSigmoid({ slope: 0.2 }), 1, 0.7, 0.2],
    ['hard tanh, −1 to 6, at 5', hardTanh({ high: 6 }), 5, 5, 1],
    ['hard shrink, 2, at 1.9', hardShrink({ threshold: 2 }), 1.9, 0, 0],
    ['soft shrink, 2, at −5', softShrink({ threshold: 2 }), -5, -3, 1],
    ['threshold 2, value 7, at 2', threshold({ threshold: 2, value: 7 }), 2, 7, 0],
    ['tanh shrink, near 0', tanhShrink, 1e-5, 1e-15 / 3, 1e-10],
    ['surrogate, sharpness 8, at 0', sigmoidSurrogate({ sharpness: 8 }), 0, 0, 2],
    ['straight through, within 2, at −2', straightThrough({ within: 2 }), -2, 0, 1],
    ['super spike, sharpness 3, at 1', superSpike({ sharpness: 3 }), 1, 1, 1 / 16],
  ] as const)('%s, within 1e-10', (_, { formula }, x, value, slope) => {
    const got = valueAndSlope(formula, x);
    expect(Math.abs(got.value - value)).toBeLessThanOrEqual(1e-10 * Math.abs(value));
    expect(Math.abs(got.slope - slope)).toBeLessThanOrEqual(1e-10 * Math.abs(slope));
  });
});

test('README lists every export', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(Object.keys(gallery).filter((name) => !readme.includes(`| \`${name}`) && !readme.includes(`: \`${name}\``))).toEqual([]);
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});
