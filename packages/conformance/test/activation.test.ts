import { checkActivation, testActivation } from '@nonlin/conformance';
import { describe, expect, test } from 'vitest';
import { activationChecks } from '../src/activation/check.ts';
import { activationMutants as mutants } from './mutants/activations.ts';
import { samples, sigmoid, swish } from './samples.ts';

// What conforms passes.
for (const { activation, facts } of samples) testActivation(activation, { facts });
testActivation(swish.activation, { facts: swish.facts });

describe('each fault is caught by its checks and by no other', () => {
  test.for(mutants)('$fault: $caught', ({ activation, facts, options, caught }) => {
    const findings = checkActivation(activation, { facts, ...options });
    expect([...new Set(findings.map(({ check }) => check))], findings.map(({ message }) => message).join('\n')).toEqual(caught);
  });

  test('each check has a mutant that only it catches', () => {
    const alone = new Set(mutants.filter(({ caught }) => caught.length === 1).map(({ caught }) => caught[0]));
    expect(activationChecks.map(({ name }) => name).filter((name) => !alone.has(name))).toEqual([]);
  });
});

test('a finding tells input, got and expected', () => {
  const [finding] = checkActivation(sigmoid.activation, { facts: { ...sigmoid.facts, slopeAtZero: 0.5 } });
  expect(finding).toEqual({
    check: 'slope at zero',
    input: 'x = 0',
    got: 'the slope 0.25',
    expected: '0.5 within 1e-6, as declared',
    message: 'sigmoid: slope at zero: at x = 0: got the slope 0.25, expected 0.5 within 1e-6, as declared',
  });
});
