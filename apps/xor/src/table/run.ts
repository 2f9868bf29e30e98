import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { NonFiniteError } from '@nonlin/core';
import { CsvError, parseCsv } from '@nonlin/data';
import type { Table } from '@nonlin/data';
import { findActivations } from '../find-activation.ts';
import { here } from '../here.ts';
import { showProgress } from '../study/run.ts';
import { tryWriting } from '../try-writing.ts';
import { UsageError } from '../usage-error.ts';
import { widthOf } from '../view/progress.ts';
import { painter, short } from '../view/text.ts';
import type { Page } from '../view/report.ts';
import { lessonOf } from './lesson.ts';
import type { Lesson } from './lesson.ts';
import { parseTableOptions, TABLE_HELP } from './options.ts';
import type { TableOptions } from './options.ts';
import { reportFiles, reportLesson, reportScores } from './report.ts';
import type { Scored } from './report.ts';
import { learn, withoutInput } from './train.ts';
import type { Learnt } from './train.ts';
import { writeModel } from './write.ts';

/** A network for a table of one's own: progress, a held-out score, files. Throws a `UsageError`. */
export async function runTable(args: readonly string[]): Promise<void> {
  const options = parseTableOptions(args);
  if (options === 'help') {
    process.stdout.write(TABLE_HELP);
    return;
  }
  const from = here();
  const activations = await findActivations(options.wanted, from);
  if (options.out.length > 0 && activations.length > 1)
    throw new UsageError(
      `--out: expected one activation, got ${activations.map(({ name }) => name).join(', ')}; write the one that you choose`,
    );
  const out = options.out.map((file) => resolve(from, file));
  const lesson = readLesson(from, options);
  for (const file of out) tryWriting('out', file);

  const { json, quiet, training } = options;
  const page: Page = { write: (text) => process.stdout.write(text), width: widthOf(process.stdout), paint: painter(process.stdout) };
  if (!json && !quiet) reportLesson(page, lesson, options);
  const progress = showProgress(!json && !quiet);
  const scores: Scored[] = [];
  let last: Learnt | undefined;
  try {
    for (const [place, activation] of activations.entries()) {
      last = await learn(lesson, activation, training, (epoch, loss) =>
        progress.show((place + epoch / training.epochs) / activations.length, `${activation.name}, epoch ${epoch}, loss ${short(loss)}`),
      );
      scores.push({ activation: activation.name, ...last.scores });
    }
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    throw new UsageError(`--rate ${training.rate}: numbers left the finite range in epoch ${error.epoch}; try a lower rate`);
  } finally {
    progress.clear();
  }
  const base = withoutInput(lesson);
  // First the scores: a full disk does not take them along.
  if (json) process.stdout.write(`${JSON.stringify(found(options, lesson, scores, base), null, 2)}\n`);
  else reportScores(page, scores, lesson, base);
  for (const file of out) writeModel(file, last!, lesson);
  if (!json && !quiet) reportFiles(page, options.out, lesson);
}

/** What `--json` prints. */
const found = (
  options: TableOptions,
  { task, features, classes, learnt, heldOut }: Lesson,
  scores: readonly Scored[],
  base: number,
): object => ({
  target: options.target,
  task,
  classes,
  features,
  rows: { learnt: learnt.input.shape[0], heldOut: heldOut.input.shape[0] },
  ...options.training,
  withoutInput: task === 'classification' ? { accuracy: base } : { rootMeanSquaredError: base },
  results: scores,
  out: options.out,
});

/**
 * Bytes of heap for a byte of the file, with room: a column of single digits, 16 MB, parsed and encoded, takes 45, ten columns of four
 * decimals take 9; the 16 MB end well in a heap of 1024.
 */
const HEAP_PER_BYTE = 64;

/** The largest file that is read: beyond it, texts and rows may fill the memory that Node takes. */
export const largest = (heap: number = getHeapStatistics().heap_size_limit): number => Math.min(2 ** 28, Math.floor(heap / HEAP_PER_BYTE));

function readLesson(from: string, options: TableOptions): Lesson {
  const path = resolve(from, options.data);
  try {
    return lessonOf(readTable(path, options), options);
  } catch (error) {
    if (error instanceof CsvError) {
      const { message, option } = error;
      throw new UsageError(`--data: ${message}${option === undefined ? '' : `; here that is --${option.name} ${typed(option.value)}`}`);
    }
    if (error instanceof RangeError) throw new UsageError(`--data: ${error.message}`);
    throw error;
  }
}

/** A character as it is typed in a shell. */
const typed = (value: string): string => (value === '\t' ? 'tab' : /[;|]/.test(value) ? `"${value}"` : value);

function readTable(path: string, { delimiter, decimal }: TableOptions): Table {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > largest())
      throw new UsageError(
        `--data: ${path} has ${size} bytes, more than the ${largest()} for which memory is sure to do; take a part of its rows, or give Node more with NODE_OPTIONS=--max-old-space-size=16000`,
      );
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--data: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseCsv(bytes, { source: basename(path), delimiter, decimal });
}
