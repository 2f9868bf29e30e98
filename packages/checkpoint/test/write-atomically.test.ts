import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type * as files from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { removeLeftovers, writeAtomically } from '../src/write-atomically.ts';
import { folder } from './tools.ts';

/** What was done, in order. */
const calls: string[] = [];

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  const short = (path: unknown): string =>
    String(path)
      .replaceAll(/^.*\//g, '')
      .replaceAll(/[\da-f-]{36}/g, 'ID');
  return {
    ...real,
    open: async (path: string, flags: string) => {
      calls.push(`open ${short(path)} ${flags}`);
      const file = await real.open(path, flags);
      for (const name of ['writeFile', 'sync', 'close'] as const) {
        const method = file[name].bind(file) as (...given: unknown[]) => Promise<void>;
        Object.assign(file, {
          [name]: (...given: unknown[]) => {
            calls.push(`${name} ${short(path)}`);
            return method(...given);
          },
        });
      }
      return file;
    },
    rename: (from: string, to: string) => {
      calls.push(`rename ${short(from)} ${short(to)}`);
      return real.rename(from, to);
    },
  };
});

it('flushes the file before it gets its name, and the folder after', async () => {
  const path = join(folder(), 'a');
  calls.length = 0;
  await writeAtomically(path, Uint8Array.of(1, 2));
  const place = path.split('/').at(-2);
  expect(calls.map((call) => call.replace(place!, 'FOLDER'))).toEqual([
    'open .a.ID.tmp wx',
    'writeFile .a.ID.tmp',
    'sync .a.ID.tmp',
    'close .a.ID.tmp',
    'rename .a.ID.tmp a',
    'open FOLDER r',
    'sync FOLDER',
    'close FOLDER',
  ]);
  expect([...readFileSync(path)]).toEqual([1, 2]);
});

it('leaves the old file and nothing else when it fails', async () => {
  const place = folder();
  mkdirSync(join(place, 'a'));
  writeFileSync(join(place, 'a', 'old'), 'old');
  await expect(writeAtomically(join(place, 'a'), Uint8Array.of(1))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(readdirSync(place)).toEqual(['a']);
  expect(readdirSync(join(place, 'a'))).toEqual(['old']);
  await expect(writeAtomically(join(place, 'none', 'a'), Uint8Array.of(1))).rejects.toThrow('ENOENT');
});

it('writes where a link points to', async () => {
  const place = folder();
  mkdirSync(join(place, 'far'));
  writeFileSync(join(place, 'far', 'a'), 'old');
  symlinkSync(join(place, 'far', 'a'), join(place, 'link'));
  await writeAtomically(join(place, 'link'), Uint8Array.of(3));
  expect(lstatSync(join(place, 'link')).isSymbolicLink()).toBe(true);
  expect([...readFileSync(join(place, 'far', 'a'))]).toEqual([3]);
  expect(readdirSync(join(place, 'far'))).toEqual(['a']);
});

it('removes leftovers of this file only', async () => {
  const place = folder();
  const id = '01234567-89ab-cdef-0123-456789abcdef';
  for (const name of ['a', `.a.${id}.tmp`, `.ab.${id}.tmp`, '.a.tmp', `.a.${id}.txt`, `a.${id}.tmp`]) writeFileSync(join(place, name), '');
  await removeLeftovers(join(place, 'a'));
  expect(readdirSync(place).toSorted()).toEqual(['a', `.ab.${id}.tmp`, '.a.tmp', `.a.${id}.txt`, `a.${id}.tmp`].toSorted());
});
