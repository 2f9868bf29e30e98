import { rising } from '../../../scripts/activations/readme.ts';
import type { ActivationReadme } from '../../../scripts/activations/readme.ts';
import { relu } from '../src/index.ts';

export const readme: ActivationReadme = {
  activations: { relu },
  plot: {
    ...rising,
    value: { text: 'relu(x)', at: [1.5, 1.72], anchor: 'end' },
    slope: { text: 'slope relu′(x)', at: [1.6, 0.86] },
    largest: { lines: ['slope 1 at every x > 0,', '0 at 0 and left of it'], at: [1.05, 0.45] },
  },
};
