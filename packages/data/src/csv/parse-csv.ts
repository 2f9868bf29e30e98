import { CsvError as ParserError, parse } from 'csv-parse/browser/esm/sync';
import { describe, expectOptions } from '../expect.ts';
import { CsvError, listed, quoted } from './csv-error.ts';

export interface CsvOptions {
  /** How the file is called in errors. Default: `csv`. */
  readonly source?: string;
  /** The one character between cells. Default: a comma. */
  readonly delimiter?: string;
  /** What separates whole from broken in numbers: `1,5` is a number where it is a comma. Default: a point. */
  readonly decimal?: '.' | ',';
  /** The columns' names, for a file whose first line holds data already. Default: the first line names them. */
  readonly names?: readonly string[];
}

/** A table of texts. */
export interface Table {
  /** How the file is called in errors. */
  readonly source: string;
  readonly names: readonly string[];
  /** What separates whole from broken in its numbers. */
  readonly decimal: '.' | ',';
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
  expectOptions('parseCsv', options, ['source', 'delimiter', 'decimal', 'names']);
  const { source = 'csv', delimiter = ',', decimal = '.' } = options;
  if (typeof text !== 'string' && !(text instanceof Uint8Array))
    throw new TypeError(`parseCsv: expected a text, or a file's bytes as a Uint8Array, got ${describe(text)}`);
  if (delimiter.length !== 1 || /["\r\n\p{Surrogate}]/u.test(delimiter))
    throw new RangeError(`parseCsv: expected one character as delimiter, got ${JSON.stringify(delimiter)}`);
  if (decimal !== '.' && decimal !== ',') throw new RangeError(`parseCsv: expected "." or "," as decimal, got ${JSON.stringify(decimal)}`);
  const { records, lines } = recordsOf(typeof text === 'string' ? text : decoded(text, source), source, delimiter);

  const headLine = options.names === undefined ? lines.shift() : undefined;
  const names = options.names ?? records.shift();
  if (names === undefined) throw new CsvError(source, {}, 'expected a line with the names of the columns, got an empty file');
  expectNames(names, source, headLine);
  const row = records.findIndex((record) => record.length !== names.length);
  if (row >= 0) throw new CsvError(source, { line: lines[row], ...otherDelimiter(names) }, unequal(names, records[row]!));
  if (records.length === 0) throw new CsvError(source, { line: headLine }, 'expected rows below the names of the columns, got none');
  return { source, names: [...names], decimal, rows: records, lines };
}

interface Records {
  readonly records: (readonly string[])[];
  /** The line of each. */
  readonly lines: number[];
}

function recordsOf(text: string, source: string, delimiter: string): Records {
  const records: (readonly string[])[] = [];
  const lines: number[] = [];
  let twice = 0;
  try {
    parse(text, {
      delimiter,
      bom: true,
      on_record: (record: string[], info) => {
        // The parser counts \r and \n inside quotes one by one.
        for (const cell of record) if (cell.includes('\r\n')) twice += cell.split('\r\n').length - 1;
        // A copy has no room to grow: a third of the memory where rows are short.
        records.push(record.slice());
        lines.push(info.lines - twice);
        return null; // kept here
      },
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true, // told apart by our own words
      skip_empty_lines: true,
      trim: true,
    });
    return { records, lines };
  } catch (error) {
    if (!(error instanceof ParserError)) throw error;
    // The end of the file says nothing: the quote stands before.
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? lineOfOpenQuote(text) : lineOfCount(text, Number(error['lines']));
    throw new CsvError(source, { line }, EXPLAINED[error.code] ?? error.message);
  }
}

/** The line of the quote that nothing closes, where all before it is in order. */
function lineOfOpenQuote(text: string): number | undefined {
  let open = text.indexOf('"');
  while (open >= 0) {
    let close = text.indexOf('"', open + 1);
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    if (close < 0) return text.slice(0, open).split(/\r\n|\n|\r/).length;
    open = text.indexOf('"', close + 1);
  }
  return undefined;
}

/** The line at which the parser, who counts \r\n inside quotes twice, has come to `count`. */
function lineOfCount(text: string, count: number): number {
  let [line, counted] = [1, 1];
  let isQuoted = false;
  for (const [found] of text.matchAll(/"|\r\n|\n|\r/g)) {
    if (counted >= count) break;
    if (found === '"') isQuoted = !isQuoted;
    else {
      line++;
      counted += isQuoted ? found.length : 1;
    }
  }
  return line;
}

/** What the parser objects to, in the words of who wrote the file. */
const EXPLAINED: { readonly [code: string]: string } = {
  CSV_QUOTE_NOT_CLOSED:
    'expected a closing quote in this row or the next ones, got the end of the file; a cell that begins with " ends with one, and "" stands for one inside',
  CSV_INVALID_CLOSING_QUOTE: 'expected the end of the cell after its closing quote; inside a quoted cell, "" stands for a quote',
  INVALID_OPENING_QUOTE: 'expected no quote inside a cell that does not begin with one; quote the whole cell, and double the quotes inside',
};

function unequal(names: readonly string[], record: readonly string[]): string {
  const { option } = otherDelimiter(names);
  const missing =
    record.length < names.length
      ? `; there is none for ${quoted(names[record.length]!)}`
      : option === undefined
        ? ''
        : `; are the cells separated by ${JSON.stringify(option.value)}? Give that as the delimiter`;
  return `expected ${names.length} ${names.length === 1 ? 'cell' : 'cells'}, as there are columns, got ${record.length}${missing}`;
}

/** The delimiter to try where the names of all columns came as one cell. */
export function otherDelimiter(names: readonly string[]): { readonly option?: { readonly name: 'delimiter'; readonly value: string } } {
  const value = names.length === 1 ? [';', '\t', '|', ','].find((delimiter) => names[0]!.includes(delimiter)) : undefined;
  return value === undefined ? {} : { option: { name: 'delimiter', value } };
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
  } catch (error) {
    // Bytes that are not UTF-8 are a TypeError (WHATWG Encoding); engines have others for a text beyond their longest.
    if (!(error instanceof TypeError))
      throw new RangeError(`parseCsv: ${source} has ${bytes.length} bytes, more than a text can hold here; read it in parts`, {
        cause: error,
      });
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
