// TensorFlow.js without its layers: they cost 2 to 4 times what these lines do.
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { dataOf, inputOf, numbers } from '../src/data.ts';

const require = createRequire(import.meta.url);
// The core alone has no gradients in its form for Node.
const tf = require('@tensorflow/tfjs');

export const version = () => tf.version.tfjs;

let started;
function start(variant) {
  started ??= (async () => {
    if (variant === 'wasm') {
      const { setWasmPaths, setThreadsCount } = require('@tensorflow/tfjs-backend-wasm');
      setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
      setThreadsCount(1);
    }
    await tf.setBackend(variant);
    await tf.ready();
  })();
  return started;
}

const scaled = Math.SQRT1_2;
const activations = {
  relu: (x) => tf.relu(x),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, scaled)), 1)),
};

function networkOf({ sizes, activation }) {
  const parameters = sizes.slice(1).map((size, i) => ({
    weight: tf.variable(tf.randomNormal([sizes[i], size], 0, 1 / Math.sqrt(sizes[i]), 'float32', i + 1)),
    bias: tf.variable(tf.zeros([size])),
  }));
  return (x) =>
    parameters.reduce((value, { weight, bias }, i) => {
      const sum = tf.add(tf.matMul(value, weight), bias);
      return i < parameters.length - 1 ? activations[activation](sum) : sum;
    }, x);
}

export async function prepare(work, variant) {
  await start(variant);
  if (work.kind === 'train') return training(work);
  if (work.kind === 'predict') {
    const network = networkOf(work);
    const input = inputOf(work);
    return {
      times: 1,
      run: () => {
        tf.tidy(() => void network(tf.tensor2d(input, [work.batch, work.sizes[0]])).dataSync());
      },
    };
  }
  if (work.kind === 'matmul') {
    const [a, b] = [0, 1].map(() => tf.tensor2d(numbers(work.size ** 2, 1, 1), [work.size, work.size]));
    return { times: 1, run: () => tf.matMul(a, b).dispose() };
  }
  const x = tf.tensor1d(numbers(work.elements, 6, 6));
  const activate = activations[work.activation];
  const both = tf.valueAndGrad((x) => tf.sum(activate(x)));
  return {
    times: 1,
    run: () => {
      tf.tidy(() => void (work.slope ? both(x) : activate(x)));
    },
  };
}

function training(work) {
  const { input, target } = dataOf(work);
  const network = networkOf(work);
  const optimizer = work.optimizer === 'sgd' ? tf.train.sgd(work.rate) : tf.train.adam(work.rate);
  const outputs = work.sizes.at(-1);
  const batches = [];
  for (let row = 0; row < work.rows; row += work.batch) {
    const end = Math.min(work.rows, row + work.batch);
    const y = target.slice(row, end);
    batches.push({
      x: tf.tensor2d(input.slice(row * work.sizes[0], end * work.sizes[0]), [end - row, work.sizes[0]]),
      y: work.loss === 'binary' ? tf.tensor2d(y, [end - row, 1]) : tf.cast(tf.oneHot(tf.tensor1d(y, 'int32'), outputs), 'float32'),
    });
  }
  const lossOf = ({ x, y }) =>
    work.loss === 'binary' ? tf.losses.sigmoidCrossEntropy(y, network(x)) : tf.losses.softmaxCrossEntropy(y, network(x));
  let next = 0;
  return {
    times: 1,
    run: () => {
      const batch = batches[next++ % batches.length];
      tf.tidy(() => void optimizer.minimize(() => lossOf(batch)));
    },
    loss: () => tf.tidy(() => lossOf(batches[0]).dataSync()[0]),
  };
}
