import type { RaceResult } from '../experiment/summary.ts';
import { saysLearnt } from '../experiment/verdict.ts';
import { fit, NAME_WIDTH, short, wrap } from './text.ts';
import type { Paint } from './text.ts';

/** The race in numbers: one line for each activation and width. */
export function raceTable(results: readonly RaceResult[], width: number, paint: Paint): string[] {
  const label = Math.min(NAME_WIDTH, Math.max(8, ...results.map(({ activation }) => activation.length)));
  const heads = ['H', 'right', 'frozen', 'epochs', 'gradient', 'slope', 'moved'];
  const rows = results.map((result) => [
    String(result.hidden),
    String(result.learned),
    String(result.learnedFrozen),
    short(result.medianEpochs),
    short(result.firstLayerGradient),
    short(result.largestSlope),
    short(result.hiddenWeightChange),
  ]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const verdictWidth = width - 2 - label - widths.reduce((sum, one) => sum + one + 1, 0) - 2;
  const line = (name: string, cells: readonly string[]): string =>
    `  ${fit(name, label)}${cells.map((cell, column) => ` ${cell.padStart(widths[column]!)}`).join('')}`;

  const lines = [paint('dim', `${line('', heads)}  verdict`)];
  for (const [i, result] of results.entries()) {
    const named = result.activation !== results[i - 1]?.activation;
    if (named && i > 0 && new Set(results.map(({ hidden }) => hidden)).size > 1) lines.push('');
    const verdict = paint(saysLearnt(result.verdict) ? 'green' : 'yellow', result.verdict);
    const start = line(named ? result.activation : '', rows[i]!);
    if (result.verdict.length <= verdictWidth) lines.push(`${start}  ${verdict}`);
    else lines.push(start, wrap(result.verdict, width, ' '.repeat(label + 3)));
  }
  return lines;
}
