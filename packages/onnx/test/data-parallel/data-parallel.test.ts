import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { adam, clipNorm, dense, fit, random, sequential, softmaxCrossEntropy, Tensor } from '@nonlin/core';
import type { Named } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { trainingToOnnx } from '@nonlin/onnx';
import { own, startNode } from '../engines.ts';
import type { Shard } from './worker.ts';

const machines: ChildProcess[] = [];
afterAll(() => machines.forEach((machine) => machine.kill()));

/** A process of its own that holds some rows. */
function startMachine(shard: Shard): ChildProcess {
  const machine = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    serialization: 'advanced',
    execArgv: ['--conditions=@nonlin/source'],
  });
  machines.push(machine);
  machine.send(shard);
  return machine;
}

async function gradientsOf(machine: ChildProcess, weights: Named<Tensor>): Promise<Named<Tensor>> {
  const answer = once(machine, 'message');
  machine.send(weights);
  const [gradients] = (await answer) as [Named<Tensor>];
  return own(gradients);
}

/** What an all-reduce does: Σ share · x over the machines, tensor by tensor. */
function average(tensors: readonly Named<Tensor>[], shares: readonly number[]): Named<Tensor> {
  const names = Object.keys(tensors[0]!);
  return Object.fromEntries(names.map((name) => [name, tensors.map((its, i) => its[name]!.mul(shares[i]!)).reduce((a, b) => a.add(b))]));
}

const distance = (a: Named<Tensor>, b: Named<Tensor>): number =>
  Math.max(...Object.entries(b).flatMap(([name, { data }]) => Array.from(data, (y, i) => Math.abs(y - a[name]!.data[i]!))));

describe('four processes with 40, 30, 25 and 1 of 96 rows, gradients averaged by rows', () => {
  const sizes = [40, 30, 25, 1];
  const steps = 30;
  const input = random([96, 6], 1);
  const target = new Tensor(
    [96, 1],
    random([96, 1], 2).data.map((x) => Math.floor(3 * x)),
  );
  const model = sequential(dense(6, 16, gelu), dense(16, 3)).setup(3);
  const optimizer = adam({ rate: 0.02 });
  const learning = { loss: softmaxCrossEntropy, optimizer, clip: clipNorm(0.5) };
  const options = { ...learning, target: 'classes' } as const;
  const coefficients = (step: number): Named<Tensor> =>
    Object.fromEntries(Object.entries(optimizer.coefficients(step)).map(([name, x]) => [name, new Tensor([], Float32Array.of(x))]));
  const next = (outputs: Named<Tensor>): Named<Tensor> =>
    Object.fromEntries(Object.entries(outputs).flatMap(([name, x]) => (name.startsWith('next/') ? [[name.slice(5), x]] : [])));

  test('after 30 steps of Adam with clipping: losses within 10⁻⁶, weights within 2 · 10⁻⁵ of one process with all rows, in the engine and here', async () => {
    const [start, step, update] = await Promise.all(
      (['start', 'step', 'update'] as const).map((part) => startNode(trainingToOnnx(model, { ...options, part }))),
    );
    const file = trainingToOnnx(model, { ...options, part: 'gradients' });
    const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b));
    const several = sizes.map((size, i) =>
      startMachine({ file, rows: { input: input.slice(ends[i]! - size, ends[i]), target: target.slice(ends[i]! - size, ends[i]) } }),
    );
    const shares = sizes.map((size) => size / 96);

    const names = Object.keys(model.parameters);
    let [together, alone] = [await start!({}), await start!({})];
    for (let t = 1; t <= steps; t++) {
      const weights = Object.fromEntries(names.map((name) => [name, together[name]!]));
      const all = await Promise.all(several.map((machine) => gradientsOf(machine, weights)));
      const { loss, ...gradients } = average(all, shares);
      together = next(await update!({ ...gradients, ...coefficients(t), ...together }));

      const outputs = await step!({ input, target, ...coefficients(t), ...alone });
      expect(Math.abs(loss!.at() - outputs['loss']!.at())).toBeLessThan(1e-6);
      alone = next(outputs);
    }
    expect(distance(together, alone)).toBeLessThan(2e-5);

    await fit(model, { input, target }, { ...learning, epochs: steps });
    expect(distance(together, model.parameters)).toBeLessThan(2e-5);
  });
});
