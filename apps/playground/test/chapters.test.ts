import { wasm } from '@nonlin/wasm';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../src/network/frame.ts';
import { Race } from '../src/network/race.ts';
import { chapterPresets } from '../src/state/chapters.ts';
import { DEFAULTS } from '../src/state/settings.ts';
import type { Settings } from '../src/state/settings.ts';
import { en } from '../src/text/en.ts';
import { ja } from '../src/text/ja.ts';

/** Frames of a chapter's run at tenths of its way. */
async function framesOf(chapter: number, change: Partial<Settings> = {}): Promise<readonly Frame[]> {
  const settings = { ...DEFAULTS, ...chapterPresets[chapter - 1], ...change };
  const race = await Race.of(settings, [], wasm);
  const frames: Frame[] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    await race.advanceTo(Math.round((settings.epochs * tenth) / 10));
    frames.push(await race.frame(settings.lane, false));
  }
  await race.dispose();
  return frames;
}

const rightOf = (frame: Frame): { readonly [lane: string]: number } =>
  Object.fromEntries(frame.lanes.map(({ name, train }) => [name, train.right]));

/** First hidden layer's gradient by the last one's. */
const ratioOf = (frame: Frame, lane: string): number => {
  const norms = frame.lanes.find(({ name }) => name === lane)!.gradientNorms.slice(0, -1);
  return norms[0]! / norms.at(-1)!;
};

// Each sentence of the tour that claims something about its run.
describe('what the chapters say is so', () => {
  test('1: step stands still and misses a point, the others move and answer all', async () => {
    for (const frame of await framesOf(1)) {
      const [step, ...others] = frame.lanes;
      expect([step!.largestSlope, step!.gradientNorms[0], step!.hiddenMoved]).toEqual([0, 0, 0]);
      for (const { hiddenMoved } of others) expect(hiddenMoved).toBeGreaterThan(0);
    }
    expect(rightOf((await framesOf(1)).at(-1)!)).toEqual({ step: 3, sigmoid: 4, relu: 4, silu: 4, gelu: 4 });
  });

  test('2: sigmoid finds XOR', async () => {
    expect(rightOf((await framesOf(2)).at(-1)!)['sigmoid']).toBe(4);
  });

  test('3: behind six layers the sigmoid gets little gradient and learns nothing; ReLU, SiLU and GELU learn; with one layer so does the sigmoid', async () => {
    const frames = await framesOf(3);
    for (const frame of frames) expect(ratioOf(frame, 'sigmoid')).toBeLessThan(0.05);
    expect(ratioOf(frames.at(-1)!, 'gelu')).toBeGreaterThan(0.5);
    expect(rightOf(frames.at(-1)!)).toEqual({ step: 60, sigmoid: 60, relu: 120, silu: 120, gelu: 120 });
    expect(rightOf((await framesOf(3, { depth: 1 })).at(-1)!)['sigmoid']).toBeGreaterThan(115);
  });

  test('4: both ReLUs end up dead', async () => {
    const frames = await framesOf(4);
    expect(frames.at(-1)!.look.layers.flatMap(({ states }) => states)).toEqual(['dead', 'dead']);
    expect(rightOf(frames.at(-1)!)['relu']).toBe(2);
  });

  test('4: of 20 seeds, some networks of two ReLUs learn XOR, most do not; with eight units nearly all do', async () => {
    const learnt = { 2: 0, 8: 0 };
    for (const width of [2, 8] as const)
      for (let seed = 0; seed < 20; seed++) {
        const race = await Race.of({ ...DEFAULTS, width, seed }, [], wasm);
        await race.advanceTo(600);
        if (rightOf(await race.frame('relu', false))['relu'] === 4) learnt[width]++;
        await race.dispose();
      }
    expect(learnt[2]).toBeGreaterThan(0);
    expect(learnt[2]).toBeLessThan(10);
    expect(learnt[8]).toBeGreaterThan(17);
  });

  test('5: from the same draws SiLU and GELU solve XOR with two units', async () => {
    expect(chapterPresets[4]).toEqual({ ...chapterPresets[3], lane: 'silu' });
    const right = rightOf((await framesOf(5)).at(-1)!);
    expect([right['silu'], right['gelu']]).toEqual([4, 4]);
  });

  test('6: Mish races and learns', async () => {
    expect(rightOf((await framesOf(6)).at(-1)!)['own']).toBe(4);
  });
});

/** All words of a language, functions called with numbers. */
function words(texts: object): { readonly [path: string]: string } {
  const found: { [path: string]: string } = {};
  const collect = (value: unknown, path: string): void => {
    if (typeof value === 'string') found[path] = value;
    else if (typeof value === 'function')
      found[path] = (value as (...values: unknown[]) => string)(...(path.endsWith('card.learnt') ? [[['beta', 2]]] : [1, 2, 3, 4, 5]));
    else for (const [name, inner] of Object.entries(value as object)) collect(inner, `${path}.${name}`);
  };
  for (const [name, value] of Object.entries(texts)) collect(value, name);
  return found;
}

describe('languages', () => {
  const [english, japanese] = [words(en), words(ja)];

  test('Japanese has every text, and no other', () => {
    expect(Object.keys(japanese).toSorted()).toEqual(Object.keys(english).toSorted());
    expect(ja.chapters).toHaveLength(chapterPresets.length);
  });

  test('nothing is empty; sentences of the Japanese page are Japanese', () => {
    for (const [path, text] of Object.entries(japanese)) {
      expect(text.trim(), path).not.toBe('');
      if (/[a-z]{3,} [a-z]{2,} [a-z]+/.test(english[path]!) && !path.endsWith('placeholder'))
        expect(text, path).toMatch(/[ぁ-んァ-ン一-龠]/);
    }
  });
});
