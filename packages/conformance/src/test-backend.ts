import type { Backend } from '@nonlin/core';
import { describe, test } from 'vitest';
import { backendChecks } from './backend/check.ts';
import type { BackendOptions } from './backend/subject.ts';
import { collectAsync, expectNone } from './finding.ts';

/**
 * Registers the contract of a backend as vitest tests, one for each check, held to the reference: `testBackend(wasm)`.
 * Checks that build on one that failed are skipped.
 */
export function testBackend(backend: Backend, options: BackendOptions = {}): void {
  const name = options.title ?? backend.name;
  describe(`backend ${name}`, () => {
    let failed = Infinity;
    for (const check of backendChecks)
      test(`${check.name}: ${check.promise}`, async (context) => {
        if (check.stage > failed) context.skip('a check that this one builds on has failed');
        const findings = await collectAsync(name, check.name, () => check.run({ backend, options }));
        if (findings.length > 0) failed = Math.min(failed, check.stage);
        expectNone(findings);
      });
  });
}
