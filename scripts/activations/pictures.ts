import { valueAndSlope } from '@nonlin/core';
import type { Activation } from '@nonlin/core';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { factsOf, short } from './facts.ts';
import { plot } from './plot.ts';
import type { PlotOptions } from './plot.ts';

/** Of the size of 1: it levels off on both sides. */
const bounded = {
  x: [-6, 6],
  y: [-0.15, 1.15],
  xTicks: [-6, -4, -2, 0, 2, 4, 6],
  yTicks: [0, 0.25, 0.5, 0.75, 1],
} as const;

/** It rises without end on the right. */
const rising = {
  x: [-5, 4],
  y: [-0.4, 2.1],
  xTicks: [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4],
  yTicks: [0, 0.5, 1, 1.5, 2],
} as const;

const names = (name: string): { value: string; slope: string } => ({ value: `${name}(x)`, slope: `slope ${name}′(x)` });

/** `largest slope 0.25 at x = 0`, in two lines, and the place to mark. */
function largestOf(activation: Activation): { lines: readonly string[]; mark: number } {
  const { slope, at } = factsOf(activation).largestSlope;
  if (typeof at !== 'number') throw new Error(`${activation.name}: expected its largest slope at one place`);
  return { lines: ['largest slope', `${short(slope)} at x = ${short(at)}`], mark: at };
}

const difference = (x: number): number => valueAndSlope(geluTanh.formula, x).value - valueAndSlope(gelu.formula, x).value;

const pictures: { readonly [folder: string]: readonly [Activation, PlotOptions] } = {
  step: [
    step,
    {
      ...bounded,
      value: { text: names('step').value, at: [1.2, 1.04] },
      slope: { text: names('step').slope, at: [2.2, 0.05] },
      largest: { lines: ['slope 0 everywhere,', 'stated at the jump too'], at: [2.2, 0.36] },
    },
  ],
  sigmoid: [
    sigmoid,
    {
      ...bounded,
      value: { text: names('sigmoid').value, at: [-0.3, 0.92], anchor: 'end' },
      slope: { text: names('sigmoid').slope, at: [1.75, 0.16] },
      largest: { ...largestOf(sigmoid), at: [-1.2, 0.43], anchor: 'end' },
    },
  ],
  relu: [
    relu,
    {
      ...rising,
      value: { text: names('relu').value, at: [1.5, 1.72], anchor: 'end' },
      slope: { text: names('relu').slope, at: [1.6, 0.86] },
      largest: { lines: ['slope 1 at every x &gt; 0,', '0 at 0 and left of it'], at: [1.05, 0.45] },
    },
  ],
  silu: [
    silu,
    {
      ...rising,
      value: { text: names('silu').value, at: [2.05, 1.9], anchor: 'end' },
      slope: { text: names('silu').slope, at: [-0.55, 0.62], anchor: 'end' },
      largest: { ...largestOf(silu), at: [2.65, 0.9], anchor: 'middle' },
    },
  ],
  gelu: [
    gelu,
    {
      ...rising,
      value: { text: names('gelu').value, at: [1.7, 1.86], anchor: 'end' },
      slope: { text: names('gelu').slope, at: [1.05, 0.46] },
      largest: { ...largestOf(gelu), at: [1.45, 0.88] },
      inset: {
        title: 'geluTanh(x) − gelu(x)',
        f: difference,
        x: [-5, 5],
        y: [-6e-4, 6e-4],
        xTicks: [-4, 0, 4],
        yTicks: [
          [-4.8e-4, '−0.00048'],
          [0, '0'],
          [4.8e-4, '0.00048'],
        ],
        box: { x: [-3.45, -0.8], y: [0.75, 1.75] },
      },
    },
  ],
};

/** The folders under packages/ whose activation has a picture. */
export const folders: readonly string[] = Object.keys(pictures);

/** What packages/‹folder›/plot.svg must hold. */
export function pictureOf(folder: string): string {
  const [activation, options] = pictures[folder]!;
  return plot(activation, options);
}
