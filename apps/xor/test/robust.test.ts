import { dense, meanSquaredError, reference, sequential, softmaxCrossEntropy, tensor, trainingContext } from '@nonlin/core';
import { relu } from '@nonlin/relu';
import { silu } from '@nonlin/silu';
import { describe, expect, it } from 'vitest';
import { digits } from '../src/study/data/digits.ts';
import { moons } from '../src/study/data/moons.ts';
import { attacked } from '../src/study/robust/attack.ts';
import type { Attack } from '../src/study/robust/attack.ts';
import { runRobust } from '../src/study/robust/train.ts';
import { PUBLISHED } from '../src/study/robust/findings.ts';
import type { RobustResult } from '../src/study/robust/findings.ts';
import { sentences } from '../src/study/robust/sentences.ts';
import { estimate, estimateShare } from '../src/study/statistics.ts';

const context = trainingContext(reference, tensor([1, 2, 3, 4]));
const data = moons(20, 0.1, 0);
const model = sequential(dense(2, 8, silu), dense(8, 2)).setup(0);
const lossOn = (input: typeof data.input): number => softmaxCrossEntropy.measure(reference, model.predict(input), data.target).value.at();
const attack = (change: Partial<Attack>) =>
  attacked(reference, model, model.parameters, data, context, { distance: 0.1, steps: 1, restless: false, range: undefined, ...change });

describe('an attack', () => {
  it.each([
    ['FGSM', { steps: 1 }],
    ['PGD', { steps: 5, restless: true }],
  ])('%s raises the loss and stays within its distance', (_, change) => {
    const moved = attack(change);
    expect(lossOn(moved)).toBeGreaterThan(lossOn(data.input));
    for (const [i, value] of moved.data.entries()) expect(Math.abs(value - data.input.data[i]!)).toBeLessThanOrEqual(0.1 + 1e-6);
  });

  it('of no steps leaves the input as it is', () => {
    expect(attack({ steps: 0 })).toBe(data.input);
  });

  it('stays in the range', () => {
    for (const value of attack({ steps: 3, restless: true, range: [0, 0.5] }).data) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(0.5);
    }
  });
});

it('the slope in the input is that of finite differences', () => {
  const small = sequential(dense(2, 3, silu), dense(3, 1)).setup(1);
  const measure = (x: number) => {
    const step = small.forward(reference, small.parameters, tensor([[x, 0.5]]), context);
    return { step, ...meanSquaredError.measure(reference, step.output, tensor([[1]])) };
  };
  const { step, gradient } = measure(0.3);
  const difference = (measure(0.31).value.at() - measure(0.29).value.at()) / 0.02;
  expect(step.pull(gradient).input().at(0, 0)).toBeCloseTo(difference, 3);
});

it('training against an attack helps against it', async () => {
  const still: Attack = { distance: 0.2, steps: 0, restless: false, range: undefined };
  const pgd: Attack = { ...still, steps: 3, restless: true };
  const lesson = {
    train: moons(60, 0.1, 0),
    test: moons(60, 0.1, 1),
    classes: 2,
    width: 16,
    epochs: 40,
    batch: 20,
    rate: 0.02,
    trial: pgd,
  };
  const [plain, hardened] = await Promise.all([still, pgd].map((attack) => runRobust(relu, { ...lesson, attack }, 0)));
  expect(plain!.clean).toBeGreaterThan(0.9);
  expect(plain!.robust).toBeLessThan(plain!.clean);
  expect(hardened!.robust).toBeGreaterThanOrEqual(plain!.robust);
});

it('1797 digits of 64 values from 0 to 1, about as many of each', () => {
  const { input, target } = digits();
  expect(input.shape).toEqual([1797, 64]);
  expect([Math.min(...input.data), Math.max(...input.data)]).toEqual([0, 1]);
  const counts = Array.from({ length: 10 }, (_, digit) => target.data.filter((one) => one === digit).length);
  expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
});

it.each([
  [[1, 3], { mean: 2, low: -10.71, high: 14.71 }],
  // 2.086 is Student's quantile for 20 degrees of freedom, the standard deviation √38.5.
  [Array.from({ length: 21 }, (_, i) => i), { mean: 10, low: 10 - 2.086 * Math.sqrt(38.5 / 21), high: 10 + 2.086 * Math.sqrt(38.5 / 21) }],
])('the 95 %% interval of %j', (values, { mean, low, high }) => {
  const found = estimate(values);
  expect(found.mean).toBe(mean);
  expect(found.low).toBeCloseTo(low, 1);
  expect(found.high).toBeCloseTo(high, 1);
});

it('one value has no interval', () => expect(estimate([5])).toEqual({ mean: 5, low: null, high: null }));
it('an interval of shares ends at 0 and at 1', () => {
  expect(estimateShare([0.86, 1])).toEqual({ mean: 0.93, low: expect.closeTo(0.0406, 3), high: 1 });
  expect(estimateShare([0, 0.1])).toEqual({ mean: 0.05, low: 0, high: expect.closeTo(0.685, 2) });
});

describe('sentences follow from the numbers', () => {
  const row = (activation: string, training: string, gain: RobustResult['gain']): RobustResult => ({
    data: 'moons',
    training,
    activation,
    clean: { mean: 0.9, low: 0.8, high: 1 },
    robust: { mean: 0.7, low: 0.6, high: 0.8 },
    gain,
  });
  const better = { mean: 0.02, low: 0.01, high: 0.03 };
  const worse = { mean: -0.02, low: -0.03, high: -0.01 };
  const even = { mean: 0.001, low: -0.01, high: 0.012 };
  const say = (seeds: number, ...results: RobustResult[]): string =>
    sentences({ seed: 0, seeds, results, published: PUBLISHED }).join('\n');

  it.each([
    ['relu', 'silu', better, /compared with relu .*1 of 1 are clearly better, 0 clearly worse: the effect appears\.$/],
    ['relu', 'silu', worse, /0 of 1 are clearly better, 1 clearly worse: the opposite appears\.$/],
    ['relu', 'silu', even, /0 of 1 are clearly better, 0 clearly worse: no clear effect\.$/],
    ['silu', 'relu', better, /compared with silu .*1 of 1 are clearly better, 0 clearly worse\. The published effect is a gain over ReLU/],
  ])('%s first, %s gains %j: %s', (first, second, gain, words) =>
    expect(say(5, row(first, 'pgd', null), row(second, 'pgd', gain))).toMatch(words),
  );

  it('only training against an attack has a say in the effect', () => {
    expect(say(5, row('relu', 'none', null), row('silu', 'none', better))).not.toContain('effect');
  });

  it('says how many are clear, and how many would be by chance', () => {
    const pairs = ['none', 'fgsm', 'pgd'].flatMap((training, i) => [
      row('relu', training, null),
      row('silu', training, [better, even, worse][i]!),
      row('gelu', training, even),
    ]);
    expect(say(5, ...pairs)).toContain('2 of 6 comparisons are clear; if nothing differed, about 0.3 of 6 would be by chance');
  });

  it('one seed: a difference, no interval, no verdict', () => {
    const text = say(1, row('relu', 'pgd', null), row('silu', 'pgd', { mean: -0.007, low: null, high: null }));
    expect(text).toContain('silu 70.0 (−0.7)');
    expect(text).not.toMatch(/clear|effect|within chance/);
  });

  it('one activation is compared with nothing', () =>
    expect(say(5, row('relu', 'pgd', null))).toBe('moons, trained against PGD: under attack relu keeps 70.0 % right.'));
});
