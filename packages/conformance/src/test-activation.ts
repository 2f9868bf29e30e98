import type { AnyActivation } from '@nonlin/core';
import { describe, test } from 'vitest';
import { activationChecks } from './activation/check.ts';
import type { ActivationOptions } from './activation/facts.ts';
import { subjectOf } from './activation/subject.ts';
import { collect, expectNone } from './finding.ts';

/**
 * Registers the contract of an activation as vitest tests, one for each check, held to the facts its author declares:
 * `testActivation(silu, { facts, reference })`. What does not apply is skipped, and its title says why.
 */
export function testActivation(activation: AnyActivation, options: ActivationOptions): void {
  const name = options.title ?? activation.name;
  describe(`activation ${name}`, () => {
    const subject = subjectOf(activation, options);
    for (const check of activationChecks) {
      const reason = check.skip?.(activation, options);
      test.skipIf(Boolean(reason))(`${check.name}: ${reason ? `left out, ${reason}` : check.promise}`, () =>
        expectNone(collect(name, check.name, () => check.run(subject))),
      );
    }
  });
}
