import { deriveKey, keyOf, permutation, reference, Tensor } from '@nonlin/core';
import { digits } from '../data/digits.ts';
import { moons } from '../data/moons.ts';
import type { Labelled } from '../data/moons.ts';
import { activations, count, seed, seeds, size, words } from '../settings.ts';
import { estimate, estimateShare } from '../statistics.ts';
import type { Estimate } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import type { Attack } from './attack.ts';
import { PUBLISHED } from './findings.ts';
import type { RobustFindings, RobustResult } from './findings.ts';
import { robustPicture } from './picture.ts';
import { percent, points, sentences } from './sentences.ts';
import { runRobust } from './train.ts';
import type { RobustRun } from './train.ts';

const settings = {
  data: words('what is learnt', ['digits', 'moons']),
  training: words('attacks in training', ['none', 'fgsm', 'pgd']),
  activation: activations('relu,silu,gelu,softplus'),
  rows: count('rows to learn from', 400, 120, 10, 1000),
  epochs: count('epochs over the digits; the moons take six times as many', 20, 5, 1, 100_000),
  width: count('units of the hidden layer', 32, 16, 1, 1024),
  rate: size('learning rate of Adam', 0.01),
  steps: count('steps of PGD in training; the test takes 10', 3, 2, 1, 1000),
  seeds: seeds(10, 3),
  seed,
};

/** How far an attack may move each value: a digit's by 2 of 16. */
const DISTANCES: { readonly [data: string]: number } = { digits: 2 / 16, moons: 0.2 };

/** Rows that are tested on, beside those learnt from. */
const TEST = 300;

/** Purpose that the choice of digits is derived for. */
const CHOICE = 311;

/** Adversarial training: do smooth activations resist better than a corner? */
export const robust: Study = study({
  name: 'robust',
  title: 'Under attack: adversarial training of a corner and of smooth curves',
  about:
    'Networks with one hidden layer learn 8 × 8 digits and two moons, plainly or on batches moved to make the loss larger: by one step (FGSM) or several (PGD). All are tested on other rows, as they are and moved by 10 steps of PGD, at most 2 of 16 a pixel, 0.2 for the moons. Means over seeds and, from two seeds on, 95 % intervals; the same seeds, rows and first draws for each activation.',
  settings,
  tasks: ({ data, training, activation, seed, seeds }) =>
    data.flatMap((data) =>
      training.flatMap((training) =>
        activation.flatMap((_, place) => Array.from({ length: seeds }, (_, i) => ({ data, training, activation: place, seed: seed + i }))),
      ),
    ),
  perform: ({ data, training, activation, seed }, options) => {
    const isDigits = data === 'digits';
    const attack: Attack = { distance: DISTANCES[data]!, steps: options.steps, restless: true, range: isDigits ? [0, 1] : undefined };
    return runRobust(
      options.activation[activation]!,
      {
        ...(isDigits ? chosen(options.rows, seed) : { train: moons(options.rows, 0.1, seed), test: moons(TEST, 0.1, seed + 2 ** 26) }),
        classes: isDigits ? 10 : 2,
        width: options.width,
        epochs: options.epochs * (isDigits ? 1 : 6),
        batch: 50,
        rate: options.rate,
        attack: training === 'pgd' ? attack : { ...attack, restless: false, steps: training === 'fgsm' ? 1 : 0 },
        trial: { ...attack, steps: 10 },
      },
      seed,
    );
  },
  gather: (outcomes, { data, training, activation, seed, seeds }): RobustFindings => ({
    seed,
    seeds,
    results: data.flatMap((data, i) =>
      training.flatMap((training, j, trainings) => {
        const from = (i * trainings.length + j) * activation.length * seeds;
        return activation.map(({ name }, k) => {
          const runs = outcomes.slice(from + k * seeds, from + (k + 1) * seeds);
          return summarize({ data, training, activation: name }, runs, k === 0 ? undefined : outcomes.slice(from, from + seeds));
        });
      }),
    ),
    published: PUBLISHED,
  }),
  table: ({ results }) => ({
    heads: ['data', 'training', 'activation', 'clean', 'robust', 'against the first'],
    names: 3,
    rows: results.map(({ data, training, activation, clean, robust, gain }) => [
      data,
      training,
      activation,
      withInterval(clean),
      withInterval(robust),
      gain === null ? '–' : points(gain),
    ]),
  }),
  sentences,
  picture: robustPicture,
});

/** Digits to learn from and others to test on, chosen by the seed. */
function chosen(rows: number, seed: number): { readonly train: Labelled; readonly test: Labelled } {
  const all = digits();
  const order = new Tensor([all.target.size], permutation(deriveKey(keyOf(seed), CHOICE), all.target.size));
  const pick = (from: number, to: number): Labelled => {
    const its = order.slice(from, to);
    return { input: reference.gather(all.input, its), target: reference.gather(all.target, its) };
  };
  return { train: pick(0, rows), test: pick(rows, rows + TEST) };
}

function summarize(
  names: Pick<RobustResult, 'data' | 'training' | 'activation'>,
  runs: readonly RobustRun[],
  first: readonly RobustRun[] | undefined,
): RobustResult {
  return {
    ...names,
    clean: estimateShare(runs.map(({ clean }) => clean)),
    robust: estimateShare(runs.map(({ robust }) => robust)),
    gain: first === undefined ? null : estimate(runs.map(({ robust }, i) => robust - first[i]!.robust)),
  };
}

const withInterval = ({ mean, low, high }: Estimate): string =>
  low === null ? percent(mean) : `${percent(mean)} (${percent(low)} to ${percent(high)})`;
