// jax-js: everything in one jit, and a wait for its result each step, without which its queue fills up.
// `.ref` where an array is used again: each use takes one reference.
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { readFileSync } from 'node:fs';
import { dataOf, inputOf, numbers } from '../src/data.ts';

export const version = () => JSON.parse(readFileSync(new URL('node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8')).version;

let started;
const start = () => (started ??= init('wasm').then(() => defaultDevice('wasm')));

const activations = {
  relu: (x) => nn.relu(x),
  sigmoid: (x) => nn.sigmoid(x),
  tanh: (x) => np.tanh(x),
  silu: (x) => nn.silu(x),
  gelu: (x) => nn.gelu(x, { approximate: false }),
};

const arrayOf = (data, shape) => np.array(data).reshape(shape);

const parametersOf = ({ sizes }) =>
  sizes.slice(1).map((size, i) => {
    const bound = Math.sqrt(3 / sizes[i]);
    return { weight: arrayOf(numbers(sizes[i] * size, bound, bound), [sizes[i], size]), bias: np.zeros([size]) };
  });

const networkOf =
  ({ activation }) =>
  (parameters, x) =>
    parameters.reduce((value, { weight, bias }, i) => {
      const sum = np.matmul(value, weight).add(bias);
      return i < parameters.length - 1 ? activations[activation](sum) : sum;
    }, x);

export async function prepare(work) {
  await start();
  if (work.kind === 'train') return training(work);
  if (work.kind === 'predict') {
    const parameters = parametersOf(work);
    const forward = jit(networkOf(work));
    const input = inputOf(work);
    return {
      times: 1,
      run: () => forward(tree.ref(parameters), arrayOf(input, [work.batch, work.sizes[0]])).data(),
    };
  }
  if (work.kind === 'matmul') {
    const [a, b] = [0, 1].map(() => arrayOf(numbers(work.size ** 2, 1, 1), [work.size, work.size]));
    const product = jit((a, b) => np.matmul(a, b));
    return {
      times: 1,
      run: async () => {
        const c = product(a.ref, b.ref);
        await c.blockUntilReady();
        c.dispose();
      },
    };
  }
  const x = np.array(numbers(work.elements, 6, 6));
  const activate = activations[work.activation];
  const both = jit(valueAndGrad((x) => activate(x).sum()));
  const alone = jit(activate);
  return {
    times: 1,
    run: async () => {
      const results = work.slope ? both(x.ref) : alone(x.ref);
      await blockUntilReady(results);
      tree.dispose(results);
    },
  };
}

function training(work) {
  const { input, target } = dataOf(work);
  const network = networkOf(work);
  const outputs = work.sizes.at(-1);
  const batches = [];
  for (let row = 0; row < work.rows; row += work.batch) {
    const end = Math.min(work.rows, row + work.batch);
    const count = end - row;
    const wanted = new Float32Array(count * (work.loss === 'binary' ? 1 : outputs));
    for (let i = 0; i < count; i++)
      if (work.loss === 'binary') wanted[i] = target[row + i];
      else wanted[i * outputs + target[row + i]] = 1;
    batches.push({
      x: arrayOf(input.slice(row * work.sizes[0], end * work.sizes[0]), [count, work.sizes[0]]),
      y: arrayOf(wanted, [count, wanted.length / count]),
    });
  }
  const lossOf = (parameters, x, y) => {
    const z = network(parameters, x);
    if (work.loss === 'softmax') return nn.logSoftmax(z, -1).mul(y).sum(-1).mean().neg();
    // max(z, 0) − z·y + log(1 + e^−|z|)
    return np
      .maximum(z.ref, 0)
      .sub(z.ref.mul(y))
      .add(np.log(np.exp(np.abs(z).neg()).add(1)))
      .mean();
  };
  const zeros = () => tree.map((x) => np.zeros(x.shape), parameters);
  const parameters = parametersOf(work);
  const { rate } = work;
  const step = jit((state, x, y, steps) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state.parameters), x, y);
    if (work.optimizer === 'sgd') {
      steps.dispose();
      return [tree.map((p, g) => p.sub(g.mul(rate)), state.parameters, gradients), undefined, undefined, loss].filter(
        (x) => x !== undefined,
      );
    }
    const mean = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), state.mean, tree.ref(gradients));
    const variance = tree.map((v, g) => v.mul(0.999).add(g.ref.mul(g).mul(0.001)), state.variance, gradients);
    const first = np.subtract(1, np.exp(steps.ref.mul(Math.log(0.9))));
    const second = np.subtract(1, np.exp(steps.mul(Math.log(0.999))));
    const next = tree.map(
      (p, m, v) =>
        p.sub(
          m
            .div(first.ref)
            .mul(rate)
            .div(np.sqrt(v.div(second.ref)).add(1e-8)),
        ),
      state.parameters,
      tree.ref(mean),
      tree.ref(variance),
    );
    first.dispose();
    second.dispose();
    return [next, mean, variance, loss];
  });
  let state = work.optimizer === 'sgd' ? { parameters } : { parameters, mean: zeros(), variance: zeros() };
  let done = 0;
  let last;
  return {
    times: 1,
    run: async () => {
      const { x, y } = batches[done++ % batches.length];
      const [parameters, ...rest] = step(state, x.ref, y.ref, np.array([done]));
      const loss = rest.pop();
      state = work.optimizer === 'sgd' ? { parameters } : { parameters, mean: rest[0], variance: rest[1] };
      await blockUntilReady(state);
      last?.dispose();
      last = loss;
    },
    loss: async () => (await last.ref.data())[0],
  };
}
