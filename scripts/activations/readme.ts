import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Activation } from '@nonlin/core';
import { factsOf, plot, short } from '@nonlin/create-activation';
import type { PlotOptions } from '@nonlin/create-activation';

/** What an activation's README shows. packages/‹folder›/test/readme.ts holds one, so that a new activation is one new folder. */
export interface ActivationReadme {
  /** The columns of its table, by the names that their rows have in test/functions.jsonl. The first is drawn. */
  readonly activations: { readonly [rows: string]: Activation };
  readonly plot: PlotOptions;
}

/** A view of what is of the size of 1 and levels off on both sides. */
export const bounded = {
  x: [-6, 6],
  y: [-0.15, 1.15],
  xTicks: [-6, -4, -2, 0, 2, 4, 6],
  yTicks: [0, 0.25, 0.5, 0.75, 1],
} as const;

/** A view of what rises without end on the right. */
export const rising = {
  x: [-5, 4],
  y: [-0.4, 2.1],
  xTicks: [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4],
  yTicks: [0, 0.5, 1, 1.5, 2],
} as const;

/** `largest slope`, `0.25 at x = 0`, and the place to mark. */
export function largestOf(activation: Activation): { readonly lines: readonly string[]; readonly mark: number } {
  const { slope, at } = factsOf(activation).largestSlope;
  if (typeof at !== 'number')
    throw new Error(`${activation.name}: expected its largest slope at one place, got it from ${at.join(' to ')}`);
  return { lines: ['largest slope', `${short(slope)} at x = ${short(at)}`], mark: at };
}

/** Every activation's folder under packages/, and what its README shows. */
export function activationReadmes(): Promise<(readonly [folder: string, readme: ActivationReadme])[]> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = globSync('packages/*/test/readme.ts', { cwd: root }).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const { readme }: { readme: ActivationReadme } = await import(new URL(`../../${file.replaceAll('\\', '/')}`, import.meta.url).href);
      return [file.split(/[\\/]/)[1]!, readme] as const;
    }),
  );
}

/** What packages/‹folder›/plot.svg must hold. */
export function pictureOf({ activations, plot: options }: ActivationReadme): string {
  return plot(Object.values(activations)[0]!, options);
}
