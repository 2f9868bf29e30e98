import { expectOptions } from '../expect.ts';
import { CsvError, listed, quoted } from './csv-error.ts';
import { otherDelimiter } from './parse-csv.ts';
import type { Table } from './parse-csv.ts';

/** What a column holds: plain values, to be kept with a model, whose later rows are encoded alike. */
export type Column =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'category'; readonly categories: readonly string[] };

export interface ColumnsOptions {
  /** The columns wanted, in this order. Default: all. */
  readonly names?: readonly string[];
  /** Columns to leave out: the target, a row's number. */
  readonly except?: readonly string[];
  /** Columns that hold categories although their cells may look like numbers. */
  readonly categories?: readonly string[];
}

/** Different words of one column; more are no categories but names. */
const MOST_CATEGORIES = 1000;

/**
 * What each column holds: numbers where every cell is one, else categories, in the order of their characters.
 * Throws a `CsvError` with line and column for an empty cell, for numbers and words in one column, and for more than 1000
 * categories; a `CsvError` for a name that no column has.
 */
export function columnsOf(table: Table, options: ColumnsOptions = {}): readonly Column[] {
  expectOptions('columnsOf', options, ['names', 'except', 'categories']);
  const { names = table.names, except = [], categories = [] } = options;
  const placeOf = places(table);
  for (const name of [...except, ...categories]) placeOf(name);
  const [left, stated] = [new Set(except), new Set(categories)];
  return names.filter((name) => !left.has(name)).map((name) => describe(table, name, placeOf(name), stated.has(name)));
}

/** Tells where a column stands, from 0. That throws a `CsvError` that lists the names there are. */
export function places(table: Table): (name: string) => number {
  const known = new Map(table.names.map((name, place) => [name, place]));
  return (name) => {
    const place = known.get(name);
    if (place === undefined) throw unknown(table, name);
    return place;
  };
}

function unknown(table: Table, name: string): CsvError {
  const other = otherDelimiter(table.names);
  const hint =
    other.option === undefined ? '' : `; are the cells separated by ${JSON.stringify(other.option.value)}? Give that as the delimiter`;
  return new CsvError(table.source, other, `expected one of the columns ${listed(table.names)}, got ${quoted(name)}${hint}`);
}

/** Decimal numbers as files have them; no hexadecimal, no thousands, no decimal comma, no infinity. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export const isNumber = (cell: string): boolean => NUMBER.test(cell);

/** What is written where nothing was measured, beside an empty cell. */
const MISSING = /^(?:n\/?a|nan|null|nil|none|missing|unknown|\?|-|\.)$/i;

function describe(table: Table, name: string, place: number, isCategory: boolean): Column {
  const cells = table.rows.map((row) => row[place]!);
  const refuse = (row: number, problem: string): never => {
    throw new CsvError(table.source, { line: table.lines[row], column: name }, problem);
  };
  const empty = cells.indexOf('');
  if (empty >= 0) refuse(empty, 'expected a value, got an empty cell; fill it in or leave the row out');
  if (!isCategory) {
    const word = cells.findIndex((cell) => !isNumber(cell));
    if (word < 0) return { name, kind: 'number' };
    const number = cells.findIndex(isNumber);
    // Numbers and words in one column: which of the two is the slip cannot be known.
    if (number >= 0)
      refuse(
        word,
        MISSING.test(cells[word]!)
          ? `expected a value, got ${quoted(cells[word]!)}; fill it in or leave the row out`
          : `expected a number as in line ${table.lines[number]}, got ${quoted(cells[word]!)}; correct it, or name the column among the categories`,
      );
  }
  const categories = new Set<string>();
  for (const [row, cell] of cells.entries()) {
    categories.add(cell);
    if (categories.size > MOST_CATEGORIES)
      refuse(
        row,
        `expected numbers or at most ${MOST_CATEGORIES} different categories, got one more; leave the column out if it names rows`,
      );
  }
  return { name, kind: 'category', categories: [...categories].toSorted((a, b) => (a < b ? -1 : 1)) };
}
