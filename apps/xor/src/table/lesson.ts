import { deriveKey, keyOf, permutation, Tensor } from '@nonlin/core';
import { classIndices, columnsOf, encode, featureNames } from '@nonlin/data';
import type { Column, Table } from '@nonlin/data';
import { UsageError } from '../usage-error.ts';
import type { TableOptions, Task } from './options.ts';

/** Rows of features with their targets: class indices, or numbers; [rows, 1]. */
export interface Rows {
  readonly input: Tensor;
  readonly target: Tensor;
}

/** A table as a network learns it. */
export interface Lesson {
  readonly task: Task;
  /** Why it is this task, in a few words. */
  readonly because: string;
  readonly columns: readonly Column[];
  readonly features: readonly string[];
  readonly target: Column;
  /** What classes are called; none for a regression. */
  readonly classes: readonly string[];
  readonly learnt: Rows;
  readonly heldOut: Rows;
}

/** Purpose that the choice of held-out rows is derived for. */
const CHOICE = 409;

/** Finds what the columns hold, encodes them, and holds rows out. Throws a `CsvError`, or a `UsageError` for too little to learn. */
export function lessonOf(table: Table, { target: name, task: wanted, ignore, categories, validation, training }: TableOptions): Lesson {
  if (ignore.includes(name))
    throw new UsageError(`--ignore: ${JSON.stringify(name)} is the target; leave it out here, or learn another column`);
  const [plain] = columnsOf(table, { names: [name], categories: wanted === 'classification' || categories.includes(name) ? [name] : [] });
  const { task, because } = decide(table, plain!, wanted);
  const [target] = columnsOf(table, { names: [name], categories: task === 'classification' ? [name] : [] });
  if (task === 'regression' && target!.kind === 'category')
    throw new UsageError(
      `--task regression: the target ${JSON.stringify(name)} holds words; leave --task out, or choose a column of numbers`,
    );
  if (wanted === undefined && !categories.includes(name)) expectRepeats('target', table, target!);
  const classes = target!.kind === 'category' ? target!.categories : [];
  if (task === 'classification' && classes.length < 2)
    throw new UsageError(`--target: every row has the same class, ${JSON.stringify(classes[0])}; there is nothing to tell apart`);
  const columns = columnsOf(table, { except: [name, ...ignore], categories: categories.filter((category) => category !== name) });
  for (const column of columns) if (!categories.includes(column.name)) expectRepeats('ignore', table, column);
  if (columns.length === 0) throw new UsageError('--ignore: no column is left to learn from');

  const input = encode(table, columns);
  const answers = task === 'classification' ? classIndices(table, target!).reshape(-1, 1) : encode(table, [target!]);
  const rows = table.rows.length;
  const held = Math.max(1, Math.round(rows * validation));
  if (rows - held < 2)
    throw new UsageError(
      `--validation: of ${rows} rows, ${held} would be held out and ${rows - held} learnt from; at least 2 are needed to learn`,
    );
  const order = permutation(deriveKey(keyOf(training.seed), CHOICE), rows);
  const choose = (from: number, to?: number): Rows => ({
    input: pick(input, order.subarray(from, to)),
    target: pick(answers, order.subarray(from, to)),
  });
  return {
    task,
    because,
    columns,
    features: featureNames(columns),
    target: target!,
    classes,
    learnt: choose(held),
    heldOut: choose(0, held),
  };
}

/** Categories of which a table may have one for each row; beyond, names and free text are not learnt from but by heart. */
const FEW = 10;

/** Throws a `UsageError` for words most of which stand in one row: nothing can be found out about them. */
function expectRepeats(option: 'target' | 'ignore', { rows }: Table, column: Column): void {
  if (column.kind === 'number') return;
  const { name, categories } = column;
  if (categories.length <= FEW || categories.length <= rows.length / 2) return;
  const instead = option === 'target' ? 'learn another column' : 'leave it out';
  throw new UsageError(
    `--${option}: ${JSON.stringify(name)} has ${categories.length} different values in ${rows.length} rows, too many for ${option === 'target' ? 'classes' : 'categories'}; ${instead}, or take them with --categories`,
  );
}

function decide(table: Table, target: Column, wanted: Task | undefined): { readonly task: Task; readonly because: string } {
  if (wanted !== undefined) return { task: wanted, because: 'as asked for' };
  if (target.kind === 'category') return { task: 'classification', because: 'its cells are words' };
  const place = table.names.indexOf(target.name);
  if (table.rows.every((row) => row[place] === '0' || row[place] === '1'))
    return { task: 'classification', because: 'its cells are 0 or 1' };
  return { task: 'regression', because: 'its cells are numbers; --task classification takes them for classes' };
}

/** The rows of a matrix at these places. */
function pick(matrix: Tensor, places: Float32Array): Tensor {
  const width = matrix.shape[1]!;
  const data = new Float32Array(places.length * width);
  for (const [row, place] of places.entries()) data.set(matrix.data.subarray(place * width, (place + 1) * width), row * width);
  return new Tensor([places.length, width], data);
}
