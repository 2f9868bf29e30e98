import { readFileSync } from 'node:fs';
import { NeuralNetwork, Tensor, Trainers } from 'toygrad';
import { dataOf, inputOf } from '../src/data.ts';
import { rowByRow, widthsOf } from './rows.mjs';

export const version = () => JSON.parse(readFileSync(new URL('node_modules/toygrad/package.json', import.meta.url), 'utf8')).version;

const tensorOf = (row) => new Tensor(1, 1, row.length, Float32Array.from(row));

export function prepare(work) {
  if ((work.kind !== 'train' && work.kind !== 'predict') || !['relu', 'sigmoid', 'tanh'].includes(work.activation)) return undefined;
  const widths = widthsOf(work);
  const network = new NeuralNetwork({
    layers: [
      { type: 'input', sx: 1, sy: 1, sz: work.sizes[0] },
      ...widths.flatMap((filters, i) => [{ type: 'dense', filters }, { type: i < widths.length - 1 ? work.activation : 'softmax' }]),
    ],
  });
  if (work.kind === 'predict') {
    const input = inputOf(work);
    const rows = Array.from({ length: work.batch }, (_, row) => tensorOf(input.slice(row * work.sizes[0], (row + 1) * work.sizes[0])));
    return {
      times: 1,
      run: () => {
        for (const row of rows) network.forward(row, false);
      },
    };
  }
  const options = { batchSize: work.batch, learningRate: work.rate, momentum: 0 };
  const trainer = work.optimizer === 'adam' ? new Trainers.Adam(network, options) : new Trainers.SGD(network, options);
  return rowByRow(work, dataOf(work), tensorOf, (row, its) => trainer.train(row, its).cost);
}
