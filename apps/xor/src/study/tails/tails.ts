import { listed, short } from '../../view/text.ts';
import { activations, count, seed, seeds, sizes } from '../settings.ts';
import { brief, mean } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import type { TailsFindings, TailsResult } from './findings.ts';
import { tailsPicture } from './picture.ts';
import { runTails } from './run.ts';
import type { Standing, TailsRun } from './run.ts';

const settings = {
  rates: sizes('learning rates of Adam', '0.01,0.1,1', '0.01,1'),
  activation: activations('step,sigmoid,tanh,relu,silu,gelu'),
  width: count('units in each of the two hidden layers', 16, 8, 1, 1024),
  rows: count('rows of the two moons', 100, 40, 4, 100_000),
  epochs: count('epochs, four steps each', 100, 30, 1, 1_000_000),
  seeds: seeds(10, 3),
  seed,
};

/** How many units saturate or die while a network learns. */
export const tails: Study = study({
  name: 'tails',
  title: 'In the tails: units that saturate or die',
  about:
    'Networks 2-W-W-1 learn two moons by Adam. A unit is saturated where its slope stays below 0.01 on every row, and dead where it is 0 on every row: hardly anything, or nothing, passes it on the way back. Shares of the hidden units, means over seeds.',
  settings,
  tasks: ({ activation, rates, seed, seeds }) =>
    activation.flatMap((_, place) =>
      rates.flatMap((rate) => Array.from({ length: seeds }, (_, i) => ({ activation: place, rate, seed: seed + i }))),
    ),
  perform: ({ activation, rate, seed }, options) => runTails(options.activation[activation]!, rate, seed, options),
  gather: (outcomes, { activation, rates, width, rows, epochs, seed, seeds }): TailsFindings => ({
    seed,
    seeds,
    epochs,
    width,
    rows,
    results: activation.flatMap(({ name }, i) =>
      rates.map((rate, j) => {
        const from = (i * rates.length + j) * seeds;
        return summarize(name, rate, outcomes.slice(from, from + seeds));
      }),
    ),
  }),
  table: ({ results }) => ({
    heads: ['activation', 'rate', 'saturated', 'dead', 'rows right'],
    names: 1,
    rows: results.map(({ activation, rate, over, accuracy, notFinite }) => [
      activation,
      short(rate),
      fromTo(over[0]!.saturated, over.at(-1)!.saturated),
      fromTo(over[0]!.dead, over.at(-1)!.dead),
      notFinite > 0 ? `${percent(accuracy)} (${notFinite} not finite)` : percent(accuracy),
    ]),
  }),
  sentences,
  picture: tailsPicture,
});

function summarize(activation: string, rate: number, runs: readonly TailsRun[]): TailsResult {
  const meanOf = (of: (run: TailsRun) => number): number => brief(mean(runs.map(of)));
  return {
    activation,
    rate,
    over: runs[0]!.over.map(({ epoch }, i): Standing => ({
      epoch,
      saturated: meanOf(({ over }) => over[i]!.saturated),
      dead: meanOf(({ over }) => over[i]!.dead),
    })),
    accuracy: meanOf(({ accuracy }) => accuracy),
    notFinite: runs.filter(({ finite }) => !finite).length,
  };
}

const percent = (share: number): string => (share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`);

/** At first and in the end. */
const fromTo = (first: number, last: number): string => `${Math.round(first * 100)} → ${percent(last)}`;

function sentences({ results }: TailsFindings): string[] {
  const said: string[] = [];
  const names = (its: readonly TailsResult[]): string => listed([...new Set(its.map(({ activation }) => activation))]);
  const fromTheStart = results.filter(({ over }) => over.every(({ dead }) => dead === 1));
  if (fromTheStart.length > 0)
    said.push(`${names(fromTheStart)}: every unit is dead from the first look to the last; there is no slope to begin with.`);
  const rest = results.filter((result) => !fromTheStart.includes(result));
  for (const rate of new Set(rest.map((result) => result.rate))) {
    const its = rest.filter((result) => result.rate === rate);
    const list = (of: 'dead' | 'saturated'): string => {
      const some = its.filter(({ over }) => over.at(-1)![of] > 0).toSorted((a, b) => b.over.at(-1)![of] - a.over.at(-1)![of]);
      return some.length === 0 ? 'none' : listed(some.map(({ activation, over }) => `${activation} ${percent(over.at(-1)![of])}`));
    };
    said.push(`At rate ${short(rate)}, in the end dead: ${list('dead')}; saturated: ${list('saturated')}.`);
  }
  return said;
}
