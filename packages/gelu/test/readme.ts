import { valueAndSlope } from '@nonlin/core';
import { largestOf, rising } from '../../../scripts/activations/readme.ts';
import type { ActivationReadme } from '../../../scripts/activations/readme.ts';
import { gelu, geluTanh } from '../src/index.ts';

export const readme: ActivationReadme = {
  activations: { gelu, gelu_tanh: geluTanh },
  plot: {
    ...rising,
    value: { text: 'gelu(x)', at: [1.7, 1.86], anchor: 'end' },
    slope: { text: 'slope gelu′(x)', at: [1.05, 0.46] },
    largest: { ...largestOf(gelu), at: [1.45, 0.88] },
    inset: {
      title: 'geluTanh(x) − gelu(x)',
      f: (x) => valueAndSlope(geluTanh.formula, x).value - valueAndSlope(gelu.formula, x).value,
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
};
