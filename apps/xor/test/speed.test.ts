import { identity } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { expect, it } from 'vitest';
import { backends, timeRounds } from '../src/study/speed/run.ts';

it('times every pass on every backend and a copy, in every round', async () => {
  const rounds = await timeRounds([identity, gelu], 100, 3, 0);
  expect(rounds).toHaveLength(3);
  for (const { copy, passes } of rounds) {
    expect(passes).toHaveLength(backends.length * 2 * 2);
    for (const time of [copy, ...passes]) expect(time).toBeGreaterThan(0);
  }
});
