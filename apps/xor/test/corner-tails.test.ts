import { relu } from '@nonlin/relu';
import { step } from '@nonlin/step';
import { silu } from '@nonlin/silu';
import { describe, expect, it } from 'vitest';
import { runCorner } from '../src/study/corner/run.ts';
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
