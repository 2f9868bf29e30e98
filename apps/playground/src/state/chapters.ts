import type { Settings } from './settings.ts';

/** What each chapter of the tour sets up; the tests hold its text to what these runs show. */
export const chapterPresets: readonly Partial<Settings>[] = [
  { lane: 'step' },
  { lane: 'sigmoid' },
  { lane: 'sigmoid', data: 'circles', noise: 0.1, depth: 6, width: 6, seed: 4, epochs: 150, speed: 1 },
  { lane: 'relu', width: 2, seed: 7 },
  { lane: 'silu', width: 2, seed: 7 },
  { lane: 'own', formula: 'x * tanh(softplus(x))' },
];
