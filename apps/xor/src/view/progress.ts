import { createLogUpdate } from 'log-update';
import type { Standing } from '../experiment/experiment.ts';
import { legend, raceBars } from './bars.ts';
import { progressLines } from './progress-lines.ts';
import { painter } from './text.ts';

/** What is shown while networks train; it leaves nothing behind. */
export interface Progress {
  /** A bar from 0 to 1, and what is going on. */
  everywhere(done: number, what?: string): void;
  race(standings: readonly Standing[], seeds: number): void;
  clear(): void;
}

/** Milliseconds between two drawings. */
const PAUSE = 80;

/** Progress drawn in place on `stream`; where that is no terminal, a line now and then. */
export function progressOn(stream: NodeJS.WriteStream, wanted: boolean): Progress {
  if (!wanted) return { everywhere: () => {}, race: () => {}, clear: () => {} };
  if (!stream.isTTY) {
    const tell = progressLines(stream);
    return {
      everywhere: (done, what = 'training') => tell(what, done),
      race: (standings, seeds) => tell('race', Math.min(...standings.map(({ runs }) => runs.length)) / seeds),
      clear: () => {},
    };
  }
  const screen = createLogUpdate(stream);
  const paint = painter(stream);
  let last = 0;
  const draw = (lines: () => string[]): void => {
    const now = performance.now();
    if (now - last < PAUSE) return;
    last = now;
    screen(lines().join('\n'));
  };
  return {
    everywhere: (done, what = 'training') =>
      draw(() => [`  ${paint('green', '█'.repeat(Math.round(done * 30)))}${paint('dim', '·'.repeat(30 - Math.round(done * 30)))} ${what}`]),
    race: (standings, seeds) =>
      draw(() => [
        ...raceBars(standings, seeds, widthOf(stream), paint),
        '',
        ...legend(widthOf(stream), paint),
        `  ${Math.min(...standings.map(({ runs }) => runs.length))} of ${seeds} seeds done`,
      ]),
    clear: () => {
      screen.clear();
      screen.done(); // shows the cursor again
      last = 0;
    },
  };
}

/** Columns to write in: the terminal's, 80 where there is none, at most 100 for the eye. */
export const widthOf = ({ columns }: { readonly columns?: number }): number => Math.min(100, Math.max(40, columns ?? 80));
