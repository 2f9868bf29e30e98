import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAddress, writeAddress } from '../src/state/address.ts';
import { chapterPresets } from '../src/state/chapters.ts';
import { BOUNDS, DATA_SETS, DEFAULTS, LANES, LANGUAGES } from '../src/state/settings.ts';
import type { Edit, Settings } from '../src/state/settings.ts';

const whole = ({ min, max }: { readonly min: number; readonly max: number }): fc.Arbitrary<number> => fc.integer({ min, max });
const real = ({ min, max }: { readonly min: number; readonly max: number }): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const lane = fc.constantFrom(...LANES);
const epoch = fc.integer({ min: 0, max: 1000 });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('by-hand' as const), epoch, lane }),
  fc.record({
    kind: fc.constant('weight' as const),
    epoch,
    lane,
    parameter: fc.constantFrom('0.weight', '0.bias', '11.weight'),
    index: fc.integer({ min: 0, max: 63 }),
    value: real({ min: -1000, max: 1000 }),
  }),
);

const anySettings: fc.Arbitrary<Settings> = fc.record({
  data: fc.constantFrom(...DATA_SETS),
  points: fc.array(
    fc.record({ x: real({ min: -2, max: 2 }), y: real({ min: -2, max: 2 }), label: fc.constantFrom(0 as const, 1 as const) }),
    { maxLength: 20 },
  ),
  noise: real(BOUNDS.noise),
  held: real(BOUNDS.held),
  seed: whole(BOUNDS.seed),
  width: whole(BOUNDS.width),
  depth: whole(BOUNDS.depth),
  scale: real(BOUNDS.scale),
  rate: real(BOUNDS.rate),
  epochs: fc.integer({ min: 1000, max: BOUNDS.epochs.max }),
  formula: fc.string({ unit: 'grapheme', maxLength: 60 }),
  edits: fc.array(edit, { maxLength: 10 }),
  at: fc.option(epoch),
  speed: whole(BOUNDS.speed),
  lane,
  curvature: fc.boolean(),
  inside: fc.boolean(),
  chapter: whole(BOUNDS.chapter),
  language: fc.constantFrom(...LANGUAGES),
});

describe('address', () => {
  test('any settings come back as they were, to the bit', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const { settings: back, problems } = readAddress(`#${writeAddress(settings)}`);
        expect(problems).toEqual([]);
        expect(writeAddress(back)).toBe(writeAddress(settings));
        // −0 is written as 0; nothing else may differ.
        expect(JSON.parse(JSON.stringify(back))).toEqual(JSON.parse(JSON.stringify(settings)));
      }),
      { numRuns: 500 },
    );
  });

  test('no text throws, and what cannot be read is named', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('data', 'points', 'edits', 'seed', 'at', 'rate', 'lane'), fc.string()).map((pair) => pair.join('=')),
    );
    fc.assert(
      fc.property(text, (text) => {
        const { settings, problems } = readAddress(text);
        expect(readAddress(writeAddress(settings)).problems).toEqual([]);
        for (const { name } of problems) expect(new URLSearchParams(text.replace(/^#/, '')).has(name)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['data=squares', 'data'],
    ['seed=-1', 'seed'],
    ['seed=1.5', 'seed'],
    ['seed=', 'seed'],
    ['width=9', 'width'],
    ['rate=1e99', 'rate'],
    ['rate=NaN', 'rate'],
    ['depth=0', 'depth'],
    ['noise=lots', 'noise'],
    ['at=601', 'at'],
    ['points=1,2', 'points'],
    ['points=1,2,3', 'points'],
    ['points=9,0,1', 'points'],
    ['edits=3,step', 'edits'],
    ['edits=3,step,0.weight,0,', 'edits'],
    ['edits=3,step,0.weight,-1,2', 'edits'],
    ['edits=3,tanh,hand', 'edits'],
    [`formula=${'x'.repeat(501)}`, 'formula'],
  ])('%s: the default stands, and the problem has a name', (hash, name) => {
    const { settings, problems } = readAddress(hash);
    expect(problems.map((problem) => problem.name)).toEqual([name]);
    expect(settings).toEqual(DEFAULTS);
  });

  test('a lane of one’s own without a formula is no lane', () => {
    expect(readAddress('lane=own').settings.lane).toBe(DEFAULTS.lane);
    expect(readAddress('lane=own&formula=x').settings.lane).toBe('own');
  });

  test.each(chapterPresets.map((preset, i) => [i + 1, preset] as const))('chapter %i is an address', (chapter, preset) => {
    const settings = { ...DEFAULTS, ...preset, chapter };
    expect(readAddress(writeAddress(settings))).toEqual({ settings, problems: [] });
  });
});
