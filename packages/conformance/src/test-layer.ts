import type { Layer } from '@nonlin/core';
import { describe, test } from 'vitest';
import { collectAsync, expectNone } from './finding.ts';
import { layerChecks } from './layer/check.ts';
import type { LayerOptions } from './layer/subject.ts';

/**
 * Registers the contract of a layer as vitest tests, one for each check: `testLayer(layerNorm(4), { backends: [wasm] })`.
 * Checks that build on one that failed are skipped, as is what does not apply.
 */
export function testLayer(layer: Layer, options: LayerOptions = {}): void {
  const name = options.title ?? layer.name;
  describe(`layer ${name}`, () => {
    let failed = Infinity;
    for (const check of layerChecks) {
      const reason = check.skip?.(layer, options);
      test.skipIf(Boolean(reason))(`${check.name}: ${reason ? `left out, ${reason}` : check.promise}`, async (context) => {
        if (check.stage > failed) context.skip('a check that this one builds on has failed');
        const findings = await collectAsync(name, check.name, () => check.run({ layer, options }));
        if (findings.length > 0) failed = Math.min(failed, check.stage);
        expectNone(findings);
      });
    }
  });
}
