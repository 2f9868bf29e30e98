import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { step } from '@nonlin/step';
import { describe, expect, it } from 'vitest';
import type { DepthFindings } from '../src/study/depth/findings.ts';
import { measureWayBack } from '../src/study/depth/network.ts';
import { conduct } from '../src/study/run.ts';
import { studies } from '../src/study/studies.ts';

describe('the way back', () => {
  it('step: exactly 0 beyond the output layer, at every scale', () => {
    for (const factor of [0.5, 1, 4]) expect(measureWayBack(step, 6, 8, factor, 1).gradients).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('sigmoid: the slopes of a layer never leave more than ¼, whatever the weights', () => {
    for (const factor of [0.25, 1, 4])
      for (const seed of [0, 1, 2])
        for (const share of measureWayBack(sigmoid, 8, 16, factor, seed).slopes) expect(share).toBeLessThanOrEqual(0.25 + 1e-7);
  });

  it('slopes and weights of the layers between multiply to the ratio of their gradients', () => {
    const { gradients, slopes, weights } = measureWayBack(relu, 4, 16, 1, 3);
    for (const layer of [0, 1, 2]) expect(gradients[layer]! / gradients[layer + 1]!).toBeCloseTo(weights[layer]! * slopes[layer]!, 5);
  });

  it('twice the weights bring 2ⁿ as much back through a linear layer', () => {
    const linear = { name: 'linear', formula: <S>(x: S): S => x };
    const [once, twice] = [1, 2].map((factor) => measureWayBack(linear, 5, 8, factor, 0).gradients);
    for (const layer of [0, 1, 2, 3, 4]) expect(twice![layer]! / once![layer]!).toBeCloseTo(2 ** (5 - layer), 3);
  });
});

describe('depth', () => {
  it('has a gradient for each layer of each depth, falling for sigmoid and 0 for step', async () => {
    const texts = { layers: '1-4', width: '8', seeds: '2', scales: '1', activation: 'step,sigmoid' };
    const { found } = await conduct(
      studies.find(({ name }) => name === 'depth')!,
      texts,
      { from: '.', formulas: [] },
      () => {},
    );
    const { results } = found as DepthFindings;
    expect(results.map(({ activation, scale }) => [activation, scale])).toEqual([
      ['step', 1],
      ['sigmoid', 1],
    ]);
    for (const { gradients } of results)
      expect(gradients.map(({ layers, norms }) => [layers, norms.length])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ]);
    expect(results[0]).toMatchObject({ slopeBound: 0, slopeFactor: 0, layerFactor: null });
    expect(results[1]!.slopeFactor).toBeLessThan(results[1]!.slopeBound);
    const { norms } = results[1]!.gradients.at(-1)!;
    expect(norms).toEqual(norms.toSorted((a, b) => a - b));
  });
});
