import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Running } from '../src/entrant.ts';
import { race } from '../src/measure.ts';
import type { Result } from '../src/measure.ts';
import type { Training } from '../src/work.ts';

const work: Training = {
  kind: 'train',
  sizes: [2, 8, 1],
  activation: 'tanh',
  loss: 'binary',
  optimizer: 'sgd',
  rate: 0.5,
  rows: 4,
  batch: 4,
};

const started: Running[] = [];
afterAll(() => started.forEach((running) => running.end()));

function start(variant: string): Running {
  const module = fileURLToPath(new URL('contender.ts', import.meta.url));
  const running = new Running({ name: variant, module, variant, group: 'javascript' });
  started.push(running);
  return running;
}

test.each([
  ['falling', (result: Result | undefined) => expect(result?.time?.median).toBeGreaterThan(0)],
  ['rising', (result: Result | undefined) => expect(result?.void).toMatch(/^the loss did not fall: /)],
  ['wrong', (result: Result | undefined) => expect(result?.void).toBe('it cannot do this')],
  ['breaking', (result: Result | undefined) => expect(result?.void).toBe('it broke')],
  ['unable', (result: Result | undefined) => expect(result).toBeUndefined()],
])('a contender whose training is %s', async (variant, check) => {
  const results = await race([start(variant)], work, { rounds: 3, milliseconds: 1 });
  check(results[0]);
});

test('several take turns, and those that fail do not keep the others from it', async () => {
  const results = await race(['falling', 'breaking', 'falling'].map(start), work, { rounds: 2, milliseconds: 1 });
  expect(results.map(({ time, all }) => [time !== undefined, time === undefined ? undefined : all?.length])).toEqual([
    [true, 2],
    [false, undefined],
    [true, 2],
  ]);
});

test('versions are told, and what is missing', async () => {
  expect(await start('falling').version()).toBe('1.2.3');
  await expect(start('absent').version()).rejects.toThrow('it is not installed');
  const nowhere = new Running({ name: 'nowhere', module: '/nowhere.ts', variant: '', group: 'limit' });
  await expect(nowhere.version()).rejects.toThrow('nowhere ended without an answer');
});
