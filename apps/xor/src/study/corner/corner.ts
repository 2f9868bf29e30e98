import { count, counts, seed, seeds, size } from '../settings.ts';
import { brief, mean } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import { slopeName } from './findings.ts';
import type { CornerFindings, CornerResult } from './findings.ts';
import { cornerPicture } from './picture.ts';
import { percent, sentences } from './sentences.ts';
import { beginnings, runCorner, SLOPES } from './run.ts';
import type { CornerRun } from './run.ts';

const settings = {
  hidden: counts('widths of the hidden layer', '2,4', '2', 1, 1024),
  epochs: count('steps of training, all four rows each', 500, 200, 1, 1_000_000),
  rate: size('learning rate of Adam', 0.05),
  seeds: seeds(100, 25),
  seed,
};

/** Rows of XOR. */
const ROWS = 4;

/** The subgradient of ReLU at 0: how often it is asked for, and what it changes. */
export const corner: Study = study({
  name: 'corner',
  title: 'The corner of ReLU: which slope at exactly 0?',
  about:
    'Any number from 0 to 1 is a subgradient of ReLU at 0. Networks 2-H-1 learn XOR, asked as 0 and 1, with slopes 0, ½ and 1 there, from the same first weights: once with biases 0 (He et al.), so that the row 0 0 sums to exactly 0, once with biases drawn (core’s default).',
  settings,
  tasks: ({ hidden, seed, seeds }) =>
    Object.keys(beginnings).flatMap((beginning) =>
      hidden.flatMap((width) => Array.from({ length: seeds }, (_, i) => ({ beginning, hidden: width, seed: seed + i }))),
    ),
  perform: ({ beginning, hidden, seed }, { epochs, rate }) => runCorner(beginning, hidden, epochs, rate, seed),
  gather: (outcomes, { hidden, epochs, rate, seed, seeds }): CornerFindings => ({
    seed,
    seeds,
    epochs,
    rate,
    results: Object.keys(beginnings).flatMap((beginning, i) =>
      hidden.flatMap((width, j) => {
        const from = (i * hidden.length + j) * seeds;
        const runs = outcomes.slice(from, from + seeds);
        return SLOPES.map((slope, k) =>
          summarize(
            beginning,
            width,
            slope,
            runs.map((run) => ({ here: run[k]!, atZero: run[0]! })),
          ),
        );
      }),
    ),
  }),
  table: ({ results, seeds }) => ({
    heads: ['first weights', 'H', 'slope at 0', `right of ${seeds}`, 'meet 0', 'first step', 'later', 'moved'],
    names: 2,
    rows: results.map((result) => [
      result.beginning,
      String(result.hidden),
      slopeName(result.slope),
      String(result.right),
      String(result.meet),
      percent(result.first),
      percent(result.later),
      String(result.differ),
    ]),
  }),
  sentences,
  picture: cornerPicture,
});

function summarize(
  beginning: string,
  hidden: number,
  slope: number,
  runs: readonly { readonly here: CornerRun; readonly atZero: CornerRun }[],
): CornerResult {
  const sums = ROWS * hidden;
  const steps = runs[0]!.here.met.length;
  const shareAt = (step: number): number => mean(runs.map(({ here }) => here.met[step]! / sums));
  const holds = (test: (run: { readonly here: CornerRun; readonly atZero: CornerRun }) => boolean): number => runs.filter(test).length;
  return {
    beginning,
    hidden,
    slope,
    right: holds(({ here }) => here.right),
    onlyHere: holds(({ here, atZero }) => here.right && !atZero.right),
    onlyAtZero: holds(({ here, atZero }) => atZero.right && !here.right),
    differ: holds(({ here }) => here.differs),
    meet: holds(({ here }) => here.met.some((met) => met > 0)),
    first: brief(shareAt(0)),
    later: steps === 1 ? 0 : brief(mean(runs.map(({ here }) => mean(here.met.slice(1)) / sums))),
    over: [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]
      .filter((step) => step < steps)
      .concat(steps)
      .map((step) => ({ step, share: brief(shareAt(step - 1)) })),
  };
}
