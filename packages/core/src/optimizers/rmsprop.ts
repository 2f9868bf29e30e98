import { expectBetween, expectOptions } from '../errors.ts';
import { optimizer, rateAt } from './optimizer.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedules.ts';

export interface RmspropOptions {
  /** Learning rate, or its schedule. Default 0.01. */
  readonly rate?: number | Schedule;
  /** Share of the running mean square that is kept, in [0, 1). Default 0.99. */
  readonly decay?: number;
  /** Added to the root, outside it. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * `v ← decay · v + (1 − decay) · g², w ← w − rate · g / (√v + ε)`, v = 0 at first. As PyTorch's RMSprop.
 * Tieleman & Hinton 2012, Coursera lecture 6.5. Throws a `RangeError` for options outside their ranges.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  expectOptions('rmsprop', options, ['rate', 'decay', 'epsilon']);
  const { rate = 0.01, decay = 0.99, epsilon = 1e-8 } = options;
  expectBetween('rmsprop: decay', decay, 0, 1, 'right-open');
  expectBetween('rmsprop: epsilon', epsilon, 0, Infinity);
  const at = rateAt('rmsprop', rate);
  return optimizer({
    name: 'rmsprop',
    slots: ['square'],
    coefficients: (step) => ({ rate: at(step) }),
    steady: typeof rate === 'number',
    update: ({ parameter, gradient, square: last, rate }, math) => {
      const square = math.add(math.mul(decay, last), math.mul(1 - decay, math.mul(gradient, gradient)));
      const step = math.div(gradient, math.add(math.sqrt(square), epsilon));
      return { parameter: math.sub(parameter, math.mul(rate, step)), square };
    },
  });
}
