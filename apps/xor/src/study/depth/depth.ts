import { activate, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { short } from '../../view/text.ts';
import { activations, count, counts, seed, seeds, sizes } from '../settings.ts';
import { brief, geometricMean } from '../statistics.ts';
import { study } from '../study.ts';
import type { Study } from '../study.ts';
import type { DepthFindings, DepthResult } from './findings.ts';
import { measureWayBack } from './network.ts';
import type { WayBack } from './network.ts';
import { depthPicture } from './picture.ts';
import { sentences } from './sentences.ts';

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
