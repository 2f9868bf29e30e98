import { expect, test } from 'vitest';
import { createPackage } from '../src/index.ts';
import { namesOf } from '../src/package/names.ts';

const versions = { '@nonlin/core': '1', '@nonlin/conformance': '1', '@nonlin/create-activation': '1', typescript: '7', vitest: '5' };

test.each([
  ['mish', { folder: 'mish', exported: 'mish', activation: 'mish' }],
  ['hard-mish', { folder: 'hard-mish', exported: 'hardMish', activation: 'hard_mish' }],
  ['relu-6', { folder: 'relu-6', exported: 'relu6', activation: 'relu_6' }],
  ['@you/leaky-relu', { folder: 'leaky-relu', exported: 'leakyRelu', activation: 'leaky_relu' }],
  ['@a.b_c/x', { folder: 'x', exported: 'x', activation: 'x' }],
])('%s', (name, names) => {
  expect(namesOf(name)).toEqual({ package: name, ...names });
});

test.each([
  ['', 'as mish, hard-mish or @you/mish'],
  ['Mish', 'words in lower case'],
  ['mish_2', 'words in lower case'],
  ['mish.js', 'words in lower case'],
  ['2mish', 'words in lower case'],
  ['-mish', 'words in lower case'],
  ['mish-', 'words in lower case'],
  ['hard--mish', 'words in lower case'],
  ['.', 'words in lower case'],
  ['../mish', 'words in lower case'],
  ['@you', 'words in lower case'],
  ['@you/', 'words in lower case'],
  ['@you/a/b', 'words in lower case'],
  ['@/mish', 'words in lower case'],
  ['mish ', 'words in lower case'],
  ['mish\n', 'words in lower case'],
  ['μish', 'words in lower case'],
  ['m'.repeat(215), 'at most 214 characters'],
  ['new', 'as new-unit'],
  ['@you/default', 'as default-unit'],
  ['eval', 'as eval-unit'],
  ['await', 'as await-unit'],
  ...['test', 'expect', 'manifest', 'test-activation', 'fit', 'adam', 'dense', 'sequential', 'xor', 'model'].map(
    (name): [string, string] => [name, `a name that the package's own files do not use already, as ${name}-unit`],
  ),
  ...['predict-probabilities', '@you/binary-cross-entropy'].map((name): [string, string] => [name, "the package's own files"]),
  ['con', 'a device of Windows cannot, as con-unit'],
  ['@you/lpt1', 'as lpt1-unit'],
])('%j is refused: expected …%s', (name, expected) => {
  expect(() => namesOf(name)).toThrow(RangeError);
  expect(() => namesOf(name)).toThrow(expected);
  expect(() => namesOf(name)).toThrow(/^name: expected [^\n]*, got "/);
});

test('every name that the files import or declare is refused', () => {
  const { files } = createPackage({ name: 'mine', formula: 'tanh(x)', year: 2026, versions });
  const code = Object.entries(files).flatMap(([path, text]) => (/\.(?:ts|md)$/.test(path) ? [text] : []));
  const lists = code.flatMap((text) =>
    [...text.matchAll(/import (?:type )?(?:(\w+)|\{([^}]*)\}) from/g)].map(([, one, list]) => one ?? list!),
  );
  const declared = code.flatMap((text) => [...text.matchAll(/^(?:export )?const (\w+)/gm)].map(([, name]) => name!));
  const names = [...lists.join(',').split(','), ...declared]
    .map((name) => name.trim())
    .filter((name) => !['mine', 'Activation'].includes(name));
  expect(names).toContain('testActivation');
  for (const name of names) expect(() => namesOf(name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))).toThrow(/own files/);
});
