import { expectOptions } from '../expect.ts';
import { CsvError, listed, quoted } from './csv-error.ts';
import { otherDelimiter } from './parse-csv.ts';
import { isMissing, isNumber, meant, valueOf, worstRounded } from './numbers.ts';
import type { Decimal } from './numbers.ts';
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
 * Throws a `CsvError` with line and column for an empty cell, for numbers and words in one column, for more than 1000 categories,
 * and, unless the column is named among the categories, for `NA` and the like, for cells that look like numbers in another notation
 * (`1,5`, `5 %`, `$3`) or dates, and for numbers that float32 would round by more than a thousandth of their standard deviation;
 * a `CsvError` for a name that no column has.
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

function describe(table: Table, name: string, place: number, isStated: boolean): Column {
  const cells = table.rows.map((row) => row[place]!);
  const refuse = (row: number, problem: string, option?: CsvError['option']): never => {
    throw new CsvError(table.source, { line: table.lines[row], column: name, option }, problem);
  };
  const empty = cells.indexOf('');
  if (empty >= 0) refuse(empty, 'expected a value, got an empty cell; fill it in or leave the row out');
  if (!isStated) {
    const { decimal } = table;
    const word = cells.findIndex((cell) => !isNumber(cell, decimal));
    if (word < 0) {
      const values = Float64Array.from(cells, (cell) => valueOf(cell, decimal));
      const worst = worstRounded(values);
      if (worst >= 0)
        refuse(
          worst,
          `expected numbers that float32 tells apart, got ${quoted(cells[worst]!)}, which is ${Math.fround(values[worst]!)} there; subtract ${quoted(cells[0]!)} from the column`,
        );
      return { name, kind: 'number' };
    }
    const number = cells.findIndex((cell) => isNumber(cell, decimal));
    const missing = cells.findIndex((cell) => isMissing(cell, number >= 0));
    if (missing >= 0)
      refuse(
        missing,
        `expected a value, got ${quoted(cells[missing]!)}; fill it in or leave the row out${number >= 0 ? '' : ', or name the column among the categories'}`,
      );
    const [strange, found] = otherNotation(cells, decimal);
    if (found !== undefined)
      refuse(
        strange,
        `expected numbers or words, got ${quoted(cells[strange]!)}, which looks like ${found.looks}; ${found.remedy}, or name the column among the categories`,
        found.decimal && { name: 'decimal', value: found.decimal },
      );
    // Numbers and words in one column: which of the two is the slip cannot be known.
    if (number >= 0)
      refuse(
        word,
        `expected a number as in line ${table.lines[number]}, got ${quoted(cells[word]!)}; correct it, or name the column among the categories`,
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

/** The first cell that looks like a number to people, and as what; before others one of which that is certain. */
function otherNotation(cells: readonly string[], decimal: Decimal): readonly [place: number, found: ReturnType<typeof meant>] {
  let first: readonly [number, ReturnType<typeof meant>] = [-1, undefined];
  for (const [place, cell] of cells.entries()) {
    const found = isNumber(cell, decimal) ? undefined : meant(cell);
    // 1,234 may be one thousand or one and a bit; 1,5 beside it tells.
    if (found?.decimal !== undefined) return [place, found];
    if (found !== undefined && first[0] < 0) first = [place, found];
  }
  return first;
}
