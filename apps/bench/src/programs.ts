/** The smallest program of a library that trains XOR and checks it: what is bundled, weighed, and started in a fresh process. */
export interface Program {
  readonly name: string;
  readonly group: 'ours' | 'javascript';
  readonly source: string;
  /** Files beside the bundle that the program needs, from the peers' folder. */
  readonly beside?: readonly string[];
  /** Loaded as it is installed: it has no form for a bundle. */
  readonly unbundled?: true;
}

const rows = 'const rows = [[0, 0], [0, 1], [1, 0], [1, 1]], wanted = [0, 1, 1, 0];';
const check = 'if (!rows.every((row, i) => Math.round(answer(row)) === wanted[i])) throw new Error("not learnt");';

const ours = (from: string): string => `
  import { binaryCrossEntropy, dense, fit, sequential, sgd } from '${from}';
  ${rows}
  const silu = { name: 'silu', formula: (x, ops) => ops.div(x, ops.add(1, ops.exp(ops.neg(x)))) };
  const model = sequential(dense(2, 8, silu), dense(8, 1));
  await fit(model, { input: rows, target: wanted.map((y) => [y]) }, { loss: binaryCrossEntropy, optimizer: sgd({ rate: 0.5 }), epochs: 1000, seed: 7 });
  const answer = (row) => (model.predict([row]).at(0, 0) > 0 ? 1 : 0);
  ${check}`;

const rowByRow = (makes: string, step: string, read: string): string => `
  ${rows}
  ${makes}
  for (let epoch = 0; epoch < 2000; epoch++) for (let i = 0; i < 4; i++) { ${step} }
  const answer = (row) => ${read};
  ${check}`;

export const programs: readonly Program[] = [
  { name: 'an empty program', group: 'ours', source: '' },
  { name: 'nonlin, wasm', group: 'ours', source: ours('nonlin') },
  { name: 'nonlin, reference', group: 'ours', source: ours('@nonlin/core') },
  {
    name: 'toygrad',
    group: 'javascript',
    source: `import { NeuralNetwork, Tensor, Trainers } from 'toygrad';
      ${rowByRow(
        `const network = new NeuralNetwork({ layers: [{ type: 'input', sx: 1, sy: 1, sz: 2 }, { type: 'dense', filters: 8 }, { type: 'tanh' }, { type: 'dense', filters: 2 }, { type: 'softmax' }] });
         const trainer = new Trainers.SGD(network, { batchSize: 4, learningRate: 0.5, momentum: 0 });
         const volumeOf = (row) => new Tensor(1, 1, 2, Float32Array.from(row));`,
        'trainer.train(volumeOf(rows[i]), wanted[i]);',
        'network.forward(volumeOf(row), false).w[1]',
      )}`,
  },
  {
    name: 'convnetjs',
    group: 'javascript',
    source: `import convnet from 'convnetjs';
      ${rowByRow(
        `const network = new convnet.Net();
         network.makeLayers([{ type: 'input', out_sx: 1, out_sy: 1, out_depth: 2 }, { type: 'fc', num_neurons: 8, activation: 'tanh' }, { type: 'softmax', num_classes: 2 }]);
         const trainer = new convnet.Trainer(network, { method: 'sgd', learning_rate: 0.5, batch_size: 4, momentum: 0 });
         const volumeOf = (row) => new convnet.Vol(row);`,
        'trainer.train(volumeOf(rows[i]), wanted[i]);',
        'network.forward(volumeOf(row)).w[1]',
      )}`,
  },
  {
    name: 'brain.js',
    group: 'javascript',
    unbundled: true, // half of it is looked for at run time
    source: `import brain from 'brain.js';
      ${rows}
      const network = new brain.NeuralNetwork({ hiddenLayers: [8] });
      network.train(rows.map((input, i) => ({ input, output: [wanted[i]] })), { learningRate: 0.5 });
      const answer = (row) => network.run(row)[0];
      ${check}`,
  },
  {
    name: 'jax-js, wasm',
    group: 'javascript',
    source: `import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
      ${rows}
      await init('wasm');
      defaultDevice('wasm');
      const seeded = (count, seed) => Float32Array.from({ length: count }, (_, i) => 2 * Math.sin(seed * (i + 1) * (i + 1)));
      let parameters = [{ weight: np.array(seeded(16, 3)).reshape([2, 8]), bias: np.zeros([8]) }, { weight: np.array(seeded(8, 5)).reshape([8, 1]), bias: np.zeros([1]) }];
      const forward = (parameters, x) => np.matmul(np.tanh(np.matmul(x, parameters[0].weight).add(parameters[0].bias)), parameters[1].weight).add(parameters[1].bias);
      const lossOf = (parameters, x, y) => { const z = forward(parameters, x); return np.maximum(z.ref, 0).sub(z.ref.mul(y)).add(np.log(np.exp(np.abs(z).neg()).add(1))).mean(); };
      const step = jit((parameters, x, y) => { const [loss, slopes] = valueAndGrad(lossOf)(tree.ref(parameters), x, y); return [tree.map((p, g) => p.sub(g.mul(0.5)), parameters, slopes), loss]; });
      const x = np.array(rows), y = np.array(wanted).reshape([4, 1]);
      for (let i = 0; i < 200; i++) { const [next, loss] = step(parameters, x.ref, y.ref); parameters = next; loss.dispose(); await blockUntilReady(parameters); }
      const outputs = await forward(parameters, x).data();
      const answer = (row) => (outputs[rows.indexOf(row)] > 0 ? 1 : 0);
      ${check}`,
  },
  {
    name: 'TensorFlow.js, wasm',
    group: 'javascript',
    source: `import * as tf from '@tensorflow/tfjs-core';
      import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
      import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
      ${rows}
      setWasmPaths(process.argv[2] + '/');
      await tf.setBackend('wasm');
      await tf.ready();
      const layers = [[2, 8], [8, 1]].map(([from, to], i) => [tf.variable(tf.randomNormal([from, to], 0, 1, 'float32', i + 1)), tf.variable(tf.zeros([to]))]);
      const forward = (x) => tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x, layers[0][0]), layers[0][1])), layers[1][0]), layers[1][1]);
      const optimizer = tf.train.sgd(0.5), x = tf.tensor2d(rows), y = tf.tensor2d(wanted, [4, 1]);
      for (let i = 0; i < 200; i++) tf.tidy(() => void optimizer.minimize(() => tf.losses.sigmoidCrossEntropy(y, forward(x))));
      const outputs = forward(x).dataSync();
      const answer = (row) => (outputs[rows.indexOf(row)] > 0 ? 1 : 0);
      ${check}`,
    beside: ['@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'],
  },
];
