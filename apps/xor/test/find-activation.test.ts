import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { usual } from '../src/activations.ts';
import { readFormula } from '../src/read-formula.ts';
import { numbers } from '@nonlin/core';
import { findActivations } from '../src/find-activation.ts';

const folder = mkdtempSync(join(tmpdir(), 'nonlin-xor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const square = `{ name: 'square', formula: (x, ops) => ops.mul(x, x) }`;
for (const [file, content] of Object.entries({
  'square.ts': `export const square = ${square}; export const note: string = 'beside it';`,
  'default.js': `export default ${square};`,
  'two.js': `export const a = ${square}; export const b = { ...a, name: 'b' };`,
  'twin.js': `export const twin = { ...${square}, name: 'relu' };`,
  'none.js': `export const answer = 42; export const almost = { name: 'almost', formul: 1 };`,
  'empty.js': ``,
  'broken.js': `export const = 1;`,
  'native.js': `export const native = { name: 'native', formula: (x) => Math.sin(x) + '' };`,
  'operator.js': `export const m = { name: 'm', formula: (x) => x * 2 };`,
  'random.js': `export const r = { name: 'r', formula: (x, ops) => ops.add(x, Math.random()) };`,
  'parameter.js': `export const p = { name: 'p', formula: (x, ops, { weight }) => ops.mul(x, weight), parameters: { weight: 1 } };`,
  'nameless.js': `export const n = { name: '', formula: (x, ops) => ops.tanh(x) };`,
  'lines.js': `export const n = { name: 'a\\nb', formula: (x, ops) => ops.tanh(x) };`,
  'escape.js': `export const n = { name: '\\u001b[31mred', formula: (x, ops) => ops.tanh(x) };`,
  'zero.js': `export const zero = { name: 'zero', formula: (x, ops) => ops.mul(0, x) };`,
}))
  writeFileSync(join(folder, file), content);

const names = async (...wanted: string[]): Promise<string[]> => (await findActivations(wanted, folder)).map(({ name }) => name);

describe('--activation', () => {
  it('all: the usual ones', async () => expect(await names('all')).toEqual(usual.map(({ name }) => name)));
  it('a name alone', async () => expect(await names('silu')).toEqual(['silu']));
  it('the same name twice counts once', async () => expect(await names('silu', 'silu')).toEqual(['silu']));
  it('a TypeScript file beside the others', async () => expect((await names('all', './square.ts')).at(-1)).toBe('square'));
  it('a default export', async () => expect(await names('default.js')).toEqual(['square']));

  it.each([
    ['./absent.ts', 'there is no file'],
    ['./two.js', 'it exports several activations, a, b; make one of them the default export'],
    ['./none.js', 'almost (an object with name, formul)'],
    ['./empty.js', 'expected an export { name, formula }, found no exports'],
    ['./broken.js', 'it could not be loaded'],
    ['./native.js', 'its formula gives string for the number 0.5'],
    [
      './operator.js',
      '--activation ./operator.js: the formula of m gives -1.4 for numbers and NaN for duals at x = -0.7; compute with ops',
    ],
    ['./random.js', 'the formula of r gives'],
    ['./parameter.js', "--activation ./parameter.js: the activation's parameter weight has a name of the layer's own; rename it"],
    ['./nameless.js', 'expected a name of one line, as "mine", got ""'],
    ['./lines.js', String.raw`expected a name of one line, as "mine", got "a\nb"`],
    ['./escape.js', String.raw`expected a name of one line, as "mine", got "\u001b[31mred"`],
    ['./zero.js', 'the mean of f(z)²'],
  ])('%s: %s', async (wanted, message) => {
    await expect(names(wanted)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
    await expect(names(wanted)).rejects.not.toMatchObject({ message: expect.stringContaining('\n') });
  });

  it('a gain that does not exist: no advice that the command line does not have', () =>
    expect(names('./zero.js')).rejects.toThrow(/so no weight scale keeps the signal's size$/));

  it('another activation under a name that is taken', () =>
    expect(names('all', './twin.js')).rejects.toThrow('another activation is named "relu" already'));
});

describe('--formula', () => {
  const stated = (...texts: string[]): Promise<string[]> =>
    findActivations(['relu', ...texts.map((formula) => ({ formula }))], folder).then((found) => found.map(({ name }) => name));

  it('is named by its text', async () => expect(await stated(' x * tanh(x) ')).toEqual(['relu', 'x * tanh(x)']));
  it('is named in one line where its text has several', async () =>
    expect(await stated('x *\n  tanh(x)')).toEqual(['relu', 'x * tanh(x)']));
  it('is named by what stands before a colon', async () => expect(await stated('my-own : x * tanh(x)')).toEqual(['relu', 'my-own']));
  it('leaves the colon of a choice to the formula', async () =>
    expect(await stated('x > 0 ? x : 0.1 * x')).toContain('x > 0 ? x : 0.1 * x'));
  it('the same text twice counts once', async () => expect(await stated('x * x', 'x * x')).toEqual(['relu', 'x * x']));
  it('is the function that it states, other names are parameters', () => {
    const { formula, parameters } = readFormula('scaled: a * x + 3');
    expect(parameters).toEqual({ a: 1 });
    expect(formula<number>(2, numbers, { a: 5 })).toBe(13);
  });

  it.each([
    ['x * sigmod(x)', "character 5: expected a function before '(', got sigmod; did you mean sigmoid?\n  x * sigmod(x)\n      ^^^^^^"],
    ['name: x +* 2', "character 4: expected a number, a name, a function or '(', got '*'\n  x +* 2\n     ^"],
    ['  ', '"  ": expected a formula, as "x * tanh(softplus(x))"'],
    ['0 * x', '"0 * x": activation 0 * x: the mean of f(z)²'],
    ['relu: x', '"relu: x": another activation is named "relu" already; give yours a name of its own'],
    ['(x', 'the bracket'],
    ['weight * x', '--formula: weight is what a layer calls a value of its own; rename the parameter, as weight2'],
    ['x + bias', '--formula: bias is what'],
    ['product * x', '--formula: product is what'],
  ])('%s is refused', (text, message) =>
    expect(stated(text)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) }),
  );
});
