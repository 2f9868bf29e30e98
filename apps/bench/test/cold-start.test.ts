import { expect, test } from 'vitest';
import { coldStarts } from '../src/cold-start.ts';

test('our smallest programs bundle, train XOR in a fresh process, and weigh what their backends do', async () => {
  const [empty, wasm, reference] = await coldStarts(1, ['ours']);
  for (const start of [empty, wasm, reference]) expect(start, start?.name).not.toHaveProperty('void');
  expect(empty!.bytes).toBeLessThan(100);
  expect(reference!.bytes).toBeLessThan(20_000);
  expect(wasm!.bytes).toBeGreaterThan(reference!.bytes!);
});
