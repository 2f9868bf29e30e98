import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** Throws a `UsageError` where the file cannot be written: before the work, not after. */
export function tryWriting(option: string, path: string): void {
  const isNew = !existsSync(path);
  try {
    writeFileSync(path, '', { flag: 'a' });
    if (isNew) rmSync(path);
  } catch (error) {
    throw new UsageError(`--${option}: ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
