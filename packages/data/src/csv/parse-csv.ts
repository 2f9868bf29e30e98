import { CsvError as ParserError, parse } from 'csv-parse/browser/esm/sync';
import { describe, expectOptions } from '../expect.ts';
import { CsvError, listed, quoted } from './csv-error.ts';

export interface CsvOptions {
  /** How the file is called in errors. Default: `csv`. */
  readonly source?: string;
  /** The one character between cells. Default: a comma. */
  readonly delimiter?: string;
  /** The columns' names, for a file whose first line holds data already. Default: the first line names them. */
  readonly names?: readonly string[];
}

/** A table of texts. */
export interface Table {
  /** How the file is called in errors. */
  readonly source: string;
  readonly names: readonly string[];
  /** The cells of each row, without spaces around them. */
  readonly rows: readonly (readonly string[])[];
  /** The line in the file of each row, from 1; of a row over several lines the last. */
  readonly lines: readonly number[];
}

/**
 * The table in a CSV text, or in its bytes as UTF-8: RFC 4180, any line ends, empty lines left out.
 * Throws a `CsvError` that names line and column for rows of unequal length, quotes out of place, bytes that are not UTF-8,
 * a column without a name or with one that is taken, and no rows; a `RangeError` for a delimiter that is not one character.
 */
export function parseCsv(text: string | Uint8Array, options: CsvOptions = {}): Table {
  expectOptions('parseCsv', options, ['source', 'delimiter', 'names']);
  const { source = 'csv', delimiter = ',' } = options;
  if (typeof text !== 'string' && !(text instanceof Uint8Array))
    throw new TypeError(`parseCsv: expected a text, or a file's bytes as a Uint8Array, got ${describe(text)}`);
  if (delimiter.length !== 1 || /["\r\n\p{Surrogate}]/u.test(delimiter))
    throw new RangeError(`parseCsv: expected one character as delimiter, got ${JSON.stringify(delimiter)}`);
  const records = recordsOf(typeof text === 'string' ? text : decoded(text, source), source, delimiter);

  const first = options.names === undefined ? records.shift() : undefined;
  const names = options.names ?? first?.record;
  if (names === undefined) throw new CsvError(source, {}, 'expected a line with the names of the columns, got an empty file');
  expectNames(names, source, first?.line);
  const row = records.find(({ record }) => record.length !== names.length);
  if (row !== undefined) throw new CsvError(source, { line: row.line }, unequal(names, row.record));
  if (records.length === 0) throw new CsvError(source, { line: first?.line }, 'expected rows below the names of the columns, got none');
  return { source, names: [...names], rows: records.map(({ record }) => record), lines: records.map(({ line }) => line) };
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

function recordsOf(text: string, source: string, delimiter: string): Row[] {
  const rows: Row[] = [];
  try {
    parse(text, {
      delimiter,
      bom: true,
      on_record: (record: string[], { lines }) => {
        rows.push({ record, line: lines });
        return null; // kept here
      },
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true, // told apart by our own words
      skip_empty_lines: true,
      trim: true,
    });
    return rows;
  } catch (error) {
    if (!(error instanceof ParserError)) throw error;
    // The end of the file says nothing: the quote stands in the row after the last whole one.
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') throw new CsvError(source, { line: (rows.at(-1)?.line ?? 0) + 1 }, EXPLAINED[error.code]!);
    throw new CsvError(source, { line: Number(error['lines']) || undefined }, EXPLAINED[error.code] ?? error.message);
  }
}

/** What the parser objects to, in the words of who wrote the file. */
const EXPLAINED: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED:
    'expected a closing quote in this row or the next ones, got the end of the file; a cell that begins with " ends with one, and "" stands for one inside',
  CSV_INVALID_CLOSING_QUOTE: 'expected the end of the cell after its closing quote; inside a quoted cell, "" stands for a quote',
  INVALID_OPENING_QUOTE: 'expected no quote inside a cell that does not begin with one; quote the whole cell, and double the quotes inside',
};

function unequal(names: readonly string[], record: readonly string[]): string {
  const missing = record.length < names.length ? `; there is none for ${quoted(names[record.length]!)}` : '';
  return `expected ${names.length} ${names.length === 1 ? 'cell' : 'cells'}, as there are columns, got ${record.length}${missing}`;
}

function expectNames(names: readonly string[], source: string, line: number | undefined): void {
  const unnamed = names.indexOf('');
  if (unnamed >= 0) throw new CsvError(source, { line }, `expected a name for column ${unnamed + 1} of ${names.length}, got none`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new CsvError(source, { line, column: name }, `expected names that differ, got this one twice in ${listed(names)}`);
    seen.add(name);
  }
}

function decoded(bytes: Uint8Array, source: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return decoder.decode(bytes);
  } catch {
    // Only now is the place worth a search: the first line that is no UTF-8 by itself.
    let line = 1;
    for (let from = 0; from < bytes.length; line++) {
      const end = bytes.indexOf(10, from);
      const to = end < 0 ? bytes.length : end + 1;
      try {
        decoder.decode(bytes.subarray(from, to));
      } catch {
        break;
      }
      from = to;
    }
    throw new CsvError(source, { line }, 'expected text in UTF-8, got other bytes; save the file as UTF-8');
  }
}
