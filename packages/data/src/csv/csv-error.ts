interface Place {
  readonly line?: number | undefined;
  readonly column?: string | undefined;
  readonly option?: { readonly name: string; readonly value: string } | undefined;
}

/** A table that cannot be read or encoded: its message is one line that begins with the place. */
export class CsvError extends SyntaxError {
  /** The line in the file, from 1; undefined where the fault is in no single line. */
  readonly line: number | undefined;
  /** The column's name; undefined where the fault is in no single column. */
  readonly column: string | undefined;

  /** The option that would read the file as it seems to be meant; undefined where none is known. */
  readonly option: { readonly name: string; readonly value: string } | undefined;

  constructor(source: string, place: Place, problem: string) {
    const where = [
      source,
      ...(place.line === undefined ? [] : [`line ${place.line}`]),
      ...(place.column === undefined ? [] : [`column ${quoted(place.column)}`]),
    ];
    super(`${where.join(', ')}: ${problem}`);
    this.name = 'CsvError';
    this.line = place.line;
    this.column = place.column;
    this.option = place.option;
  }
}

/** A cell or a name as an error shows it: quoted, and cut where it is long. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** `"a", "b", "c" and 7 more`. */
export function listed(words: readonly string[], most = 10): string {
  const shown = words.slice(0, most).map(quoted).join(', ');
  return words.length > most ? `${shown} and ${words.length - most} more` : shown;
}
