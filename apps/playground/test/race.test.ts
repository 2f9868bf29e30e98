import { binaryCrossEntropy, evaluate, referenceBackend } from '@nonlin/core';
import { wasm } from '@nonlin/wasm';
import { describe, expect, test } from 'vitest';
import { makeData } from '../src/network/data.ts';
import { SIDE, UNIT_SIDE } from '../src/network/frame.ts';
import { modelOf } from '../src/network/model-of.ts';
import { gridRows } from '../src/network/picture.ts';
import { Race } from '../src/network/race.ts';
import { traceNetwork, unitStates } from '../src/network/trace.ts';
import { DEFAULTS } from '../src/state/settings.ts';
import type { Settings } from '../src/state/settings.ts';

const settings: Settings = { ...DEFAULTS, data: 'moons', noise: 0.2, held: 0.25, depth: 3, width: 3, formula: 'x * sigmoid(beta * x)' };

describe.each([
  ['WebAssembly', wasm],
  ['the reference', referenceBackend],
] as const)('what a frame shows is the network’s own, on %s', async (_, backend) => {
  const race = await Race.of(settings, [], backend);
  await race.advanceTo(20);
  const { train, test: held } = makeData(settings);

  test.each(['step', 'sigmoid', 'own'] as const)('%s', async (name) => {
    const { look, lanes } = await race.frame(name, true);
    const lane = lanes.find((one) => one.name === name)!;
    const model = modelOf(settings, look);

    const grid = model.predict(gridRows(SIDE)).data;
    for (const [i, logit] of lane.surface.entries()) expect(logit).toBeCloseTo(grid[i]!, 4);
    expect(lane.train.loss).toBeCloseTo(evaluate(model, train, { loss: binaryCrossEntropy }).loss, 5);
    expect(lane.test!.loss).toBeCloseTo(evaluate(model, held!, { loss: binaryCrossEntropy }).loss, 5);
    expect(lane.test!.count).toBe(held!.target.size);

    const { layers } = traceNetwork(model, model.parameters, train);
    expect(look.layers).toHaveLength(3);
    for (const [place, layer] of look.layers.entries()) {
      const expected = layers[place]!;
      for (const [i, sum] of layer.preActivations.entries()) expect(sum).toBeCloseTo(expected.preActivation[i]!, 4);
      expect(layer.states).toEqual(unitStates(expected));
      expect(layer.flat).toBe(expected.slope.filter((slope) => Math.abs(slope) < 0.01).length);
      expect(layer.surfaces).toHaveLength(UNIT_SIDE ** 2 * 3);
    }
  });
});

test('surfaces of units come only when they are asked for', async () => {
  const race = await Race.of(DEFAULTS, [], wasm);
  expect((await race.frame('relu', false)).look.layers[0]!.surfaces).toBeUndefined();
  await race.dispose();
});

test('the middle of a network’s way back: gradients by the trace are those that training reports', async () => {
  const race = await Race.of(DEFAULTS, [], wasm);
  await race.advanceTo(1);
  const { look } = await race.frame('gelu', false);
  const model = modelOf(DEFAULTS, look);
  const norms = traceNetwork(model, model.parameters, makeData(DEFAULTS).train).layers.map(({ gradients }) =>
    Math.hypot(...Object.values(gradients).flatMap(({ data }) => [...data])),
  );
  await race.advanceTo(2);
  const reported = (await race.frame('gelu', false)).lanes.find(({ name }) => name === 'gelu')!.gradientNorms;
  for (const [i, norm] of norms.entries()) expect(norm).toBeCloseTo(reported[i]!, 5);
  await race.dispose();
});

test('one lane that fails stops no other', async () => {
  const race = await Race.of({ ...DEFAULTS, formula: 'exp(x * x)', rate: 5 }, [], wasm);
  await race.advanceTo(60);
  const { lanes, epoch } = await race.frame('own', true);
  expect(epoch).toBe(60);
  expect(lanes.find(({ name }) => name === 'own')!.failure).toBeDefined();
  for (const { name, failure, losses } of lanes.slice(0, -1)) {
    expect(failure, name).toBeUndefined();
    expect(losses.at(-1)!.epoch, name).toBe(60);
  }
  await race.dispose();
});

test('a formula that is none is an error that names the character', async () => {
  await expect(Race.of({ ...DEFAULTS, formula: 'x +' }, [], wasm)).rejects.toThrow('formula, character 4');
});
