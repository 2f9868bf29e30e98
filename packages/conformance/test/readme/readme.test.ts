import { readFileSync } from 'node:fs';
import { checkActivation, checkBackend, checkLayer } from '@nonlin/conformance/checks';
import { referenceBackend } from '@nonlin/core';
import type { Activation, Layer } from '@nonlin/core';
import { expect, test } from 'vitest';
import { layerNorm } from '../layer-norm.ts';
import { softplus } from './softplus.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../../README.md');
const facts = {
  range: [0, Infinity],
  limits: [0, Infinity],
  largestSlope: { slope: 1, at: Infinity },
  slopeAtZero: 0.5,
  monotonic: true,
  kinks: [],
  jumps: [],
  smooth: true,
} as const;

test('its first example is the test of softplus beside this file', () => {
  expect(readme).toContain(`\`\`\`ts\n${read('./softplus.test.ts')}\`\`\``);
});

test('the finding it shows is what the kit says', () => {
  const naive: Activation = { name: 'softplus', formula: (x, ops) => ops.add(ops.max(x, 0), ops.log1p(ops.exp(ops.neg(ops.abs(x))))) };
  expect(readme).toContain(`\n    ${checkActivation(naive, { facts }).find(({ check }) => check === 'slope at zero')?.message}\n`);
});

test('the finding on a layer that it shows is what the kit says', async () => {
  const right = layerNorm(4);
  const forgetful: Layer = {
    ...right,
    forward: (ops, parameters, input, context) => {
      const forward = right.forward(ops, parameters, input, context);
      return {
        ...forward,
        pull: (gradient) => ({
          input: () => forward.pull(gradient).input(),
          parameters: { ...forward.pull(gradient).parameters, bias: gradient },
        }),
      };
    },
  };
  const messages = (await checkLayer(forgetful)).map(({ message }) => message);
  expect(messages).toHaveLength(1);
  expect(readme).toContain(`\n    ${messages[0]}\n`);
});

test('its last example prints three empty lists', async () => {
  expect(checkActivation(softplus, { facts })).toEqual([]);
  expect(await checkLayer(layerNorm(4))).toEqual([]);
  expect(await checkBackend(referenceBackend)).toEqual([]);
});

test('it stays within 80 lines, three contracts as it has', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
});
