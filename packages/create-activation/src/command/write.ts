import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Throws a `RangeError` unless nothing is there, or a folder with nothing in it (a `.git` set aside). */
export function expectEmpty(folder: string, shown: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new RangeError(`${shown}: expected a folder or nothing by this name, got a file`);
  const files = readdirSync(folder).filter((file) => file !== '.git');
  if (files.length > 0)
    throw new RangeError(
      `${shown}: expected an empty folder, got one with ${files.length === 1 ? files[0]! : `${files.length} files`}; take another name or move them`,
    );
}

/** Writes files by their paths in the folder; never over another. */
export function writeFiles(folder: string, files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
}
