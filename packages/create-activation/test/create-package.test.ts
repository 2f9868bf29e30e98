import { checkActivation } from '@nonlin/conformance/checks';
import { FormulaError } from '@nonlin/formula';
import { expect, test } from 'vitest';
import { createPackage } from '../src/index.ts';
import type { PackageOptions } from '../src/index.ts';

const versions = {
  '@nonlin/core': '^1.2.3',
  '@nonlin/conformance': '^1.1.0',
  '@nonlin/create-activation': '^1.0.0',
  typescript: '^7.0.2',
  vitest: '^5.1.1',
};
const create = (formula: string, more: Partial<PackageOptions> = {}) =>
  createPackage({ name: 'mish', formula, year: 2026, versions, ...more });

test('the formula as TypeScript', () => {
  expect(create('x * tanh(softplus(x))').files['src/index.ts']).toBe(`import type { Activation, Operand, ScalarOps } from '@nonlin/core';

/** \`where(x < 0, 0, x) + log1p(exp(where(x < 0, x, -x)))\` */
const softplus = <S>(x: Operand<S>, ops: ScalarOps<S>): Operand<S> => {
  const a = ops.less(x, 0);
  const b = ops.log1p(ops.exp(ops.where(a, x, ops.neg(x))));
  return ops.add(ops.where(a, 0, x), b);
};

/** \`x * tanh(softplus(x))\`. */
export const mish: Activation = {
  name: 'mish',
  formula: (x, ops) => ops.mul(x, ops.tanh(softplus(x, ops))),
  // Saved with a model, to say what to install; the test holds it to package.json.
  package: 'mish@0.1.0',
};
`);
});

test('parameters, each with its first value, one for each unit', () => {
  const { files } = create('x * sigmoid(beta * x) + alpha * x', {
    name: '@you/my-swish',
    parameters: { beta: -0.5, alpha: 2 },
    perUnit: true,
  });
  expect(files['src/index.ts']).toContain(`/** \`x * sigmoid(beta * x) + alpha * x\`; training learns beta and alpha. */
export const mySwish: Activation<'beta' | 'alpha'> = {
  name: 'my_swish',
  formula: (x, ops, { beta, alpha }) => ops.add(ops.mul(x, sigmoid(ops.mul(beta, x), ops)), ops.mul(alpha, x)),
  parameters: { beta: -0.5, alpha: 2 },
  perUnit: true,
`);
  expect(files['README.md']).toContain('learns `beta` (from -0.5 on) and `alpha` (from 2 on), in each unit of a layer.');
  expect(Object.keys(files)).toContain('test/my-swish.test.ts');
});

test('the facts in the test', () => {
  expect(create('exp(x)').files['test/mish.test.ts']).toContain(`
  facts: {
    range: [0, Infinity],
    limits: [0, Infinity],
    largestSlope: { slope: Infinity, at: Infinity },
    slopeAtZero: 1,
    monotonic: true,
    kinks: [],
    jumps: [],
    smooth: true,
    overflowsAt: { above: 88.7228 },
  },
`);
  const surrogate = create('withSlope(step(x - 0.5), x, 1)').files['test/mish.test.ts'];
  expect(surrogate).toContain('jumps: [0.5],');
  expect(surrogate).toContain('statesOwnSlope: true,');
  expect(create('x^2').files['test/mish.test.ts']).toContain('overflowsAt: { below: -1.84467e19, above: 1.84467e19 },');
});

const rows = (readme: string | undefined): { [row: string]: string } =>
  Object.fromEntries([...(readme ?? '').matchAll(/^\| ([^|]*?) +\| ([^|]*?) +\|$/gm)].map(([, row, value]) => [row!, value!]));

