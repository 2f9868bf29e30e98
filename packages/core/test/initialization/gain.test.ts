import { describe, expect, test } from 'vitest';
import { dense, gainOf, glorotNormal, heNormal, identity, keyOf, normals, sequential, tensor, unitVariance } from '../../src/index.ts';
import type { Activation } from '../../src/index.ts';
import { elu, gelu, mish, relu, sigmoid, silu, softplus, step, swish, tanh } from '../activations.ts';
import { expectClose, messageOf } from '../tools.ts';

/** `1 / √∫ f(z)² φ(z) dz` by Simpson's rule on [−14, 14], 40,000 cells for each piece, with Math's functions. */
function quadrature(f: (z: number) => number, breaks: readonly number[] = []): number {
  let total = 0;
  const ends = [-14, ...breaks, 14];
  for (let i = 1; i < ends.length; i++) {
    const [low, high, cells] = [ends[i - 1]!, ends[i]!, 40_000];
    const h = (high - low) / cells;
    for (let cell = 0; cell <= cells; cell++) {
      const z = low + cell * h;
      // Just inside a piece, so that a jump belongs to neither end.
      const y = f(cell === 0 ? z + 1e-12 : cell === cells ? z - 1e-12 : z);
      total += ((cell === 0 || cell === cells ? 1 : cell % 2 === 1 ? 4 : 2) * h * y * y * Math.exp(-0.5 * z * z)) / 3;
    }
  }
  return 1 / Math.sqrt(total / Math.sqrt(2 * Math.PI));
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
const cube: Activation = { name: 'cube', formula: (x, ops) => ops.mul(x, ops.mul(x, x)) };
const sine: Activation = { name: 'sin', formula: (x, ops) => ops.sin(x) };
const growing: Activation = { name: 'exp', formula: (x, ops) => ops.exp(x) };

describe('gainOf: 1 / √E[f(z)²], z ~ N(0, 1)', () => {
  test.each([
    { activation: identity, gain: 1, within: 1e-14 },
    { activation: cube, gain: 1 / Math.sqrt(15), within: 1e-13 },
    { activation: sine, gain: 1 / Math.sqrt((1 - Math.exp(-2)) / 2), within: 1e-14 },
    { activation: growing, gain: Math.exp(-1), within: 1e-13 },
    { activation: relu, gain: Math.SQRT2, within: 1e-4 },
    { activation: step, gain: Math.SQRT2, within: 1e-4 },
  ])('of $activation.name is its closed form $gain, within $within', ({ activation, gain, within }) => {
    expectClose(gainOf(activation), gain, { relative: within });
  });

  test.each([
    { activation: sigmoid, f: logistic, within: 1e-12 },
    { activation: tanh, f: Math.tanh, within: 1e-12 },
    { activation: silu, f: (z: number) => z * logistic(z), within: 1e-12 },
    { activation: swish, f: (z: number) => z * logistic(z), within: 1e-12 },
    { activation: softplus, f: (z: number) => Math.log1p(Math.exp(z)), within: 1e-12 },
    { activation: mish, f: (z: number) => z * Math.tanh(Math.log1p(Math.exp(z))), within: 1e-12 },
    { activation: elu, f: (z: number) => (z > 0 ? z : Math.expm1(z)), within: 1e-4 },
  ])('of $activation.name is that of a finer rule, within $within', ({ activation, f, within }) => {
    expectClose(gainOf(activation), quadrature(f, [0]), { relative: within });
  });

  test('of gelu is 1.53353044119552337…, by quadrature with 30 digits, within 1e-13', () => {
    expectClose(gainOf(gelu), 1.533530441195523, { relative: 1e-13 });
  });

  test('signals keep their size: the mean square after the gain is 1 within 2%, 20,000 draws through relu and silu', () => {
    for (const activation of [relu, silu]) {
      const model = sequential(dense(1, 20_000, activation, { initialization: () => ({ weight: 1, bias: 0 }) }), dense(20_000, 1)).setup(3);
      const hidden = model.parameters['0.weight']!.map((x, ops) => activation.formula(x, ops));
      const square = hidden
        .mul(gainOf(activation))
        .map((x, ops) => ops.mul(x, x))
        .mean();
      expectClose(square.at(), 1, { absolute: 0.02 });
    }
  });

  test.each([
    { name: 'zero', formula: () => 0, square: '0' },
    { name: 'left', formula: (x, ops) => ops.where(ops.less(x, -50), 1, 0), square: '0' },
    { name: 'reciprocal', formula: (x, ops) => ops.div(1, ops.sub(x, x)), square: 'Infinity' },
    { name: 'undefined', formula: (x, ops) => ops.log(x), square: 'NaN' },
    { name: 'overflowing', formula: (x, ops) => ops.exp(ops.mul(1000, x)), square: 'Infinity' },
  ] satisfies readonly (Activation & { square: string })[])('of $name is refused', ({ square, ...activation }) => {
    expect(messageOf(() => gainOf(activation))).toBe(
      `RangeError: activation ${activation.name}: the mean of f(z)² over z ~ N(0, 1) is ${square}, so no weight scale keeps the signal's size; give the layer after it an initialization of its own, as { initialization: heNormal }`,
    );
  });
});

describe('initializations: standard deviations by fan and gain', () => {
  const fan = { inputs: 8, outputs: 2, gain: 3 };
  test.each([
    { name: 'unitVariance', scale: unitVariance, weight: 1, bias: 1 / 3 },
    { name: 'heNormal', scale: heNormal, weight: 0.5, bias: 0 },
    { name: 'glorotNormal', scale: glorotNormal, weight: Math.sqrt(0.2), bias: 0 },
  ])('$name', ({ scale, weight, bias }) => {
    expectClose(scale(fan).weight, weight, { relative: 1e-15 });
    expectClose(scale(fan).bias, bias, { relative: 1e-15 });
  });
});

test('by default the sums that enter the activations of a second layer have variance 1 within 3%: 40,000 of them, relu between', () => {
  const model = sequential(dense(200, 200, relu), dense(200, 200));
  const input = tensor(Float32Array.from(normals(keyOf(1), 200 * 200)), [200, 200]);
  const sums = model.setup(2).predict(input);
  expectClose(sums.mul(sums).mean().at(), 1, { absolute: 0.03 });
});
