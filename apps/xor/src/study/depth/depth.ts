import { activate, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { listed, short } from '../../view/text.ts';
import { activations, count, counts, seed, seeds, sizes } from '../settings.ts';
import { brief, geometricMean, mean } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import { nearestToOne } from './findings.ts';
import type { DepthFindings, DepthResult } from './findings.ts';
import { measureWayBack } from './network.ts';
import type { WayBack } from './network.ts';
import { depthPicture } from './picture.ts';

const settings = {
  layers: counts('numbers of hidden layers', '1-30', '1,2,3,5,8,12,16,20', 1, 100),
  scales: sizes("scales of the first weights, as multiples of core's", '0.5,1,2', '0.5,1,2'),
  activation: activations('step,sigmoid,tanh,relu,silu,gelu'),
  width: count('units in each layer', 32, 16, 1, 1024),
  seeds: seeds(10, 3),
  seed,
};

/** What the signal loses on its way back through many layers. */
export const depth: Study = study({
  name: 'depth',
  title: 'What comes back through many layers',
  about:
    'Networks before any training, unit-normal inputs: the norm of the gradient that reaches each hidden layer (in its weighted sums), as a multiple of the output layer’s; over seeds, the geometric mean. The scale 1 of the first weights keeps the variance of what enters an activation at 1.',
  settings,
  tasks: ({ activation, scales, seed, seeds }) =>
    activation.flatMap((_, place) =>
      scales.flatMap((scale) => Array.from({ length: seeds }, (_, i) => ({ activation: place, scale, seed: seed + i }))),
    ),
  perform: (task, { activation, layers, width }): readonly WayBack[] =>
    layers.map((depth) => measureWayBack(activation[task.activation]!, depth, width, task.scale, task.seed)),
  gather: (outcomes, { activation, scales, layers, width, seed, seeds }): DepthFindings => ({
    seed,
    seeds,
    width,
    results: activation.flatMap((one, i) =>
      scales.map((scale, j) => {
        const from = (i * scales.length + j) * seeds;
        return summarize(one, scale, layers, outcomes.slice(from, from + seeds));
      }),
    ),
  }),
  table: ({ results }) => ({
    heads: ['activation', 'scale', 'layers', 'first layer', 'by layer', 'by slopes', 'largest slope'],
    names: 1,
    rows: results.map((result) => {
      const { layers, norms } = result.gradients.at(-1)!;
      return [
        result.activation,
        short(result.scale),
        String(layers),
        short(norms[0]!),
        short(result.layerFactor),
        short(result.slopeFactor),
        short(result.slopeBound),
      ];
    }),
  }),
  sentences,
  picture: depthPicture,
});

function summarize(
  activation: AnyActivation,
  scale: number,
  layers: readonly number[],
  runs: readonly (readonly WayBack[])[],
): DepthResult {
  const deepest = runs.map((run) => run.at(-1)!);
  const slopeFactor = geometricMean(deepest.flatMap(({ slopes }) => slopes.filter((factor) => !Number.isNaN(factor))));
  const weightFactor = geometricMean(deepest.flatMap(({ weights }) => weights.filter((factor) => !Number.isNaN(factor))));
  const layerFactor = slopeFactor * weightFactor;
  return {
    activation: activation.name,
    scale,
    slopeBound: brief(largestSlope(activation)),
    slopeFactor: brief(slopeFactor),
    layerFactor: Number.isFinite(layerFactor) ? brief(layerFactor) : null,
    gradients: layers.map((depth, i) => ({
      layers: depth,
      norms: Array.from({ length: depth }, (_, layer) => brief(geometricMean(runs.map((run) => run[i]!.gradients[layer]!)))),
    })),
  };
}

/** Over [−20, 20], where those of use have it. */
function largestSlope(activation: AnyActivation): number {
  let largest = 0;
  for (let x = -20; x <= 20; x += 1 / 256)
    largest = Math.max(largest, Math.abs(activate<number>(activation, x, activation.parameters ?? {}, numbers).slope));
  return largest;
}

function sentences({ results, seeds }: DepthFindings): string[] {
  const scale = nearestToOne(results);
  const at = results.filter((result) => result.scale === scale);
  const deepest = at[0]!.gradients.at(-1)!.layers;
  const said: string[] = [];
  const first = (result: DepthResult): number => result.gradients.at(-1)!.norms[0]!;
  const none = at.filter((result) => result.gradients.every(({ norms }) => norms.every((norm) => norm === 0)));
  if (none.length > 0)
    said.push(
      `${listed(none.map(({ activation }) => activation))}: exactly 0 in every hidden layer, at every depth and in each of ${seeds} seeds; nothing passes the output layer.`,
    );
  for (const result of at.filter(({ slopeBound, slopeFactor }) => slopeBound < 0.99 && slopeFactor > 0))
    said.push(
      `${result.activation}: a layer's slopes leave ${short(result.slopeFactor)} of the signal that comes back, under their bound of ${short(result.slopeBound)}; the weights win a part of it back, ${short(result.layerFactor)} a layer in all, and ${deepest} layers down the first one gets ${short(first(result))} of the output layer's gradient.`,
    );
  const kept = at.filter((result) => first(result) > 0.01 && first(result) < 100);
  if (kept.length > 0)
    said.push(
      `Within a factor of 100 after ${deepest} layers at scale ${short(scale)}: ${listed(kept.map((result) => `${result.activation} (${short(first(result))})`))}.`,
    );
  const others = [...new Set(results.map((result) => result.scale))].filter((other) => other !== scale);
  for (const other of others) {
    const moved = results.filter((result) => result.scale === other && kept.some(({ activation }) => activation === result.activation));
    if (moved.length === 0) continue;
    const exponent = mean(moved.map((result) => Math.log10(first(result))));
    said.push(
      `At ${short(other)} times that scale the same ${moved.length === 1 ? 'one gets' : `${moved.length} get`} ${listed(moved.map((result) => `${result.activation} ${short(first(result))}`))}${exponent < -2 ? ': too small, and the signal fades' : exponent > 2 ? ': too large, and it bursts' : ''}.`,
    );
  }
  return said;
}
