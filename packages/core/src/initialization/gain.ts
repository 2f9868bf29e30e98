import type { AnyActivation } from '../activation.ts';
import { exp } from '../scalar/elementary.ts';
import { numbers } from '../scalar/numbers.ts';

const known = new WeakMap<AnyActivation, number>();

/**
 * `1 / √E[f(z)²]`, z ~ N(0, 1): the factor that gives what f passes on a mean square of 1 again, so that signals keep
 * their size from layer to layer. For ReLU it is √2 (He et al. 2015, arXiv:1502.01852); for any other formula it follows
 * from the formula. By the midpoint rule on [−10, 10] in 640 cells: 1e-15 for smooth formulas, 1e-4 at a kink or jump.
 * Throws a `RangeError` where E[f(z)²] is 0 or not finite: no weight scale keeps such a signal's size.
 */
export function gainOf(activation: AnyActivation): number {
  let gain = known.get(activation);
  if (gain === undefined) {
    const initial = activation.parameters ?? {};
    let [square, total] = [0, 0];
    for (let cell = 0; cell < CELLS; cell++) {
      const z = ((cell + 0.5) / CELLS - 0.5) * 20;
      const density = exp(-0.5 * z * z);
      const y = activation.formula(z, numbers, initial);
      square += density * y * y;
      total += density;
    }
    gain = 1 / Math.sqrt(square / total);
    if (!(gain > 0 && gain < Infinity))
      throw new RangeError(
        `activation ${activation.name}: the mean of f(z)² over z ~ N(0, 1) is ${square / total}, so no weight scale keeps the signal's size; give the layer after it an initialization of its own, as { initialization: heNormal }`,
      );
    known.set(activation, gain);
  }
  return gain;
}

const CELLS = 640;
