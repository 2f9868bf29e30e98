import { createRequire } from 'node:module';
import { dataOf, inputOf } from '../src/data.ts';
import { rowByRow, widthsOf } from './rows.mjs';

const require = createRequire(import.meta.url);
const convnet = require('convnetjs');

export const version = () => require('convnetjs/package.json').version;

const volumeOf = (row) => {
  const volume = new convnet.Vol(1, 1, row.length, 0);
  volume.w = Float64Array.from(row);
  return volume;
};

export function prepare(work) {
  if ((work.kind !== 'train' && work.kind !== 'predict') || !['relu', 'sigmoid', 'tanh'].includes(work.activation)) return undefined;
  const widths = widthsOf(work);
  const network = new convnet.Net();
  network.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: work.sizes[0] },
    ...widths.slice(0, -1).map((num_neurons) => ({ type: 'fc', num_neurons, activation: work.activation })),
    { type: 'softmax', num_classes: widths.at(-1) },
  ]);
  if (work.kind === 'predict') {
    const input = inputOf(work);
    const rows = Array.from({ length: work.batch }, (_, row) => volumeOf(input.slice(row * work.sizes[0], (row + 1) * work.sizes[0])));
    return {
      times: 1,
      run: () => {
        for (const row of rows) network.forward(row);
      },
    };
  }
  const trainer = new convnet.Trainer(network, {
    method: work.optimizer,
    learning_rate: work.rate,
    batch_size: work.batch,
    momentum: 0,
    ...(work.optimizer === 'adam' && { beta1: 0.9, beta2: 0.999, eps: 1e-8 }),
  });
  return rowByRow(work, dataOf(work), volumeOf, (row, its) => trainer.train(row, its).cost_loss);
}
