import { elementwiseLoss } from './loss.ts';
import type { Loss } from './loss.ts';

/** `mean((output − target)²)`: for regression. */
export const meanSquaredError: Loss = elementwiseLoss('mean squared error', (output, target, math) => {
  const error = math.sub(output, target);
  return math.mul(error, error);
});
