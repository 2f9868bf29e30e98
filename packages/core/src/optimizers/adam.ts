import { expectBetween, expectOptions } from '../errors.ts';
import { expm1, log } from '../scalar/elementary.ts';
import type { ScalarOps } from '../scalar/ops.ts';
import { optimizer, rateAt } from './optimizer.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedules.ts';

export interface AdamOptions {
  /** Learning rate, or its schedule. Default 0.001. */
  readonly rate?: number | Schedule;
  /** Share of the running mean of gradients that is kept, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Share of the running mean of their squares that is kept, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** Added to the root, outside it, after the correction. Default 1e-8. */
  readonly epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** `w ← w · (1 − rate · weightDecay)` before each step, beside the gradient. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * `m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − rate · m̂ / (√v̂ + ε)`, with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
 * Kingma & Ba 2015, arXiv:1412.6980. Throws a `RangeError` for options outside their ranges.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  expectOptions('adam', options, ['rate', 'beta1', 'beta2', 'epsilon']);
  const { rateOf: _, ...rule } = moments('adam', options);
  return optimizer({ name: 'adam', ...rule });
}

/** Adam with weight decay apart from the gradient. Loshchilov & Hutter 2019, arXiv:1711.05101. Throws as `adam`. */
export function adamW(options: AdamWOptions = {}): Optimizer {
  expectOptions('adamW', options, ['rate', 'beta1', 'beta2', 'epsilon', 'weightDecay']);
  const { weightDecay = 0.01, ...rest } = options;
  expectBetween('adamW: weightDecay', weightDecay, 0, Infinity);
  const { rateOf, slots, coefficients, update } = moments('adamW', rest);
  return optimizer({
    name: 'adamW',
    slots,
    coefficients: (step) => ({ ...coefficients(step), keep: 1 - rateOf(step) * weightDecay }),
    update: (x, math) => update({ ...x, parameter: math.mul(x.parameter, x.keep) }, math),
  });
}

/** What the two share. */
function moments(name: string, { rate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions) {
  expectBetween(`${name}: beta1`, beta1, 0, 1, 'right-open');
  expectBetween(`${name}: beta2`, beta2, 0, 1, 'right-open');
  expectBetween(`${name}: epsilon`, epsilon, 0, Infinity);
  const rateOf = rateAt(name, rate);
  const [log1, log2] = [log(beta1), log(beta2)];
  type Names = 'parameter' | 'gradient' | 'mean' | 'variance' | 'correctedRate' | 'varianceCorrection';
  return {
    rateOf,
    slots: ['mean', 'variance'] as const,
    // 1 − βᵗ = −expm1(t · ln β), in double precision: float32 1 − 0.999 is off by 1e-5, and a float32 count stops at 2²⁴ steps.
    coefficients: (step: number) => ({
      correctedRate: -rateOf(step) / expm1(step * log1),
      varianceCorrection: -1 / expm1(step * log2),
    }),
    update: <S>(x: { readonly [name in Names]: S }, math: ScalarOps<S>) => {
      const mean = math.add(math.mul(beta1, x.mean), math.mul(1 - beta1, x.gradient));
      const variance = math.add(math.mul(beta2, x.variance), math.mul(1 - beta2, math.mul(x.gradient, x.gradient)));
      const size = math.add(math.sqrt(math.mul(variance, x.varianceCorrection)), epsilon);
      return { parameter: math.sub(x.parameter, math.div(math.mul(x.correctedRate, mean), size)), mean, variance };
    },
  };
}
