import { checkLayer, testBackend, testLayer } from '@nonlin/conformance';
import type { LayerOptions } from '@nonlin/conformance';
import { dense, dropout, frozen, random, referenceBackend, sequential, standardize } from '@nonlin/core';
import type { Layer, Named, Tensor } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { layerChecks } from '../src/layer/check.ts';
import { double, narrow, widen } from '../src/layer/double.ts';
import type { Double } from '../src/layer/double.ts';
import { float32Backend } from './float32-backend.ts';
import { layerNorm } from './layer-norm.ts';
import { mapNamed } from './mutants/backend.ts';
import { layerMutants as mutants } from './mutants/layers.ts';
import { elu, relu, sigmoid, surrogate, swish } from './samples.ts';

const perUnit = { ...swish.activation, perUnit: true };
const conforming: readonly (readonly [Layer, LayerOptions?])[] = [
  [dense(4, 1)],
  [dense(1, 3, sigmoid.activation)],
  [dense(5, 2, swish.activation)],
  [dense(3, 4, perUnit)],
  [dense(3, 4, elu.activation)],
  [dense(3, 4, relu.activation)],
  [dense(17, 19, relu.activation)],
  [dense(3, 4, surrogate.activation), { statesOwnSlope: true }],
  [dropout(0.4)],
  [dropout(0.4), { input: random([2, 7], 1) }],
  [frozen(dense(3, 2, sigmoid.activation)), { fixed: ['weight', 'bias'] }],
  [standardize(random([6, 3], 2)), { fixed: ['mean', 'deviation'] }],
  [sequential(dense(3, 4, swish.activation), dropout(0.2), sequential(layerNorm(4), dense(4, 2)))],
  [layerNorm(4)],
];
// What conforms passes, in single precision throughout too.
for (const [layer, options] of conforming) testLayer(layer, { ...options, backends: [float32Backend] });

describe('each fault is caught by its checks and by no other', () => {
  test.for(mutants)('$fault: $caught', async ({ layer, options, caught }) => {
    const findings = await checkLayer(layer, options);
    expect([...new Set(findings.map(({ check }) => check))], findings.map(({ message }) => message).join('\n')).toEqual(caught);
  });

  test('each check has a mutant that only it catches', () => {
    const alone = new Set(mutants.filter(({ caught }) => caught.length === 1).map(({ caught }) => caught[0]));
    expect(layerChecks.map(({ name }) => name).filter((name) => !alone.has(name))).toEqual([]);
  });
});

test('a finding tells input, got and expected', async () => {
  const { layer } = mutants.find(({ fault }) => fault === 'a slope in the input that is stretched from []')!;
  expect((await checkLayer(layer)).map(({ message }) => message)).toEqual([
    'dense(3, 3, sigmoid): way back: at pull, the slope in the input: got shape [], expected shape [5, 3]',
  ]);
});

// The operations in double precision are held to the same contract as a backend, rounded after each step.
testBackend({
  name: 'double',
  compile: (definition) =>
    referenceBackend.compile({
      ...definition,
      step: (_, given) => {
        const wide = (named: Named<unknown>): Named<Double> => mapNamed(named as Named<Tensor>, widen);
        const rounded = (named: Named<Double>): Named<never> => mapNamed(named, narrow) as Named<never>;
        const { constants, state, inputs } = given;
        const step = definition.step(double, { constants: wide(constants), state: mapNamed(state, wide), inputs: wide(inputs) });
        return { state: mapNamed(step.state, rounded), outputs: rounded(step.outputs), last: () => rounded(step.last()) };
      },
    }),
});
