import { median } from '../../experiment/measure.ts';
import { listed, short } from '../../view/text.ts';
import { activations, count, seed, seeds } from '../settings.ts';
import { brief } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import type { SpeedFindings, SpeedResult } from './findings.ts';
import { speedPicture } from './picture.ts';
import { backends, timeRounds } from './run.ts';
import type { Round } from './run.ts';

const settings = {
  activation: activations('none,step,sigmoid,tanh,relu,silu,gelu'),
  elements: count('numbers in each pass', 1_000_000, 100_000, 1, 100_000_000),
  rounds: count('rounds for each seed, with every pass once', 3, 2, 1, 10_000),
  seeds: { ...seeds(3, 2), help: 'draws of the numbers, from −4 to 4; what depends on them would show' },
  seed,
};

/** Bytes that a copy reads and writes for each number. */
const BYTES = 8;

/** What an activation costs, and what the limit is. */
export const speed: Study = study({
  name: 'speed',
  title: 'What an activation costs for each element',
  about:
    'The value alone, and the value with its slope, of as many numbers on each backend, beside a plain copy of as many float32 in the same round. Medians over the rounds of all seeds, every pass once in each; ratios first, as times depend on the machine and on what else it does.',
  settings,
  alone: true,
  tasks: ({ seed, seeds }) => Array.from({ length: seeds }, (_, i) => seed + i),
  perform: (seed, { activation, elements, rounds }) => timeRounds(activation, elements, rounds, seed),
  gather: (outcomes, { activation, elements, rounds, seed, seeds }): SpeedFindings => {
    const measured = outcomes.flat();
    const copyTime = median(measured.map(({ copy }) => copy));
    return {
      elements,
      rounds,
      seed,
      seeds,
      copyTime: brief(copyTime),
      bandwidth: brief(BYTES / copyTime),
      results: backends.flatMap((backend, i) =>
        activation.map(({ name }, j) => summarize(backend.name, name, measured, (i * activation.length + j) * 2)),
      ),
    };
  },
  table: ({ results }) => ({
    heads: ['backend', 'activation', 'value', 'with slope', 'value, ns', 'with slope, ns'],
    names: 2,
    rows: results.map((result) => [
      result.backend,
      result.activation,
      `${short(result.value)} ×`,
      `${short(result.withSlope)} ×`,
      short(result.valueTime),
      short(result.withSlopeTime),
    ]),
  }),
  sentences,
  picture: speedPicture,
});

/** The ratio is the median of the rounds' own ratios: what slows a round slows both. */
function summarize(backend: string, activation: string, measured: readonly Round[], place: number): SpeedResult {
  const ratio = (at: number): number => brief(median(measured.map(({ copy, passes }) => passes[at]! / copy)));
  const time = (at: number): number => brief(median(measured.map(({ passes }) => passes[at]!)));
  return {
    backend,
    activation,
    value: ratio(place),
    withSlope: ratio(place + 1),
    valueTime: time(place),
    withSlopeTime: time(place + 1),
  };
}

function sentences({ results, copyTime, bandwidth, elements }: SpeedFindings): string[] {
  return [
    `A copy of ${elements.toLocaleString('en')} numbers takes ${short(copyTime)} ns each, ${short(bandwidth)} · 10⁹ bytes a second read and written.`,
    ...[...new Set(results.map(({ backend }) => backend))].map((backend) => {
      const its = results.filter((result) => result.backend === backend).toSorted((a, b) => a.value - b.value);
      const [least, most] = [its[0]!, its.at(-1)!];
      const slopes = median(its.map(({ value, withSlope }) => withSlope / value));
      // Reading one and writing one is what a copy does; within half as much again, memory is what is waited for.
      const bound = its.filter(({ value }) => value < 1.5);
      const limit =
        bound.length === its.length
          ? 'memory is the limit for every one'
          : bound.length === 0
            ? `arithmetic and the calls around it are the limit, not memory, which would allow the cheapest to be ${short(least.value)} times as fast`
            : `memory is the limit for ${listed(bound.map(({ activation }) => activation))}, arithmetic for the others`;
      return `On ${backend} a value costs from ${short(least.value)} copies (${least.activation}) to ${short(most.value)} (${most.activation}); with its slope ${short(slopes)} times that. ${limit[0]!.toUpperCase()}${limit.slice(1)}.`;
    }),
  ];
}