test.each([
  ['x * tanh(softplus(x))', { Range: '−0.3088 (at −1.1924) to ∞', 'Largest slope': '1.0885 at 1.4906', 'Slope at 0': '0.6' }],
  ['max(x, 0)', { 'Largest slope': '1, at every x > 0', Limits: '0 at −∞, ∞ at +∞', Monotonic: 'yes', 'The slope jumps at': '0' }],
  ['min(-x, 0)', { Range: '−∞ to 0', 'Largest slope': '−1, at every x > 0', Monotonic: 'yes: it falls' }],
  ['exp(x)', { Range: '0 to ∞', 'Largest slope': '∞, it grows without end', 'Leaves float32': 'right of 88.7228' }],
  ['sin(x)', { Range: '−1 to 1', Limits: 'none at −∞, none at +∞', Monotonic: 'no: it turns again and again' }],
  ['1 - x * tanh(x) / (1 + abs(x))', { Range: '0 to 1 (at 0)', Monotonic: 'no: rises left of 0, falls right of it' }],
  ['clamp(x, -3, 3)', { 'Largest slope': '1, at every x from −3 to 3', 'The slope jumps at': '−3, 3' }],
  ['softplus(x)', { 'Largest slope': '1, approached towards ∞' }],
  ['step(x + 0.25)', { 'Largest slope': '0, everywhere', 'The value jumps at': '−0.25' }],
  ['x^3 - 3*x', { Monotonic: 'no: it turns at −1, 1', 'Leaves float32': 'left of −6.98e12 and right of 6.98e12' }],
])('the README of %s', (formula, expected) => {
  const { 'README.md': readme } = create(formula).files;
  expect(rows(readme)).toMatchObject(expected);
  expect(readme).toContain(`\`mish(x) = `);
  expect(readme!.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});

test('package.json', () => {
  const { files } = create('max(x, 0)', { name: '@you/mish', author: 'Ada "A" Lovelace' });
  expect(JSON.parse(files['package.json']!)).toMatchObject({
    name: '@you/mish',
    author: 'Ada "A" Lovelace',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    publishConfig: { access: 'public' },
    peerDependencies: { '@nonlin/core': '^1.2.3' },
    devDependencies: versions,
  });
  expect(files['LICENSE']).toMatch(/^MIT License\n\nCopyright \(c\) 2026 Ada "A" Lovelace\n/);
  expect(create('max(x, 0)').files['LICENSE']).toContain('Copyright (c) 2026 The mish authors');
});

test('the same options give the same files', () => {
  expect(create('gelu(x)')).toEqual(create('gelu(x)'));
});

test.each<readonly [string, string, Partial<PackageOptions>, string]>([
  ['a constant', '3', {}, 'formula: expected one that depends on x, got 3, which is 3 everywhere'],
  ['a constant with x in it', '0 * x', {}, 'formula: expected one that depends on x, got 0 * x, which is 0 everywhere'],
  ['a parameter alone', 'alpha', {}, 'formula: expected one that depends on x, got alpha, which is 1 everywhere'],
  ['NaN left of 0', 'log(x)', {}, 'formula: expected a finite value for every x from −10 to 10, got NaN at x = −10'],
  ['a pole', '1 / x', {}, 'formula: expected a finite value for every x from −10 to 10, got Infinity at x = 0'],
  ["dense's own name", 'weight * x', {}, "formula: expected another name for weight, which dense's own parameter has"],
  [
    "dense's other name",
    'x + bias',
    { parameters: { bias: 0.5 } },
    "formula: expected another name for bias, which dense's own parameter has",
  ],
  ['nothing to learn for each unit', 'max(x, 0)', { perUnit: true }, 'per unit: expected a formula with a parameter to learn'],
  ['an unused parameter', 'max(x, 0)', { parameters: { alpha: 1 } }, 'the parameter alpha is not in the formula'],
  ['an author of two lines', 'max(x, 0)', { author: 'a\nb' }, 'author: expected a name on one line, got "a\\nb"'],
  ['no author', 'max(x, 0)', { author: ' ' }, 'author: expected a name on one line, got " "'],
])('%s is refused', (_, formula, more, message) => {
  expect(() => create(formula, more)).toThrow(RangeError);
  expect(() => create(formula, more)).toThrow(message);
});

test.each(['x *', 'sigmod(x)', 'x beta', ''])('%j is a FormulaError', (formula) => {
  expect(() => create(formula)).toThrow(FormulaError);
});

test.each([
  ['1 / (1 + x^4)', 'finite in float32'],
  ['where(x > 0, x, 0)', 'NaN'],
  ['exp(x) / (2 + exp(x))', 'finite'],
])('%s is made, with what its test will find', (formula, check) => {
  const { findings } = create(formula);
  expect(findings.map((finding) => finding.check)).toContain(check);
});

test('findings are those of the kit on the facts that the test declares', () => {
  const { findings, facts } = create('tanh(x)');
  expect(findings).toEqual([]);
  expect(checkActivation({ name: 'other', formula: (x, ops) => ops.sin(x) }, { facts })).not.toEqual([]);
});
