import { randomUUID } from 'node:crypto';
import { open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file of its own beside `path`, which no reader takes for a checkpoint. */
const beside = (path: string): string => join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);

/**
 * Writes `bytes` so that a crash at any moment leaves the old file or the new one, whole: they go to a temporary file in the
 * same folder, are flushed to the disk, and only then take the name; the folder is flushed too, so that the name stays.
 * A crash may leave the temporary file behind.
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path); // a link stays a link
  const temporary = beside(target);
  try {
    await write(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (process.platform === 'win32') return; // which does not flush folders, and needs not
  const folder = await open(dirname(target), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what crashes left beside `path`. Nobody else may be writing it. */
export async function removeLeftovers(path: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const begins = `.${basename(target)}.`;
  for (const name of await readdir(dirname(target)))
    if (name.startsWith(begins) && /^[\da-f-]{36}\.tmp$/.test(name.slice(begins.length)))
      await rm(join(dirname(target), name), { force: true });
}
