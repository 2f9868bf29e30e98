import { relu } from '@nonlin/relu';
import { step } from '@nonlin/step';
import { silu } from '@nonlin/silu';
import { describe, expect, it } from 'vitest';
import type { CornerResult } from '../src/study/corner/findings.ts';
import { runCorner } from '../src/study/corner/run.ts';
import { sentences } from '../src/study/corner/sentences.ts';
import { moons } from '../src/study/data/moons.ts';
import { looks, runTails } from '../src/study/tails/run.ts';

describe('corner', () => {
  it.each([0, 1, 2])('biases 0: the row 0 0 sums to exactly 0 at each unit in the first step (seed %i)', async (seed) => {
    const runs = await runCorner('biases 0', 4, 3, 0.05, seed);
    expect(runs.map(({ met }) => met[0])).toEqual([4, 4, 4]);
    expect(runs.map(({ differs }) => differs)).toEqual([false, true, true]);
  });

  it('biases drawn: 0 is not met, and the slope there changes no bit', async () => {
    const runs = await runCorner('biases drawn', 4, 20, 0.05, 0);
    expect(runs.flatMap(({ met }) => met).every((met) => met === 0)).toBe(true);
    expect(runs.map(({ differs }) => differs)).toEqual([false, false, false]);
  });
});

describe('what corner says follows from the numbers', () => {
  const result = (slope: number, change: Partial<CornerResult>): CornerResult => ({
    beginning: 'biases 0',
    hidden: 2,
    slope,
    right: 51,
    onlyHere: 0,
    onlyAtZero: 0,
    differ: 0,
    meet: 100,
    first: 0.25,
    later: 0,
    over: [],
    ...change,
  });
  const say = (...results: CornerResult[]): string =>
    sentences({ seed: 0, seeds: 100, epochs: 10, rate: 0.05, results }).join(' ').replace(/\.$/, '');

  it('later steps are told slope by slope, not averaged over them', () =>
    expect(say(result(0, { later: 0.0775 }), result(0.5, { later: 0.000005 }), result(1, {}))).toContain(
      'in 25 % of the sums of the first step, and of those of later steps in 7.75 % with slope 0, 5.0e-4 % with slope ½ and 0 % with slope 1;',
    ));

  it('several widths are told from the least to the most', () =>
    expect(say(result(0, { later: 0.01 }), result(0, { hidden: 4, later: 0.03, first: 0.5 }))).toContain(
      'in 25 % to 50 % of the sums of the first step, and of those of later steps in 1 % to 3 % with slope 0',
    ));

  it.each([
    [[23, 0], [22, 0], 'clearly better with ½ and 1 than with 0'],
    [[23, 0], [0, 22], 'clearly better with ½ than with 0 and clearly worse with 1 than with 0'],
    [[3, 2], [0, 22], 'clearly worse with 1 than with 0'],
    [[3, 2], [1, 0], 'no difference beyond chance'],
  ] as const)('only with ½ and only with 0: %j; with 1: %j: %s', (half, one, words) => {
    const [a, b] = [half, one].map(([onlyHere, onlyAtZero]) => ({ onlyHere, onlyAtZero }));
    expect(say(result(0, {}), result(0.5, a!), result(1, b!)).endsWith(`of 100 are right, ${words}`)).toBe(true);
  });

  it('what never meets 0 cannot differ', () => expect(say(result(0, { meet: 0 }))).toContain('exactly 0 is never met'));
});

describe('tails', () => {
  const tiny = { rows: 12, width: 4, epochs: 4 };

  it('step is dead at every look, SiLU never', async () => {
    expect((await runTails(step, 0.1, 0, tiny)).over).toEqual(looks(4).map((epoch) => ({ epoch, saturated: 0, dead: 1 })));
    for (const { dead } of (await runTails(silu, 0.1, 0, tiny)).over) expect(dead).toBe(0);
  });

  it('a rate that throws every unit far away kills ReLU', async () => {
    const { over } = await runTails(relu, 1e6, 0, tiny);
    expect(over.at(-1)!.dead).toBeGreaterThan(over[0]!.dead);
  });
});

it('two moons alternate, and lie on their half circles without noise', () => {
  const { input, target } = moons(6, 0, 0);
  expect([...target.data]).toEqual([0, 1, 0, 1, 0, 1]);
  for (let row = 0; row < 6; row++) {
    const [x, y] = [input.at(row, 0) - (row % 2), row % 2 === 0 ? input.at(row, 1) : 0.5 - input.at(row, 1)];
    expect(Math.hypot(x, y)).toBeCloseTo(1, 6);
    expect(y).toBeGreaterThan(-1e-6);
  }
});
