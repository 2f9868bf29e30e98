import { expectBetween, expectOptions } from '../errors.ts';
import { optimizer, rateAt } from './optimizer.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedules.ts';

export interface SgdOptions {
  /** Learning rate, or its schedule. Default 0.1. */
  readonly rate?: number | Schedule;
  /** Share of the last velocity that is kept, in [0, 1). Default 0: no velocity. */
  readonly momentum?: number;
  /** Look ahead along the velocity (Nesterov 1983). Default false. */
  readonly nesterov?: boolean;
  /** L2 penalty: `weightDecay · w` is added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent: `w ← w − rate · g`; with momentum `v ← momentum · v + g, w ← w − rate · v`,
 * with Nesterov `w ← w − rate · (g + momentum · v)`. As PyTorch's SGD without dampening.
 * Throws a `RangeError` for a negative rate or decay, or a momentum outside [0, 1).
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  expectOptions('sgd', options, ['rate', 'momentum', 'nesterov', 'weightDecay']);
  const { rate = 0.1, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  expectBetween('sgd: momentum', momentum, 0, 1, 'right-open');
  expectBetween('sgd: weightDecay', weightDecay, 0, Infinity);
  if (nesterov && momentum === 0) throw new RangeError('sgd: nesterov needs a momentum above 0');
  const at = rateAt('sgd', rate);
  const coefficients = (step: number): { rate: number } => ({ rate: at(step) });
  const steady = typeof rate === 'number';

  if (momentum === 0)
    return optimizer({
      name: 'sgd',
      slots: [],
      coefficients,
      steady,
      update: ({ parameter, gradient, rate }, math) => {
        const slope = weightDecay === 0 ? gradient : math.add(gradient, math.mul(weightDecay, parameter));
        return { parameter: math.sub(parameter, math.mul(rate, slope)) };
      },
    });
  return optimizer({
    name: 'sgd',
    slots: ['velocity'],
    coefficients,
    steady,
    update: ({ parameter, gradient, velocity: last, rate }, math) => {
      const slope = weightDecay === 0 ? gradient : math.add(gradient, math.mul(weightDecay, parameter));
      const velocity = math.add(math.mul(momentum, last), slope);
      const step = nesterov ? math.add(slope, math.mul(momentum, velocity)) : velocity;
      return { parameter: math.sub(parameter, math.mul(rate, step)), velocity };
    },
  });
}
