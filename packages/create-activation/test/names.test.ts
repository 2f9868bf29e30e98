import { expect, test } from 'vitest';
import { namesOf } from '../src/package/names.ts';

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
])('%j is refused: expected …%s', (name, expected) => {
  expect(() => namesOf(name)).toThrow(RangeError);
  expect(() => namesOf(name)).toThrow(expected);
  expect(() => namesOf(name)).toThrow(/^name: expected [^\n]*, got "/);
});
