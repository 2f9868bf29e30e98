import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adam,
  adamW,
  clipNorm,
  cosineDecay,
  dense,
  dropout,
  fit,
  frozen,
  rmsprop,
  sequential,
  sgd,
  standardize,
  train,
} from '@nonlin/core';
import type { Layer, Sequential, TrainOptions } from '@nonlin/core';
import { silu } from '@nonlin/silu';
import { wasm } from '@nonlin/wasm';
import { describe, expect, it, test } from 'vitest';
import { loadCheckpoint, restoreModel, resumeFrom, saveCheckpoint, trainWithCheckpoints } from '../src/index.ts';
import { data, folder, model, options } from './tools.ts';

const bitsOf = (model: Sequential): string[] =>
  Object.entries(model.parameters).map(
    ([name, { data }]) => `${name} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')}`,
  );

describe('training that stops after 5 of 12 epochs and goes on ends with the same bits', () => {
  test.each<[string, Partial<TrainOptions>, (() => Sequential)?]>([
    ['SGD with momentum, dropout, shuffled batches', {}],
    ['SGD without momentum', { optimizer: sgd({ rate: 0.1 }) }],
    ['Nesterov, in order', { optimizer: sgd({ rate: 0.1, momentum: 0.5, nesterov: true }), shuffle: false }],
    ['Adam', { optimizer: adam({ rate: 0.01 }) }],
    ['Adam on all rows at once, reports every 5 epochs', { optimizer: adam({ rate: 0.01 }), batchSize: undefined as never, every: 5 }],
    ['AdamW with a schedule and clipping', { optimizer: adamW({ rate: cosineDecay({ rate: 0.05, steps: 40 }) }), clip: clipNorm(1) }],
    ['RMSProp', { optimizer: rmsprop({ rate: 0.01 }) }],
    ['SGD with momentum on WebAssembly', { backend: wasm }],
    ['Adam on WebAssembly', { backend: wasm, optimizer: adam({ rate: 0.01 }) }],
    ['Adam on WebAssembly, deterministic', { backend: wasm, deterministic: true, optimizer: adam({ rate: 0.01 }) }],
    [
      'frozen and standardized layers',
      { optimizer: adam({ rate: 0.01 }) },
      () => sequential<readonly Layer[]>(standardize(data.input), frozen(dense(2, 6, silu)), dropout(0.5), dense(6, 1)),
    ],
  ])('%s', async (_, more, make = model) => {
    const { batchSize, ...rest } = { ...options, ...more };
    const all: TrainOptions = { ...rest, ...(batchSize !== undefined && { batchSize }) };
    const whole = make();
    await fit(whole, data, all);

    const path = join(folder(), 'a.checkpoint');
    for await (const { epoch } of trainWithCheckpoints(path, make(), data, all)) if (epoch >= 5) break;
    const second = make();
    let epochs = 0;
    for await (const _ of trainWithCheckpoints(path, second, data, all)) epochs++;
    expect(epochs).toBe(all.every === undefined ? 7 : 2);
    expect(bitsOf(second)).toEqual(bitsOf(whole));
    expect(bitsOf(restoreModel(await loadCheckpoint(path), { activations: [silu] }))).toEqual(bitsOf(whole));
  });

  it('without the helper', async () => {
    const whole = model();
    await fit(whole, data, options);
    const path = join(folder(), 'a.checkpoint');
    const first = model();
    for await (const report of train(first, data, options))
      if (report.epoch === 3) {
        await saveCheckpoint(path, first, options, report);
        break;
      }
    const second = model();
    await fit(second, data, resumeFrom(await loadCheckpoint(path), second, options));
    expect(bitsOf(second)).toEqual(bitsOf(whole));
  });

  it('a model with weights of its own gets those of the checkpoint', async () => {
    const path = join(folder(), 'a.checkpoint');
    for await (const { epoch } of trainWithCheckpoints(path, model().setup(99), data, options)) if (epoch >= 5) break;
    const [whole, second] = [model().setup(99), model().setup(1)];
    await fit(whole, data, options);
    for await (const _ of trainWithCheckpoints(path, second, data, options));
    expect(bitsOf(second)).toEqual(bitsOf(whole));
  });

  it('one that is done already gives the weights and no report', async () => {
    const path = join(folder(), 'a.checkpoint');
    const first = model();
    for await (const _ of trainWithCheckpoints(path, first, data, options));
    const before = readFileSync(path);
    const second = model();
    for await (const _ of trainWithCheckpoints(path, second, data, options)) expect.unreachable();
    expect(bitsOf(second)).toEqual(bitsOf(first));
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

it('a checkpoint says what it is of', async () => {
  const path = join(folder(), 'a.checkpoint');
  const mine = { ...silu, package: '@nonlin/silu@1.2.3' };
  for await (const { epoch } of trainWithCheckpoints(path, sequential(dense(2, 3, mine), dense(3, 1)), data, options))
    if (epoch === 2) break;
  const { layers, epoch, step, training, model, state } = await loadCheckpoint(path);
  expect({ layers, epoch, step }).toEqual({ layers: 'sequential(dense(2, 3, silu), dense(3, 1))', epoch: 2, step: 6 });
  expect(training).toMatchObject({
    coefficients: 'rate 0.1',
    loss: expect.stringMatching(/^binary cross-entropy [\da-f]{16}$/),
    seed: '7',
    batchSize: '4',
    shuffle: 'true',
    backend: 'reference',
  });
  expect(training.optimizer).toMatch(/^sgd\(velocity\) /);
  expect(model.activations).toMatchObject([{ name: 'silu', package: '@nonlin/silu@1.2.3' }]);
  expect(Object.keys(state).toSorted()).toEqual(['parameters', 'velocity']);
});
