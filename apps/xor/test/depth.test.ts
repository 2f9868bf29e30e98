import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { step } from '@nonlin/step';
import { prelu } from '@nonlin/gallery';
import { describe, expect, it } from 'vitest';
import { readFormula } from '../src/read-formula.ts';
import type { DepthFindings, DepthResult } from '../src/study/depth/findings.ts';
import { measureWayBack } from '../src/study/depth/network.ts';
import { sentences } from '../src/study/depth/sentences.ts';
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

describe('an activation with parameters', () => {
  it.each([
    ['of a formula', readFormula('beta * x'), 1],
    ['per unit', prelu({ perUnit: true, alpha: 1 }), 1],
  ])('%s is measured as it starts: f(x) = x leaves all', (_, activation, share) => {
    for (const slope of measureWayBack(activation, 3, 4, 1, 0).slopes) expect(slope).toBe(share);
  });
});

describe('sentences follow from the numbers', () => {
  /** Three layers; `norms` of the deepest from the first layer. */
  const result = (change: Partial<DepthResult>, norms: readonly number[]): DepthResult => ({
    activation: 'a',
    scale: 1,
    slopeBound: 0.25,
    slopeFactor: 0.2,
    layerFactor: 0.2,
    gradients: [{ layers: norms.length, norms }],
    ...change,
  });
  const say = (...results: DepthResult[]): string => sentences({ seed: 0, seeds: 3, width: 8, results }).join('\n');

  it.each([
    [0.2, 0.1, 'the weights take more away, 0.1 a layer in all'],
    [0.2, 0.2001, 'the weights change little, 0.2 a layer in all'],
    [0.2, 0.5, 'the weights win a part of it back, 0.5 a layer in all'],
    [0.2, 1, 'the weights make up for it, 1 a layer in all'],
    [0.2, 1.5, 'the weights more than make up for it, 1.5 a layer in all'],
  ])('slopes %f, in all %f: %s', (slopeFactor, layerFactor, words) =>
    expect(say(result({ slopeFactor, layerFactor }, [0.001, 0.01, 0.1]))).toContain(words),
  );

  it.each([
    [0.2, 'under'],
    [0.25, 'at'],
  ])('slopes of %f are %s their bound', (slopeFactor, word) =>
    expect(say(result({ slopeFactor }, [0.1]))).toContain(`${word} their bound of 0.25`),
  );

  it('one layer has no weights between', () => {
    const text = say(result({ layerFactor: null }, [0.5]));
    expect(text).toContain('1 layer down the first one gets 0.5');
    expect(text).not.toContain('weights');
  });

  it.each([
    [[2, 4], [0.5, 0.5], 'At scale 4 the same one gets a 0.5.'],
    [[0.5, 2], [1, 0.001], 'At scale 2 the same one gets a 0.001: too small, and the signal fades.'],
    [[1, 3], [1, 1000], 'At scale 3 the same one gets a 1000: too large, and it bursts.'],
  ])('scales %j with %j at the first layer: %s', (scales, firsts, words) =>
    expect(say(...scales.map((scale, i) => result({ scale }, [firsts[i]!, 1])))).toContain(words),
  );

  it('fading is said only where every one fades', () => {
    const text = say(
      ...['a', 'b'].flatMap((activation, i) => [result({ activation }, [1]), result({ activation, scale: 2 }, [[1e-9, 1][i]!])]),
    );
    expect(text).toContain('At scale 2 the same 2 get a 1.0e-9 and b 1.');
  });

  it('nothing that comes back is exactly 0', () =>
    expect(say(result({ slopeBound: 0, slopeFactor: 0, layerFactor: null }, [0, 0]))).toContain('a: exactly 0 in every hidden layer'));
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
