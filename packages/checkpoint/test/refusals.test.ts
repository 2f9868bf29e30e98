import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adam, adamW, clipValue, dense, dropout, meanSquaredError, sequential, sgd, tensor } from '@nonlin/core';
import type { Activation, Sequential, TrainOptions } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { readSafetensors, writeSafetensors } from '@nonlin/safetensors';
import { silu } from '@nonlin/silu';
import { wasm } from '@nonlin/wasm';
import { describe, expect, it, test } from 'vitest';
import { encode } from '../src/format.ts';
import { CheckpointError, loadCheckpoint, restoreModel, resumeFrom, trainWithCheckpoints } from '../src/index.ts';
import type { ResumeOptions } from '../src/index.ts';
import { data, folder, model, options } from './tools.ts';

async function saved(): Promise<string> {
  const path = join(folder(), 'a.checkpoint');
  for await (const { epoch } of trainWithCheckpoints(path, model(), data, options)) if (epoch >= 2) break;
  return path;
}

const expectRefusal = async (run: () => unknown, ...messages: readonly string[]): Promise<void> => {
  const error = await Promise.resolve()
    .then(run)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(error).toBeInstanceOf(CheckpointError);
  for (const message of messages) expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('\n');
};

describe('another training is refused by name', () => {
  const swish: Activation = { name: 'silu', formula: (x, math) => math.mul(x, math.tanh(x)) };
  const other = (activation: Activation): Sequential => sequential(dense(2, 8, activation), dropout(0.25), dense(8, 1));
  test.each<[string, Sequential, Partial<TrainOptions>, ...string[]]>([
    [
      'another activation',
      other(gelu),
      {},
      'it is of sequential(dense(2, 8, silu), dropout(0.25), dense(8, 1)), not of sequential(dense(2, 8, gelu), dropout(0.25), dense(8, 1))',
    ],
    [
      'another function of the same name',
      other(swish),
      {},
      'the activation silu given is not the one the model was saved with',
      'at x = -1000 its value is 1000',
    ],
    ['another width', sequential(dense(2, 9, silu), dropout(0.25), dense(9, 1)), {}, 'not of sequential(dense(2, 9, silu)'],
    ['another dropout', sequential(dense(2, 8, silu), dropout(0.5), dense(8, 1)), {}, 'not of sequential(dense(2, 8, silu), dropout(0.5)'],
    ['another optimizer', model(), { optimizer: adam() }, 'the optimizer was "sgd(velocity)', 'now it is "adam(mean, variance)'],
    [
      'another momentum',
      model(),
      { optimizer: sgd({ rate: 0.1, momentum: 0.8 }) },
      'the optimizer was "sgd(velocity)',
      "accept: ['optimizer']",
    ],
    [
      'another rate',
      model(),
      { optimizer: sgd({ rate: 0.2, momentum: 0.9 }) },
      'set to for the next step was "rate 0.1", now it is "rate 0.2"',
      "accept: ['coefficients']",
    ],
    ['another loss', model(), { loss: meanSquaredError }, 'the loss was "binary cross-entropy", now it is "mean squared error"'],
    [
      'clipping',
      model(),
      { clip: clipValue(1) },
      'what clipping leaves of large gradients was "none", now it is "0.weight 1 -1, ',
      "accept: ['clip']",
    ],
    ['another seed', model(), { seed: 8 }, 'the seed was "7", now it is "8"'],
    ['another batch size', model(), { batchSize: 5 }, 'the batch size was "4", now it is "5"'],
    ['another order', model(), { shuffle: false }, 'shuffle was "true", now it is "false"'],
    ['another backend', model(), { backend: wasm }, 'the backend was "reference", now it is "wasm"'],
    ['another promise', model(), { deterministic: true }, 'deterministic was "false", now it is "true"'],
  ])('%s', async (_, model, more, ...messages) => {
    const checkpoint = await loadCheckpoint(await saved());
    await expectRefusal(() => resumeFrom(checkpoint, model, { ...options, ...more }), `checkpoint ${checkpoint.path}: `, ...messages);
  });

  test.each<[Partial<TrainOptions>, ResumeOptions]>([
    [{ optimizer: sgd({ rate: 0.01, momentum: 0.9 }) }, { accept: ['coefficients'] }],
    [{ backend: wasm, deterministic: true }, { accept: ['backend', 'deterministic'] }],
  ])('%o is taken with %o', async (more, accept) => {
    const resumed = resumeFrom(await loadCheckpoint(await saved()), model(), { ...options, ...more }, accept);
    expect(resumed.resume).toMatchObject({ epoch: 2, step: 6 });
  });

  it('what the optimizer has not remembered cannot be taken up, accepted or not', async () => {
    const checkpoint = await loadCheckpoint(await saved());
    const accept: ResumeOptions = { accept: ['optimizer', 'coefficients'] };
    const resume = (optimizer: TrainOptions['optimizer']) => (): unknown =>
      resumeFrom(checkpoint, model(), { ...options, optimizer }, accept);
    await expectRefusal(resume(adamW()), 'expected mean of "0.weight" of shape [2, 8], got none');
    await expectRefusal(resume(sgd()), 'it holds "velocity", which sgd does not remember');
  });

  it('a slot that a file cannot name is refused when it is saved', () => {
    expect(() => encode({ 'a/b': {} }, {})).toThrow('saveCheckpoint: the optimizer remembers "a/b"; give that slot a name without "/"');
  });

  it('a restored model needs its activations', async () => {
    const checkpoint = await loadCheckpoint(await saved());
    await expectRefusal(
      () => restoreModel(checkpoint),
      'the model uses the activation silu',
      'which was not given; pass restoreModel(checkpoint, { activations: [silu] })',
    );
    await expectRefusal(() => restoreModel(checkpoint, { activations: [swish] }), 'the activation silu given is not the one');
    expect(restoreModel(checkpoint, { activations: [silu] }).name).toBe(checkpoint.layers);
  });
});

