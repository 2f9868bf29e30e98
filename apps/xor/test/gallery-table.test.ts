import { sigmoidSurrogate, straightThrough, superSpike } from '@nonlin/gallery';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aims } from '../src/experiment/learning.ts';
import { trained } from '../src/experiment/race.ts';
import { allRight, centred } from '../src/experiment/xor.ts';
import { parseOptions } from '../src/options.ts';
import type { Options } from '../src/options.ts';

// What npm start trains with unless told otherwise.
const { learning, hidden, seeds, seed } = parseOptions([]) as Options;
const readme = readFileSync(new URL('../../../packages/gallery/README.md', import.meta.url), 'utf8');

it.each([
  ['hidden layer frozen', straightThrough(), true],
  ['`straightThrough()`', straightThrough(), false],
  ['`superSpike()`', superSpike(), false],
  ['`sigmoidSurrogate()`', sigmoidSurrogate(), false],
  ['`sigmoidSurrogate({ sharpness: 4 })`', sigmoidSurrogate({ sharpness: 4 }), false],
  ['`straightThrough({ within: Infinity })`', straightThrough({ within: Infinity }), false],
])(
  "the gallery's README: %s",
  async (name, activation, isFrozen) => {
    const counts = await Promise.all(
      hidden.map(async (width) => {
        let right = 0;
        for (let i = 0; i < seeds; i++) {
          const { model, finite } = await trained(activation, width, isFrozen, seed + i, learning);
          right += Number(finite && allRight(model.predict(centred), aims[learning.loss]!));
        }
        return String(right);
      }),
    );
    const row = readme.split('\n').find((line) => line.startsWith(`| ${name} `))!;
    expect(
      row
        .replaceAll('*', '')
        .split('|')
        .slice(2, 2 + hidden.length)
        .map((cell) => cell.trim()),
    ).toEqual(counts);
  },
  60_000,
);
