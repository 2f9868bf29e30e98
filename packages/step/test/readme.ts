import { bounded } from '../../../scripts/activations/readme.ts';
import type { ActivationReadme } from '../../../scripts/activations/readme.ts';
import { step } from '../src/index.ts';

export const readme: ActivationReadme = {
  activations: { step },
  plot: {
    ...bounded,
    value: { text: 'step(x)', at: [1.2, 1.04] },
    slope: { text: 'slope step′(x)', at: [2.2, 0.05] },
    largest: { lines: ['slope 0 everywhere,', 'stated at the jump too'], at: [2.2, 0.36] },
  },
};
