// brain.js: row by row (a "step" here is as many of its updates as the batch has rows), and one activation for all layers.
import { createRequire } from 'node:module';
import { dataOf, inputOf } from '../src/data.ts';

const require = createRequire(import.meta.url);
const brain = require('brain.js');

export const version = () => require('brain.js/package.json').version;

const known = { sigmoid: 'sigmoid', relu: 'leaky-relu', tanh: 'tanh' };

export function prepare(work) {
  if (work.kind !== 'train' && work.kind !== 'predict') return undefined;
  const { sizes } = work;
  // With several outputs its rectifiers do not learn, since the last layer has them too.
  const activation = sizes.at(-1) === 1 ? known[work.activation] : 'sigmoid';
  if (activation === undefined) return undefined;
  const network = new brain.NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation, inputSize: sizes[0], outputSize: sizes.at(-1) });
  if (work.kind === 'predict') {
    const input = inputOf(work);
    const rows = Array.from({ length: work.batch }, (_, row) => input.slice(row * sizes[0], (row + 1) * sizes[0]));
    network.train([{ input: rows[0], output: new Float32Array(sizes.at(-1)) }], { iterations: 1, log: false });
    return {
      times: 1,
      run: () => {
        for (const row of rows) network.run(row);
      },
    };
  }
  const { input, target } = dataOf(work);
  const data = Array.from({ length: work.rows }, (_, row) => ({
    input: input.slice(row * sizes[0], (row + 1) * sizes[0]),
    output: Float32Array.from({ length: sizes.at(-1) }, (_, i) => (work.loss === 'binary' ? target[row] : Number(target[row] === i))),
  }));
  // Each call prepares the data anew: many passes over little data.
  const iterations = Math.max(1, Math.floor((sizes[0] > 10 ? 0 : 8000) / work.rows));
  let error = NaN;
  return {
    times: (iterations * work.rows) / work.batch,
    run: () => {
      ({ error } = network.train(data, {
        iterations,
        errorThresh: 1e-30,
        errorCheckInterval: iterations,
        log: false,
        learningRate: work.optimizer === 'adam' ? 0.05 : work.rate,
        momentum: 1e-9, // it refuses 0
      }));
    },
    loss: () => network.test?.(data).error ?? error,
  };
}
