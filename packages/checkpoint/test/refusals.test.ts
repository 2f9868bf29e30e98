import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adam,
  adamW,
  clipValue,
  dense,
  dropout,
  elementwiseLoss,
  meanSquaredError,
  sequential,
  sgd,
  stepDecay,
  tensor,
} from '@nonlin/core';
import type { Activation, Clipping, Data, Loss, Sequential, TrainOptions } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { readSafetensors, writeSafetensors } from '@nonlin/safetensors';
import { silu } from '@nonlin/silu';
import { wasm } from '@nonlin/wasm';
import { describe, expect, it, test } from 'vitest';
import { encode } from '../src/format.ts';
import { CheckpointError, loadCheckpoint, restoreModel, resumeFrom, trainWithCheckpoints } from '../src/index.ts';
import type { ResumeOptions } from '../src/index.ts';
import type { Identity } from '../src/identity.ts';
import { readWhole } from '../src/read-whole.ts';
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
      'set to for the next steps was "rate 0.1", now it is "rate 0.2"',
      "accept: ['coefficients']",
    ],
    ['another loss', model(), { loss: meanSquaredError }, 'the loss was "binary cross-entropy ', 'now it is "mean squared error '],
    [
      'clipping',
      model(),
      { clip: clipValue(1) },
      'what clipping leaves of large gradients was "none", now it is "0.weight 1 -1, ',
      "accept: ['clip']",
    ],
    [
      'a rate that falls later',
      model(),
      { optimizer: sgd({ rate: stepDecay({ rate: 0.1, factor: 0.5, every: 50 }), momentum: 0.9 }) },
      'was "rate 0.1", now it is "rate 0.1, then 0.1 0.1 0.025 ',
    ],
    [
      'an activation that differs in its last bits of float32',
      other({ name: 'silu', formula: (x, math) => math.mul(silu.formula(x, math), 1 + 2 ** -22) }),
      {},
      'what the activations give was "silu ',
      "accept: ['activations']",
    ],
    ['fewer epochs than are done', model(), { epochs: 1 }, '2 epochs are done, more than the 1 asked for'],
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

  const pinball = (tau: number): Loss =>
    elementwiseLoss('pinball', (output, target, math) => {
      const error = math.sub(target, output);
      return math.max(math.mul(tau, error), math.mul(tau - 1, error));
    });
  const halving = (factor: number): Partial<TrainOptions> => ({
    optimizer: sgd({ rate: stepDecay({ rate: 0.1, factor, every: 5 }), momentum: 0.9 }),
  });
  const otherData = { ...data, target: tensor([[0], [1], [1], [0], [0], [1], [1], [0], [0], [1], [0]]) };
  test.each<[string, Partial<TrainOptions>, Partial<TrainOptions>, Data, keyof Identity]>([
    ['a loss of the same name', { loss: pinball(0.5) }, { loss: pinball(0.9) }, data, 'loss'],
    ['a schedule that begins alike', halving(0.5), halving(0.01), data, 'coefficients'],
    ['other data of the same shape', {}, {}, otherData, 'data'],
    [
      'data with weights',
      {},
      {},
      {
        ...data,
        weight: tensor(
          Array.from({ length: 11 }, () => 1),
          [11, 1],
        ),
      },
      'data',
    ],
  ])('%s is refused and can be accepted', async (_, first, then, given, part) => {
    const path = join(folder(), 'a.checkpoint');
    const run = async (more: Partial<TrainOptions>, now: Data, resume?: ResumeOptions): Promise<number> => {
      let reports = 0;
      for await (const { epoch } of trainWithCheckpoints(path, model(), now, { ...options, ...more }, resume)) {
        reports++;
        if (epoch >= 2) break;
      }
      return reports;
    };
    await run(first, data);
    await expectRefusal(() => run(then, given), `accept: ['${part}']`);
    expect(await run(then, given, { accept: [part] })).toBe(1);
  });

  it('a part to accept that there is not', async () => {
    const checkpoint = await loadCheckpoint(await saved());
    expect(() => resumeFrom(checkpoint, model(), options, { accept: ['sede' as 'seed'] })).toThrow(
      new TypeError(
        'resumeFrom: accept has "sede"; known are optimizer, coefficients, loss, activations, clip, seed, batchSize, shuffle, backend, deterministic, data',
      ),
    );
  });

  it('clipping of one’s own is read with gradients of the parameters’ shapes, and passed over where it cannot be', async () => {
    const clip =
      (most: number, rows: number): Clipping =>
      (ops, gradients) =>
        Object.fromEntries(
          Object.entries(gradients).map(([name, gradient]) => {
            const [first, second] = ops.shapeOf(gradient);
            if (first !== rows && first !== 8 && first !== 1 && second === undefined) throw new RangeError('unexpected');
            if (rows === 0) throw new RangeError('never');
            return [
              name,
              second === undefined
                ? gradient
                : ops.map({ gradient, largest: ops.max(gradient, 1, { keepDimension: true }) }, (x, math) => ({
                    left: math.mul(x.gradient, math.div(most, math.add(math.abs(x.largest), 1))),
                  })).left,
            ];
          }),
        );
    const path = join(folder(), 'a.checkpoint');
    for await (const { epoch } of trainWithCheckpoints(path, model(), data, { ...options, clip: clip(1, 2) })) if (epoch >= 2) break;
    const checkpoint = await loadCheckpoint(path);
    expect(checkpoint.training.clip).toContain('0.weight 1 -4000000, ');
    await expectRefusal(() => resumeFrom(checkpoint, model(), { ...options, clip: clip(2, 2) }), "accept: ['clip']");
    expect(resumeFrom(checkpoint, model(), { ...options, clip: clip(1, 2) }).resume).toMatchObject({ epoch: 2 });
    expect(resumeFrom(checkpoint, model(), { ...options, clip: clip(1, 0) }).resume).toMatchObject({ epoch: 2 });
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

  it('of a newer core, which says the same in other words', async () => {
    const path = await saved();
    const checkpoint = await loadCheckpoint(path);
    const newer = { ...checkpoint, model: { ...checkpoint.model, version: 2, model: { kind: 'stack' } } };
    await expectRefusal(
      () => resumeFrom(newer, model(), options),
      'its model is written as version "2", @nonlin/core here reads version 1; update @nonlin/core',
    );
  });

  test.each<[string, (folder: string) => string, string]>([
    ['in no folder', (path) => join(path, 'absent', 'a'), 'cannot be written: there is no such file, or no folder for it'],
    ['that is a folder', (path) => path, 'it is a folder; give the path of a file in it'],
    ['with a long name', (path) => join(path, 'x'.repeat(240)), 'cannot be written: its name is too long'],
  ])('%s', async (_, of, message) => {
    const path = of(folder());
    const run = async (): Promise<void> => {
      for await (const { epoch } of trainWithCheckpoints(path, model(), data, options)) if (epoch > 1) return;
    };
    await expectRefusal(run, `checkpoint ${path}: `, message);
  });

  it('that is absent', () => expectRefusal(() => loadCheckpoint(join(folder(), 'a')), 'cannot be read: there is no such file'));

  it('are read in pieces', async () => {
    const path = join(folder(), 'bytes');
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
    writeFileSync(path, bytes);
    for (const piece of [1, 7, 999, 1000, 2 ** 30]) expect(Buffer.from(await readWhole(path, piece)).equals(bytes)).toBe(true);
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
    [
      'training of which more is said than is known',
      { more: 'precision' },
      'what this package does not know, "precision"; update @nonlin/checkpoint',
    ],
    ['training that is null', { training: 'null' }, 'its training is "null"'],
  ])('with a right checksum and a wrong %s', async (_, more, message) => {
    const texts = { epoch: '1', step: '1', layers: '', model: '{}', training: '{}', ...more };
    const { training } = await loadCheckpoint(await saved());
    const { more: added, ...others } = texts as { readonly [key: string]: string };
    const whole = {
      ...others,
      training: more['training'] ?? JSON.stringify({ ...training, ...(added !== undefined && { [added]: 'x' }) }),
    };
    const path = join(folder(), 'b.checkpoint');
    writeFileSync(path, encode({}, whole));
    await expectRefusal(() => loadCheckpoint(path), message);
  });
});