describe('files', () => {
  const edited = async (edit: (texts: { [key: string]: string }) => void): Promise<() => Promise<unknown>> => {
    const path = await saved();
    const { tensors, metadata } = readSafetensors(readFileSync(path));
    const texts = { ...metadata };
    edit(texts);
    writeFileSync(path, writeSafetensors(tensors, texts));
    return () => loadCheckpoint(path);
  };

  test.each<[string, string]>([
    ['version', 'the file has version "changed", this package reads version 1; update @nonlin/checkpoint'],
    ['format', 'expected a file that saveCheckpoint wrote, got another safetensors file'],
    ['epoch', 'the file is damaged: its contents are not those of its checksum'],
    ['sha256', 'the file is damaged: its contents are not those of its checksum'],
  ])('with another %s', async (key, message) => {
    await expectRefusal(await edited((texts) => (texts[key] = 'changed')), message);
  });

  it('of a newer version', async () => {
    await expectRefusal(
      await edited((texts) => (texts['version'] = '2')),
      'the file has version "2", this package reads version 1; update @nonlin/checkpoint',
    );
  });

  it('cut, or of another kind', async () => {
    const path = await saved();
    const bytes = readFileSync(path);
    for (const length of [0, 7, 8, 100, bytes.length - 1]) {
      writeFileSync(path, bytes.subarray(0, length));
      await expectRefusal(() => loadCheckpoint(path), 'the file is no checkpoint, or damaged: readSafetensors: ');
    }
    writeFileSync(path, writeSafetensors({ a: tensor(1) }));
    await expectRefusal(() => loadCheckpoint(path), 'expected a file that saveCheckpoint wrote, got another safetensors file');
  });

  test.each<[string, { readonly [key: string]: string }, string]>([
    ['epoch', { epoch: '-1' }, 'its epoch is "-1"'],
    ['step', { step: '1e3' }, 'its step is "1e3"'],
    ['model', { model: '{' }, 'its model is "{"'],
    ['training', { training: '{"seed":1}' }, 'its training is "{\\"seed\\":1}"'],
    ['training that is null', { training: 'null' }, 'its training is "null"'],
  ])('with a right checksum and a wrong %s', async (_, more, message) => {
    const texts = { epoch: '1', step: '1', layers: '', model: '{}', training: '{}', ...more };
    const whole = { ...texts, training: more['training'] ?? JSON.stringify((await loadCheckpoint(await saved())).training) };
    const path = join(folder(), 'b.checkpoint');
    writeFileSync(path, encode({}, whole));
    await expectRefusal(() => loadCheckpoint(path), message);
  });
});
