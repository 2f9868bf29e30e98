import { describe, expect, test } from 'vitest';
import { measure } from '../src/harness.ts';
import { prepare } from '../src/nonlin.ts';
import { rows } from '../src/rows.ts';
import type { Runner } from '../src/work.ts';

// That our own rows run, and that what trains in them learns; how long they take decides nothing.

const cases = rows.flatMap(({ title, work }) => [
  { title, work, variant: 'wasm' },
  { title, work, variant: 'deterministic' },
  // On the reference the large ones take seconds.
  ...(work.kind === 'train' ? [{ title, work: { ...work, rows: Math.min(work.rows, 128) }, variant: 'reference' }] : []),
  ...(work.kind === 'predict' && work.batch === 1 ? [{ title, work, variant: 'reference' }] : []),
]);

describe('our own rows', () => {
  test.each(cases)('$title, $variant', async ({ work, variant }) => {
    const runner: Runner = await prepare(work, variant);
    const first = await measure(runner, 0);
    expect(first.nanoseconds).toBeGreaterThan(0);
    if (work.kind === 'train') {
      const then = await measure(runner, 0);
      expect(then.loss).toBeLessThan(first.loss!);
    }
    runner.dispose?.();
  });
});
