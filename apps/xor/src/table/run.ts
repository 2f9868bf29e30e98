import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
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
  for (const file of out) writeModel(file, last!, lesson);

  const base = withoutInput(lesson);
  if (json) process.stdout.write(`${JSON.stringify(found(options, lesson, scores, base), null, 2)}\n`);
  else reportScores(page, scores, lesson, base);
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

/** The largest file that is read: beyond it, texts and rows fill the memory of an ordinary machine. */
const LARGEST = 2 ** 29;

function readLesson(from: string, options: TableOptions): Lesson {
  const path = resolve(from, options.data);
  try {
    return lessonOf(readTable(path, options.delimiter), options);
  } catch (error) {
    if (error instanceof CsvError || error instanceof RangeError) throw new UsageError(`--data: ${error.message}`);
    throw error;
  }
}

function readTable(path: string, delimiter: string): Table {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > LARGEST) throw new UsageError(`--data: ${path} has ${size} bytes, more than ${LARGEST}; take a part of its rows`);
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--data: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseCsv(bytes, { source: basename(path), delimiter });
}
