import { bounded, largestOf } from '../../../scripts/activations/readme.ts';
import type { ActivationReadme } from '../../../scripts/activations/readme.ts';
import { sigmoid } from '../src/index.ts';

export const readme: ActivationReadme = {
  activations: { sigmoid },
  plot: {
    ...bounded,
    value: { text: 'sigmoid(x)', at: [-0.3, 0.92], anchor: 'end' },
    slope: { text: 'slope sigmoid′(x)', at: [1.75, 0.16] },
    largest: { ...largestOf(sigmoid), at: [-1.2, 0.43], anchor: 'end' },
  },
};
