import { fit, NAME_WIDTH } from '../view/text.ts';
import type { Paint } from '../view/text.ts';
import type { Table } from './study.ts';

/**
 * A table as lines; a name that repeats the line above is left out. Columns that do not fit beside the others stand in a table below,
 * after what tells the rows apart.
 */
export function tableLines({ heads, rows, names }: Table, width: number, paint: Paint): string[] {
  const widths = heads.map((head, column) => {
    const width = Math.max(head.length, ...rows.map((row) => row[column]!.length));
    return column < names ? Math.min(width, NAME_WIDTH) : width;
  });
  const line = (columns: readonly number[], cells: readonly string[]): string =>
    `  ${columns.map((column) => (column < names ? fit(cells[column]!, widths[column]!) : cells[column]!.padStart(widths[column]!))).join('  ')}`.trimEnd();
  return sideBySide(widths, keysOf(rows, names), width).flatMap((columns, part) => [
    ...(part > 0 ? [''] : []),
    paint('dim', line(columns, heads)),
    ...rows.flatMap((row, i) => {
      const above = rows[i - 1];
      const same = row.findIndex((cell, column) => column >= names - 1 || cell !== above?.[column]);
      const shown = line(
        columns,
        row.map((cell, column) => (column < same ? '' : cell)),
      );
      return names > 1 && above !== undefined && row[0] !== above[0] ? ['', shown] : [shown];
    }),
  ]);
}

/** How many of the first columns tell the rows apart, the names at least. */
function keysOf(rows: Table['rows'], names: number): number {
  for (let keys = names; keys < (rows[0]?.length ?? 0) - 1; keys++)
    if (new Set(rows.map((row) => row.slice(0, keys).join('\n'))).size === rows.length) return keys;
  return names;
}

/** The columns of each table: the first `keys`, and as many of the others as fit, at least one. */
export function sideBySide(widths: readonly number[], keys: number, width: number): readonly (readonly number[])[] {
  const first = Array.from({ length: keys }, (_, column) => column);
  const tables: number[][] = [];
  let left = 0;
  for (let column = keys; column < widths.length; column++) {
    left -= widths[column]! + 2;
    if (tables.length === 0 || left < 0) {
      tables.push([...first]);
      left = width - [...first, column].reduce((sum, one) => sum + widths[one]! + 2, 0);
    }
    tables.at(-1)!.push(column);
  }
  return tables;
}
