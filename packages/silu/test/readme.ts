import { largestOf, rising } from '../../../scripts/activations/readme.ts';
import type { ActivationReadme } from '../../../scripts/activations/readme.ts';
import { silu } from '../src/index.ts';

export const readme: ActivationReadme = {
  activations: { silu },
  plot: {
    ...rising,
    value: { text: 'silu(x)', at: [2.05, 1.9], anchor: 'end' },
    slope: { text: 'slope silu′(x)', at: [-0.55, 0.62], anchor: 'end' },
    largest: { ...largestOf(silu), at: [2.65, 0.9], anchor: 'middle' },
  },
};
