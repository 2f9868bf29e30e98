import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { random } from '@nonlin/core';
import { describe, expect, it } from 'vitest';
import { decode } from '../src/format.ts';
import { loadCheckpoint, trainWithCheckpoints } from '../src/index.ts';
import { removeLeftovers } from '../src/write-atomically.ts';
import { folder } from './tools.ts';
import { long } from './programs/training.ts';

/** Names the moments at which processes are killed. */
const SEED = 20_261_124;

/** Runs a program and kills it `delay` ms after its first line. Whether it was still running. */
async function runAndKill(program: string, path: string, delay: number): Promise<boolean> {
  const file = fileURLToPath(new URL(`programs/${program}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nonlin/source', file, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone]);
  await setTimeout(delay);
  child.kill('SIGKILL');
  const [code, signal] = (await gone) as [number | null, string | null];
  expect(signal ?? code).toBe(signal === null ? 0 : 'SIGKILL');
  return signal !== null;
}

describe(`a process killed at random moments from seed ${SEED}`, () => {
  it('leaves the old file or the new one, whole: 20 times while it writes 2 to 4 MB over and over', async () => {
    const path = join(folder(), 'a.checkpoint');
    const seen = new Set<string>();
    let during = 0;
    for (const draw of random([20], SEED).data) {
      expect(await runAndKill('write-forever.ts', path, draw * 40)).toBe(true);
      const { state, texts } = decode('test', readFileSync(path)); // the checksum is right
      const epoch = texts['epoch']!;
      for (const group of Object.values(state))
        for (const { data } of Object.values(group)) expect(data.every((value) => value === Number(epoch))).toBe(true);
      seen.add(epoch);
      if (readdirSync(join(path, '..')).length > 1) during++;
      await removeLeftovers(path);
      expect(readdirSync(join(path, '..'))).toEqual(['a.checkpoint']);
    }
    // Else the moments have missed the writing.
    expect(seen.size).toBeGreaterThan(1);
    expect(during).toBeGreaterThan(0);
  });

  it('and started again until it is done, ends with the bits of a training that nobody killed', async () => {
    const path = join(folder(), 'a.checkpoint');
    const moments = random([200], SEED + 1).data;
    let [kills, epoch] = [0, 0];
    while (await runAndKill('train.ts', path, moments[kills]! * 100)) {
      kills++;
      const reached = await loadCheckpoint(path);
      expect(reached.epoch).toBeGreaterThan(epoch);
      epoch = reached.epoch;
    }
    expect(kills).toBeGreaterThanOrEqual(3);

    const whole = join(folder(), 'b.checkpoint');
    const { model, data, options } = long();
    for await (const _ of trainWithCheckpoints(whole, model, data, { ...options, every: 150 }));
    expect(readFileSync(path).equals(readFileSync(whole))).toBe(true);
  }, 600_000); // a busy machine is killed more often, not sooner done
});
