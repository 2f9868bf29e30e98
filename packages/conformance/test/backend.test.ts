import { checkBackend, testBackend } from '@nonlin/conformance';
import { referenceBackend } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { describe, expect, test } from 'vitest';
import { backendChecks } from '../src/backend/check.ts';
import { float32Backend } from './float32-backend.ts';
import { operationMutants } from './mutants/operations.ts';
import { programMutants } from './mutants/programs.ts';
import { elu, identity, relu, sigmoid, surrogate, swish } from './samples.ts';

// What conforms passes, in single precision throughout too.
const activations = [sigmoid, relu, swish, identity, elu, surrogate].map(({ activation }) => activation as AnyActivation);
testBackend(referenceBackend, { activations });
testBackend(float32Backend, { activations });

const mutants = [...operationMutants, ...programMutants];

describe('each fault is caught by its check and by no other', () => {
  test.for(mutants)('$fault: $caught', async ({ backend, caught }) => {
    const findings = await checkBackend(backend);
    expect([...new Set(findings.map(({ check }) => check))], findings.map(({ message }) => message).join('\n')).toEqual(caught);
  });

  test('each check has a mutant that only it catches', () => {
    const alone = new Set(mutants.filter(({ caught }) => caught.length === 1).map(({ caught }) => caught[0]));
    expect(backendChecks.map(({ name }) => name).filter((name) => !alone.has(name))).toEqual([]);
  });
});
