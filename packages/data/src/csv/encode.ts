import { Tensor } from '@nonlin/core';
import { places } from './columns.ts';
import type { Column } from './columns.ts';
import { CsvError, listed, quoted } from './csv-error.ts';
import { isNumber, valueOf } from './numbers.ts';
import type { Table } from './parse-csv.ts';

/** Numbers in one tensor: a GiB of float32. */
const MOST_NUMBERS = 2 ** 28;

/**
 * The rows as numbers, [rows, features]: a column of numbers is one feature, a column of categories is one-hot, a feature for each.
 * Columns are found by name, so that rows of another file are encoded like those the columns were found in.
 * Throws a `CsvError` with line and column for a cell that is no number, a number beyond float32, and a category that is not
 * the column's; a `RangeError` for more than 2²⁸ numbers.
 */
export function encode(table: Table, columns: readonly Column[]): Tensor {
  const width = featureNames(columns).length;
  if (table.rows.length * width > MOST_NUMBERS)
    throw new RangeError(
      `encode: expected at most 2^28 numbers, got ${table.rows.length} rows of ${width} features; leave out a column of many categories, or take a part of the rows`,
    );
  const data = new Float32Array(table.rows.length * width);
  const placeOf = places(table);
  let from = 0;
  for (const column of columns) {
    const values =
      column.kind === 'number' ? numbersOf(table, column.name, placeOf(column.name)) : indicesOf(table, column, placeOf(column.name));
    for (const [row, value] of values.entries()) {
      if (column.kind === 'number') data[row * width + from] = value;
      else data[row * width + from + value] = 1;
    }
    from += column.kind === 'number' ? 1 : column.categories.length;
  }
  return new Tensor([table.rows.length, width], data);
}

/** What each feature of `encode` is: `width`, `colour=red`. */
export const featureNames = (columns: readonly Column[]): readonly string[] =>
  columns.flatMap((column) =>
    column.kind === 'number' ? [column.name] : column.categories.map((category) => `${column.name}=${category}`),
  );

/**
 * Each row's category as its place among the column's categories, [rows]: what `softmaxCrossEntropy` takes.
 * Throws a `CsvError` with line and column for a cell that is none of them, and a `RangeError` for a column of numbers.
 */
export function classIndices(table: Table, column: Column): Tensor {
  if (column.kind === 'number')
    throw new RangeError(
      `classIndices: expected a column of categories, ${quoted(column.name)} holds numbers; name it among the categories`,
    );
  return new Tensor([table.rows.length], Float32Array.from(indicesOf(table, column, places(table)(column.name))));
}

function numbersOf(table: Table, name: string, place: number): number[] {
  return table.rows.map((row, i) => {
    const cell = row[place]!;
    if (!isNumber(cell, table.decimal))
      throw new CsvError(table.source, { line: table.lines[i], column: name }, `expected a number, got ${quoted(cell)}`);
    const value = Math.fround(valueOf(cell, table.decimal));
    if (!Number.isFinite(value))
      throw new CsvError(
        table.source,
        { line: table.lines[i], column: name },
        `expected a number within float32, below 3.4e38, got ${quoted(cell)}`,
      );
    return value;
  });
}

function indicesOf(table: Table, { name, categories }: Column & { readonly kind: 'category' }, place: number): number[] {
  const indices = new Map(categories.map((category, index) => [category, index]));
  return table.rows.map((row, i) => {
    const index = indices.get(row[place]!);
    if (index === undefined)
      throw new CsvError(
        table.source,
        { line: table.lines[i], column: name },
        `expected one of ${listed(categories)}, got ${quoted(row[place]!)}`,
      );
    return index;
  });
}
