import { fit, NAME_WIDTH } from '../view/text.ts';
import type { Paint } from '../view/text.ts';
import type { Table } from './study.ts';

/** A table as lines; a name that repeats the line above is left out. */
export function tableLines({ heads, rows, names }: Table, paint: Paint): string[] {
  const widths = heads.map((head, column) => {
    const width = Math.max(head.length, ...rows.map((row) => row[column]!.length));
    return column < names ? Math.min(width, NAME_WIDTH) : width;
  });
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, column) => (column < names ? fit(cell, widths[column]!) : cell.padStart(widths[column]!))).join('  ')}`.trimEnd();
  return [
    paint('dim', line(heads)),
    ...rows.flatMap((row, i) => {
      const above = rows[i - 1];
      const same = row.findIndex((cell, column) => column >= names - 1 || cell !== above?.[column]);
      const shown = line(row.map((cell, column) => (column < same ? '' : cell)));
      return names > 1 && above !== undefined && row[0] !== above[0] ? ['', shown] : [shown];
    }),
  ];
}
