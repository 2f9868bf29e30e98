import { describe, expect, test } from 'vitest';
import { activationOf } from '../src/network/activations.ts';
import { curveOf } from '../src/network/curve.ts';
import { readFormula } from '../src/network/read-formula.ts';
import { unitStates } from '../src/network/trace.ts';
import { number } from '../src/text/number.ts';

describe('curves', () => {
  test.each([
    ['step', '', 0, -6, 6],
    ['sigmoid', '', 0.25, 0, 0],
    ['relu', '', 1, 0, 6],
    ['own', 'clamp(x, -1, 2)', 1, -1, 2],
    ['own', 'sin(x)', 1, 0, 0],
    ['own', '-2*x', -2, -6, 6],
    ['own', 'exp(-x*x/2)', Math.exp(-0.5), -1, -1],
  ] as const)('%s %s: largest slope %d from %d to %d', (lane, formula, slope, from, to) => {
    const { largest } = curveOf(activationOf(lane, formula), 6);
    expect(largest.slope).toBeCloseTo(slope, 9);
    expect(largest.from).toBeCloseTo(from, 4);
    expect(largest.to).toBeCloseTo(to, 4);
  });

  test('curvature is that of the formula: sin″ = −sin, (x³)″ = 6x', () => {
    const sine = curveOf(activationOf('own', 'sin(x)'), 6);
    for (const [i, x] of sine.inputs.entries()) expect(sine.curvatures[i]).toBeCloseTo(-Math.sin(x), 9);
    const cube = curveOf(activationOf('own', 'x^3'), 6);
    for (const [i, x] of cube.inputs.entries()) expect(cube.curvatures[i]).toBeCloseTo(6 * x, 9);
  });

  test('parameters stand at their first values unless given', () => {
    const activation = activationOf('own', 'beta * x');
    expect(curveOf(activation, 6).read(2)).toEqual({ value: 2, slope: 1 });
    expect(curveOf(activation, 6, { beta: 3 }).read(2)).toEqual({ value: 6, slope: 3 });
  });
});

describe('typed formulas', () => {
  test.each([
    ['x * sigmod(x)', 4, 6],
    ['x +', 3, 0],
    ['x $ 2', 2, 1],
  ])('%s: the fault is at %i, %i long', (text, position, length) => {
    expect(readFormula(text)).toMatchObject({ kind: 'faulty', position, length });
  });

  test.each(['x', 'x * tanh(softplus(x))', 'x > 0 ? 1 : -1', 'beta * x'])('%s is one', (text) => {
    expect(readFormula(text).kind).toBe('good');
  });
});

test('units are dead without any slope, saturated without one above 0.01', () => {
  const slope = Float32Array.of(0, 0.005, 1, 0, 0.001, 0);
  expect(unitStates({ units: 3, slope })).toEqual(['dead', 'saturated', 'alive']);
});

test.each([
  [0, '0'],
  [-0, '0'],
  [0.25, '0.25'],
  [-1.23456, '−1.23'],
  [0.00002, '2.0 · 10⁻⁵'],
  [-123456, '−1.2 · 10⁵'],
  [Infinity, '∞'],
  [NaN, 'NaN'],
])('%d is written %s', (x, text) => {
  expect(number(x)).toBe(text);
});
