import { identity } from '@nonlin/core';
import { gelu } from '@nonlin/gelu';
import { describe, expect, it } from 'vitest';
import type { SpeedResult } from '../src/study/speed/findings.ts';
import { backends, timeRounds } from '../src/study/speed/run.ts';
import { sentences } from '../src/study/speed/sentences.ts';

it('times every pass on every backend and a copy, in every round', async () => {
  const rounds = await timeRounds([identity, gelu], 100, 3, 0, 100_000);
  expect(rounds).toHaveLength(3);
  for (const { copy, passes } of rounds) {
    expect(passes).toHaveLength(backends.length * 2 * 2);
    for (const time of [copy, ...passes]) expect(time).toBeGreaterThan(0);
  }
});

describe('sentences follow from the numbers', () => {
  const say = (...rows: (readonly [string, number, number])[]): string =>
    sentences({
      elements: 10,
      rounds: 1,
      seed: 0,
      seeds: 1,
      copied: 1000,
      copyTime: 0.5,
      bandwidth: 16,
      results: rows.map(([activation, value, withSlope]): SpeedResult => ({
        backend: 'b',
        activation,
        value,
        withSlope,
        valueTime: 1,
        withSlopeTime: 1,
      })),
    }).at(-1)!;

  it.each([
    [
      [['f', 2, 4]],
      'On b a value of f costs 2 copies; with its slope 2 times that. A copy would take 50 % of the time of f: arithmetic and the calls around it take the rest.',
    ],
    [
      [
        ['f', 20, 30],
        ['g', 4, 10],
      ],
      'On b a value costs from 4 copies (g) to 20 (f); with its slope from 1.5 (f) to 2.5 times that (g). A copy would take 5 % of the time of f and 25 % of that of g: arithmetic and the calls around it take the rest.',
    ],
    [
      [
        ['f', 0.5, 1],
        ['g', 4, 4],
      ],
      'f costs less than a copy, so that the copy is not the limit there: numbers may stay in caches. A copy would take 25 % of the time of g:',
    ],
    [
      [
        ['f', 0.5, 1],
        ['g', 0.7, 4],
      ],
      'f and g cost less than a copy, so that the copy is not the limit there: numbers may stay in caches.',
    ],
  ] as const)('%j: %s', (rows, words) => expect(say(...rows)).toContain(words));

  it('nothing is said of the rest of what costs less than a copy', () => expect(say(['f', 0.3, 0.6])).not.toContain('would take'));
});
