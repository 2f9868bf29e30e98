import { referenceBackend } from '@nonlin/core';
import { wasm } from '@nonlin/wasm';
import { describe, expect, test } from 'vitest';
import { makeData } from '../src/network/data.ts';
import { Lane } from '../src/network/lane.ts';
import { DEFAULTS, LANES } from '../src/state/settings.ts';
import type { Edit, LaneName, RunSettings } from '../src/state/settings.ts';

const laneOf = (name: LaneName, change: Partial<RunSettings> = {}, edits: readonly Edit[] = [], backend = wasm): Lane => {
  const settings = { ...DEFAULTS, ...change };
  return new Lane(name, settings, makeData(settings), edits, backend);
};

const right = (lane: Lane, change: Partial<RunSettings> = {}): number => {
  const { train } = makeData({ ...DEFAULTS, ...change });
  return lane.model.predict(train.input).data.filter((z, row) => z > 0 === (train.target.data[row] === 1)).length;
};

describe('a run is a function of settings, edits and the epoch', () => {
  test.each(LANES)('%s: the same bits in one go and in stretches', async (name) => {
    const [whole, cut] = [laneOf(name), laneOf(name)];
    await whole.advanceTo(100);
    for (const epoch of [1, 2, 33, 100]) await cut.advanceTo(epoch);
    expect(cut.fingerprint()).toBe(whole.fingerprint());
    expect([cut.epoch, cut.loss]).toEqual([100, whole.loss]);
  });

  test('an edit made by hand and one from the address come to the same bits', async () => {
    const edit: Edit = { kind: 'weight', epoch: 40, lane: 'silu', parameter: '0.weight', index: 3, value: -1.5 };
    const byHand = laneOf('silu');
    await byHand.advanceTo(40);
    await byHand.edit(edit);
    await byHand.advanceTo(90);
    const restored = laneOf('silu', {}, [edit]);
    await restored.advanceTo(90);
    const plain = laneOf('silu');
    await plain.advanceTo(90);
    expect(restored.fingerprint()).toBe(byHand.fingerprint());
    expect(plain.fingerprint()).not.toBe(byHand.fingerprint());
  });

  test('an edit before the first step counts too, also one of another lane, or of a weight that is not there', async () => {
    const first: Edit = { kind: 'weight', epoch: 0, lane: 'relu', parameter: '1.bias', index: 0, value: 2 };
    const lane = laneOf('relu', {}, [first, { ...first, lane: 'gelu', value: 9 }, { ...first, parameter: '7.weight' }]);
    expect(lane.model.parameters['1.bias']!.toArray()).toEqual([2]);
    await lane.advanceTo(1);
    expect(lane.epoch).toBe(1);
  });

  test('it runs on the reference too', async () => {
    const lane = laneOf('gelu', {}, [], referenceBackend);
    await lane.advanceTo(120);
    expect(right(lane)).toBe(4);
  });
});

test('step: no hidden weight moves, and the gradient there is exactly 0', async () => {
  const lane = laneOf('step');
  await lane.advanceTo(300);
  expect(lane.hiddenMoved()).toBe(0);
  expect(lane.gradientNorms['0']).toBe(0);
  expect(lane.gradientNorms['1']).toBeGreaterThan(0);
});

describe('step’s weights by hand', () => {
  test.each([
    [2, 1],
    [4, 1],
    [8, 3],
    [3, 12],
  ])('width %i, %i hidden layers: four of four, and training leaves the hidden layers as they are', async (width, depth) => {
    const edit: Edit = { kind: 'by-hand', epoch: 10, lane: 'step' };
    const lane = laneOf('step', { width, depth }, [edit]);
    await lane.advanceTo(10);
    expect(right(lane)).toBe(4);
    await lane.advanceTo(60);
    expect([right(lane), lane.hiddenMoved()]).toEqual([4, 0]);
  });

  test('one unit is too few: nothing changes', () => {
    const settings = { width: 1 };
    expect(laneOf('step', settings, [{ kind: 'by-hand', epoch: 0, lane: 'step' }]).fingerprint()).toBe(
      laneOf('step', settings).fingerprint(),
    );
  });
});

test('numbers beyond float32 stop the lane at its last finite weights, and an edit lets it go on', async () => {
  const lane = laneOf('own', { formula: 'exp(x * x)', rate: 50 });
  await lane.advanceTo(200);
  expect(lane.failure).toBeDefined();
  expect(lane.epoch).toBeLessThan(200);
  for (const { data } of Object.values(lane.model.parameters)) expect(data.every(Number.isFinite)).toBe(true);
  await lane.edit({ kind: 'weight', epoch: lane.epoch, lane: 'own', parameter: '1.bias', index: 0, value: 0 });
  expect(lane.failure).toBeUndefined();
});

test.each([
  ['x * tanh(softplus(x))', 4],
  ['x * sigmoid(beta * x)', 4],
  ['max(x, 0.1*x)', 4],
])('a formula of one’s own learns XOR: %s', async (formula, expected) => {
  const lane = laneOf('own', { formula });
  await lane.advanceTo(600);
  expect(right(lane)).toBe(expected);
});

test.each(['0', 'x > 0 ? 1 : -1', '1e30 * x'])(
  'a formula without a gain, or with an odd one, still makes a network: %s',
  async (formula) => {
    const lane = laneOf('own', { formula });
    await lane.advanceTo(5);
    expect(lane.epoch <= 5).toBe(true);
    expect(lane.fingerprint()).toMatch(/^[0-9a-f]{8}$/);
  },
);
