import { randomUUID } from 'node:crypto';
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { save } from '@nonlin/core';
import { toOnnx } from '@nonlin/onnx';
import { UsageError } from '../usage-error.ts';
import type { Lesson } from './lesson.ts';
import type { Learnt } from './train.ts';

/** Read by engines of the last years too; what it lacks is written out in arithmetic. */
const OPSET = 17;

/**
 * Writes the network by the end of the file's name: `.onnx`, which gives probabilities or the number learnt, or `.json`, the text for core's `load`
 * with the table's columns beside it, by which `encode` makes features of other rows. Throws a `UsageError` where the disk is full; an older file is then still there.
 */
export function writeModel(path: string, { model, loss }: Learnt, { columns, target }: Lesson): void {
  if (path.endsWith('.onnx')) {
    const isClassification = loss.probabilities !== undefined;
    replace(path, toOnnx(model, { opset: OPSET, ...(isClassification && { probabilities: loss }) }));
    return;
  }
  const saved = JSON.parse(save(model)) as object;
  replace(path, JSON.stringify({ ...saved, table: { columns, target } }));
}

/** Writes beside the file and renames, so that what was there is lost only to the whole new one. */
function replace(path: string, content: string | Uint8Array): void {
  let temporary: string | undefined;
  try {
    const target = existsSync(path) ? realpathSync(path) : path; // a link stays a link
    if (!statSync(target, { throwIfNoEntry: false })?.isFile() && existsSync(target)) {
      writeFileSync(target, content); // a pipe, /dev/stdout: nothing to keep
      return;
    }
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    writeFileSync(temporary, content);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new UsageError(`--out: ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
