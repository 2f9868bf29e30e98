import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';

// What a program pays for a package: bundled, minified, gzip.
// An activation is a formula or two, so it fits the usual limit; a package that needs more stands here.
const usual = '1 kB';
const limits = {
  checkpoint: '8 kB',
  core: '21.5 kB',
  // Three contracts, run while testing only: alone, that of activations is 10 kB, of backends 8.9, of layers 5.5.
  conformance: '21 kB',
  // With the kit's checks and the parser of formulas.
  'create-activation': '26.5 kB',
  // Some 0.8 of it tells people's other notations of numbers, dates and float32's limits from words.
  data: '23.5 kB',
  formula: '11 kB',
  gallery: '3 kB',
  nonlin: '43.5 kB',
  onnx: '28.5 kB',
  safetensors: '5 kB',
  standalone: '11 kB',
  wasm: '30 kB',
};
// A backend is weighed with the core it brings along, as is the package that holds the usual set.
const withCore = new Set(['nonlin', 'wasm']);

const everything = readdirSync('packages').map((name) => ({
  name: `${name === 'nonlin' ? '' : '@nonlin/'}${name}${withCore.has(name) ? ', with core' : ''}`,
  path: `packages/${name}/dist/index.js`,
  limit: limits[name] ?? usual,
  gzip: true,
  ignore: [...builtinModules.map((module) => `node:${module}`), ...(withCore.has(name) ? [] : ['@nonlin/core', 'vitest'])],
}));

// A program holds only what it imports. The smallest that trains XOR, through public names, on each backend:
const xor = [
  { from: '@nonlin/core', on: 'the reference', optimizer: 'sgd', limit: '16 kB' },
  { from: '@nonlin/core', on: 'the reference', optimizer: 'adam', limit: '16 kB' },
  { from: 'nonlin', on: 'WebAssembly', optimizer: 'sgd', limit: '37.5 kB' },
].map(({ from, on, optimizer, limit }) => ({
  name: `${from}, what training XOR on ${on} by ${optimizer} needs`,
  path: `packages/${from.replace('@nonlin/', '')}/dist/index.js`,
  import: `{ binaryCrossEntropy, dense, fit, sequential, ${optimizer} }`,
  limit,
  gzip: true,
}));

const parsing = {
  name: '@nonlin/formula, what parsing a formula needs',
  path: 'packages/formula/dist/index.js',
  import: '{ FormulaError, parseFormula }',
  limit: '4.7 kB',
  gzip: true,
  ignore: ['@nonlin/core'],
};

// csv-parse does not say that it has no side effects, so bundlers keep its bytes for browsers, some 6 kB, where NumPy's files alone are read.
const numpy = {
  name: '@nonlin/data, what reading .npy and .npz files needs',
  path: 'packages/data/dist/index.js',
  import: '{ parseNpy, parseNpz }',
  limit: '12.5 kB',
  gzip: true,
  ignore: ['@nonlin/core'],
};

// Who only writes models does not pay for reading them.
const onnx = ['toOnnx', 'trainingToOnnx', 'fromOnnx'].map((name) => ({
  name: `@nonlin/onnx, ${name} alone`,
  path: 'packages/onnx/dist/index.js',
  import: `{ ${name} }`,
  limit: { toOnnx: '13 kB', trainingToOnnx: '14.5 kB', fromOnnx: '17.5 kB' }[name],
  gzip: true,
  ignore: ['@nonlin/core'],
}));

// One activation brings no other along: tanh is 0.1 kB; elu brings the check of its option.
const one = ['tanh', 'mish', 'elu'].map((name) => ({
  name: `@nonlin/gallery, ${name} alone`,
  path: 'packages/gallery/dist/index.js',
  import: `{ ${name} }`,
  limit: { tanh: '150 B', mish: '250 B', elu: '550 B' }[name],
  gzip: true,
  ignore: ['@nonlin/core'],
}));

export default [...everything, ...xor, parsing, numpy, ...onnx, ...one];
