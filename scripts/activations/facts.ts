import type { Activation } from '@nonlin/core';
import { factsTable } from '@nonlin/create-activation';
import { distances, float32Rows } from './accuracy.ts';

/** The rows of a README's table of numbers, in its words. `folder` and `name` say where its correctly rounded values are. */
export const measuredTable = (activation: Activation, folder: string, name: string): { readonly [row: string]: string } => ({
  ...factsTable(activation),
  'Error in float32': errorOf(activation, folder, name),
});

/** The largest distance of value and slope from correctly rounded ones, as the reference backend computes them. */
function errorOf(activation: Activation, folder: string, name: string): string {
  const found = distances(activation, float32Rows(folder, name));
  if (found.length === 0) return 'not measured';
  const [value, slope] = [Math.max(...found.map((row) => row.value)), Math.max(...found.map((row) => row.slope))];
  return `value ${value} ULP, slope ${slope} ULP, the largest of ${found.length} inputs`;
}
