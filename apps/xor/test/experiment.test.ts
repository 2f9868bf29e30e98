import type { AnyActivation } from '@nonlin/core';
import { describe, expect, it } from 'vitest';
import { byHand, usual } from '../src/activations.ts';
import { setByHand } from '../src/experiment/by-hand.ts';
import { runEverywhere } from '../src/experiment/everywhere.ts';
import { backends } from '../src/experiment/learning.ts';
import { median } from '../src/experiment/measure.ts';
import { runRace } from '../src/experiment/race.ts';
import type { RaceRun } from '../src/experiment/race.ts';
import { summarizeRace } from '../src/experiment/summary.ts';
import { verdictOf } from '../src/experiment/verdict.ts';
import { answers, questions } from '../src/experiment/xor.ts';

const learning = { epochs: 60, optimizer: 'adam', rate: 0.05, loss: 'binary-cross-entropy', backend: 'wasm' };
const others = usual.filter((activation) => activation !== byHand);
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe('a step', () => {
  it('says XOR with weights set by hand', () => {
    const { model, hidden } = setByHand(byHand);
    expect([...model.predict(questions).data]).toEqual(answers);
    expect(hidden.predict(questions).toArray()).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ]);
  });

  it.each(seeds)('throughout, seed %i: gradient exactly 0 in each layer, no weight moves', async (seed) => {
    expect(await runEverywhere(byHand, seed, learning)).toMatchObject({ gradient: 0, weightChange: 0 });
  });

  it.each(Object.keys(backends).flatMap((backend) => ['adam', 'sgd', 'rmsprop'].map((optimizer) => ({ backend, optimizer }))))(
    'in the hidden layer, under $optimizer on $backend: trained is frozen, bit for bit',
    async (changed) => {
      for (const seed of seeds.slice(0, 5)) {
        const run = await runRace(byHand, 4, seed, { ...learning, ...changed });
        expect(run).toMatchObject({ sameAsFrozen: true, gradient: 0, slope: 0, change: 0, right: run.rightFrozen });
      }
    },
  );

  it('is moved by weight decay, and the verdict says so', async () => {
    const run = await runRace(byHand, 4, 0, { ...learning, optimizer: 'adamW' });
    expect(run).toMatchObject({ gradient: 0, change: expect.any(Number) });
    expect(verdictOf([run])).toBe('moved, without gradient');
  });
});

describe('every other activation', () => {
  it.each(others)('$name gets a gradient and moves', async (activation: AnyActivation) => {
    const run = await runRace(activation, 4, 0, learning);
    expect(run.gradient).toBeGreaterThan(0);
    expect(run.change).toBeGreaterThan(0);
    expect(run.slope).toBeGreaterThan(0);
    expect(run.sameAsFrozen).toBe(false);
    expect((await runEverywhere(activation, 0, learning)).weightChange).toBeGreaterThan(0);
  });

  it.each(usual)('$name: a network on WebAssembly comes to what it comes to on the reference', async (activation: AnyActivation) => {
    for (const seed of seeds.slice(0, 3)) {
      const [fast, slow] = [
        await runRace(activation, 4, seed, learning),
        await runRace(activation, 4, seed, { ...learning, backend: 'reference' }),
      ];
      const { right, rightFrozen, firstRight, finite } = slow;
      expect(fast).toMatchObject({ right, rightFrozen, firstRight, finite });
      expect(fast.change).toBeCloseTo(slow.change, 4);
      expect(fast.gradient).toBeCloseTo(slow.gradient, 4);
    }
  });

  it('counts as not right when its numbers leave the finite range', async () => {
    const explosive: AnyActivation = { name: 'explosive', formula: (x, ops) => ops.exp(x) };
    const run = await runRace(explosive, 2, 0, { ...learning, optimizer: 'sgd', rate: 1e30 });
    expect(run).toMatchObject({ finite: false, right: false });
    expect(verdictOf([run])).toBe('not finite in 1 of 1');
  });
});

describe('the first weights of core suffice', () => {
  // The demo's own table has 100 seeds; these are the first of them.
  const first = seeds.slice(0, 12);
  it.each([
    { hidden: 2, names: ['silu', 'gelu'] },
    { hidden: 8, names: ['sigmoid', 'relu', 'silu', 'gelu'] },
  ])(
    '$hidden hidden units: $names learn from every start',
    async ({ hidden, names }) => {
      for (const activation of usual.filter(({ name }) => names.includes(name))) {
        const runs = await Promise.all(first.map((seed) => runRace(activation, hidden, seed, { ...learning, epochs: 500 })));
        expect(summarizeRace(activation.name, hidden, runs)).toMatchObject({ activation: activation.name, learned: first.length });
      }
    },
    60_000,
  );
});

describe('verdicts follow from the numbers', () => {
  const run = (change: Partial<RaceRun>): RaceRun => ({
    right: false,
    rightFrozen: false,
    sameAsFrozen: false,
    firstRight: null,
    gradient: 1,
    slope: 1,
    change: 1,
    finite: true,
    ...change,
  });
  const runs = (trained: number, frozen: number, both: number, none: number, more: Partial<RaceRun> = {}): RaceRun[] => [
    ...Array<RaceRun>(trained).fill(run({ right: true, ...more })),
    ...Array<RaceRun>(frozen).fill(run({ rightFrozen: true, ...more })),
    ...Array<RaceRun>(both).fill(run({ right: true, rightFrozen: true, ...more })),
    ...Array<RaceRun>(none).fill(run(more)),
  ];
  it.each([
    ['learns it every time', runs(80, 0, 20, 0)],
    ['learns it nearly always', runs(80, 0, 18, 2)],
    ['learns it mostly', runs(50, 1, 20, 29)],
    ['learns it now and then', runs(20, 2, 5, 73)],
    ['right, so is its control', runs(2, 0, 98, 0)],
    ['not clearly better', runs(20, 18, 40, 22)],
    ['no better than control', runs(18, 20, 40, 22)],
    ['too few seeds to tell', runs(4, 0, 0, 0)],
    ['learns it every time', runs(5, 0, 0, 0)],
    ['worse than its control', runs(3, 25, 40, 32)],
    ['never right', runs(0, 1, 0, 99)],
    ['worse than its control', runs(0, 9, 0, 91)],
    ['never right', runs(0, 0, 0, 100)],
    ['cannot learn', runs(0, 0, 0, 100, { gradient: 0, change: 0 })],
    ['cannot learn; luck alone', runs(0, 0, 40, 60, { gradient: 0, change: 0 })],
    ['moved, without gradient', runs(0, 0, 40, 60, { gradient: 0 })],
  ])('%s', (verdict, given) => {
    expect(verdictOf(given)).toBe(verdict);
  });

  it('null where half never got there, and where a number is not finite', () => {
    const given = [run({ firstRight: 10, gradient: Infinity }), run({}), run({ firstRight: 30 }), run({})];
    expect(summarizeRace('x', 2, given)).toMatchObject({ medianEpochs: null, firstLayerGradient: null, hiddenWeightChange: 1 });
    expect(summarizeRace('x', 2, given.slice(0, 3))).toMatchObject({ medianEpochs: 30 });
  });

  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[1, Infinity, Infinity, 2], Infinity],
    [[1, Infinity, 2], 2],
  ])('the median of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
});
