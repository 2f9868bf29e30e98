import { expect, it } from 'vitest';
import { progressLines } from '../src/view/progress-lines.ts';

it('where nothing can be drawn, a line at most every 30 s, and none of a short run', () => {
  let [time, written] = [1000, ''];
  const tell = progressLines({ write: (text: string) => (written += text) }, () => time);
  for (const [after, done] of [
    [0, 0],
    [29_999, 0.2],
    [30_000, 0.299],
    [59_999, 0.5],
    [75_400, 0.75],
    [80_000, 1],
  ] as const) {
    time = 1000 + after;
    tell('training', done);
  }
  expect(written).toBe('training: 29 % done after 30 s\ntraining: 75 % done after 75 s\n');
});
