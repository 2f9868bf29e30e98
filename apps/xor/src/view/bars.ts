import type { Standing } from '../experiment/experiment.ts';
import { fit, nameWidth, wrap } from './text.ts';
import type { Paint } from './text.ts';

/** Counts of right networks in a race, so far or at its end. */
interface Counts {
  readonly right: number;
  readonly rightFrozen: number;
  readonly runs: number;
}

export const countsOf = ({ runs }: Standing): Counts => ({
  right: runs.filter(({ right }) => right).length,
  rightFrozen: runs.filter(({ rightFrozen }) => rightFrozen).length,
  runs: runs.length,
});

const [LEARNT, LUCK, LOST] = ['█', '▒', '·'];

/** How many networks of `seeds` are right: `▒` as far as the frozen control gets as well, `█` what training adds. */
function bar({ right, rightFrozen }: Counts, seeds: number, width: number, paint: Paint): string {
  const cells = (count: number): number => Math.min(width, Math.max(count > 0 ? 1 : 0, Math.round((count / seeds) * width)));
  const full = cells(right);
  const luck = Math.min(full, cells(rightFrozen));
  return paint('yellow', LUCK.repeat(luck)) + paint('green', LEARNT.repeat(full - luck)) + paint('dim', LOST.repeat(width - full));
}

/** The race as bars: a line for each activation, a column for each width. */
export function raceBars(standings: readonly Standing[], seeds: number, width: number, paint: Paint): string[] {
  const widths = [...new Set(standings.map(({ hidden }) => hidden))];
  const names = [...new Set(standings.map(({ activation }) => activation))];
  const label = Math.min(nameWidth(width), Math.max(8, ...names.map((name) => name.length)));
  const digits = String(seeds).length;
  const columns = Math.max(1, Math.min(widths.length, Math.floor((width - 2 - label) / (digits + 10))));
  const barWidth = Math.min(25, Math.floor((width - 2 - label) / columns) - digits - 3);

  const lines: string[] = [];
  for (let from = 0; from < widths.length; from += columns) {
    const shown = widths.slice(from, from + columns);
    if (from > 0) lines.push('');
    lines.push(
      `  ${' '.repeat(label)}${shown.map((hidden) => `  ${paint('dim', fit(`${hidden} hidden`, barWidth + 1 + digits))}`).join('')}`.trimEnd(),
    );
    for (const name of names) {
      const cells = shown.map((hidden) => {
        const standing = standings.find((one) => one.activation === name && one.hidden === hidden)!;
        const counts = countsOf(standing);
        return `  ${bar(counts, seeds, barWidth, paint)} ${String(counts.right).padStart(digits)}`;
      });
      lines.push(`  ${fit(name, label)}${cells.join('')}`);
    }
  }
  return lines;
}

/** What the bars are made of: in one line where it fits. */
export function legend(width: number, paint: Paint): string[] {
  const items = [
    ['green', LEARNT, 'learnt'],
    ['yellow', LUCK, 'luck: the frozen control is right as often'],
    ['dim', LOST, 'not right'],
  ] as const;
  const line = items.map(([, mark, meaning]) => `${mark} ${meaning}`).join('   ');
  if (line.length + 2 <= width) return [`  ${items.map(([format, mark, meaning]) => `${paint(format, mark)} ${meaning}`).join('   ')}`];
  return items.flatMap(([format, mark, meaning]) => {
    const [first, ...others] = wrap(meaning, width, '    ').split('\n');
    return [`  ${paint(format, mark)} ${first!.trimStart()}`, ...others];
  });
}
