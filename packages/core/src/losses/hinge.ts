import { elementwiseLoss, expectShape } from './loss.ts';
import type { Loss } from './loss.ts';

/**
 * `mean(max(0, 1 − target · output))`, targets −1 and 1: zero once an output is right by a margin of 1; its slope is 0 there,
 * the corner included. Cortes & Vapnik 1995, doi:10.1007/BF00994018.
 */
export const hinge: Loss = elementwiseLoss('hinge', (output, target, math) => math.max(math.sub(1, math.mul(target, output)), 0), {
  check: (target, output) => {
    expectShape('hinge', target, output);
    const wrong = target.data.findIndex((value) => value !== 1 && value !== -1);
    if (wrong >= 0)
      throw new RangeError(
        `hinge: expected targets −1 or 1, got ${target.data[wrong]} in row ${Math.floor(wrong / (output[1] ?? 1))}; map 0 and 1 to −1 and 1 first`,
      );
  },
});
