import { median } from '../../experiment/measure.ts';
import { short } from '../../view/text.ts';
import { activations, count, seed, seeds } from '../settings.ts';
import { brief } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import type { SpeedFindings, SpeedResult } from './findings.ts';
import { speedPicture } from './picture.ts';
import { backends, timeRounds } from './run.ts';
import type { Round } from './run.ts';
import { sentences } from './sentences.ts';

const settings = {
  activation: activations('none,step,sigmoid,tanh,relu,silu,gelu'),
  elements: count('numbers in each pass', 1_000_000, 100_000, 1, 100_000_000),
  rounds: count('rounds for each seed, with every pass once', 3, 2, 1, 10_000),
  seeds: { ...seeds(3, 2), help: 'draws of the numbers, from −4 to 4; what depends on them would show' },
  seed,
};

/** float32 in the copies: 64 MiB read and as many written, more than the last cache of most machines holds. */
const COPIED = 2 ** 24;

/** Bytes that a copy reads and writes for each number. */
const BYTES = 8;

/** What an activation costs, and what the limit is. */
export const speed: Study = study({
  name: 'speed',
  title: 'What an activation costs for each element',
  about:
    'The value alone, and the value with its slope, of as many numbers on each backend, as multiples of the time that a copy within WebAssembly’s memory takes for each number; its numbers are more than caches hold, and the best of all copies counts. Passes are medians over the rounds of all seeds, every pass once in each; ratios first, as times depend on the machine and on what else it does.',
  settings,
  alone: true,
  tasks: ({ seed, seeds }) => Array.from({ length: seeds }, (_, i) => seed + i),
  perform: (seed, { activation, elements, rounds }) => timeRounds(activation, elements, rounds, seed, COPIED),
  gather: (outcomes, { activation, elements, rounds, seed, seeds }): SpeedFindings => {
    const measured = outcomes.flat();
    const copyTime = Math.min(...measured.map(({ copy }) => copy));
    return {
      elements,
      rounds,
      seed,
      seeds,
      copied: COPIED,
      copyTime: brief(copyTime),
      bandwidth: brief(BYTES / copyTime),
      results: backends.flatMap((backend, i) =>
        activation.map(({ name }, j) => summarize(backend.name, name, measured, copyTime, (i * activation.length + j) * 2)),
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

function summarize(backend: string, activation: string, measured: readonly Round[], copyTime: number, place: number): SpeedResult {
  const [valueTime, withSlopeTime] = [place, place + 1].map((at) => median(measured.map(({ passes }) => passes[at]!))) as [number, number];
  return {
    backend,
    activation,
    value: brief(valueTime / copyTime),
    withSlope: brief(withSlopeTime / copyTime),
    valueTime: brief(valueTime),
    withSlopeTime: brief(withSlopeTime),
  };
}
