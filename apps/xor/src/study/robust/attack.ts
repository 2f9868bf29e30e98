import { softmaxCrossEntropy } from '@nonlin/core';
import type { Context, Named, ScalarOps, Sequential, TensorOps } from '@nonlin/core';

/** How an adversary moves inputs to make the loss larger. */
export interface Attack {
  /** How far each value may be moved. */
  readonly distance: number;
  /** Steps along the sign of the gradient. One is the fast gradient sign method; 0 is no attack. */
  readonly steps: number;
  /** Begins at a random place within the distance, as projected gradient descent does, and takes smaller steps. */
  readonly restless: boolean;
  /** The range that inputs stay in, if they have one. */
  readonly range: readonly [low: number, high: number] | undefined;
}

/**
 * FGSM: `x + ε · sign(∂loss/∂x)`. Goodfellow, Shlens & Szegedy 2015, arXiv:1412.6572.
 * PGD: several smaller steps from a random start, each brought back within ε. Madry et al. 2018, arXiv:1706.06083.
 * The gradient in the input is the way back that training takes, one layer further.
 */
export function attacked<T>(
  ops: TensorOps<T>,
  model: Sequential,
  parameters: Named<T>,
  { input, target }: { readonly input: T; readonly target: T },
  context: Context<T>,
  { distance, steps, restless, range }: Attack,
): T {
  const stride = restless ? (2.5 * distance) / steps : distance;
  const within = <S>(value: S, centre: S, math: ScalarOps<S>): S => {
    const near = clamp(value, math.sub(centre, distance), math.add(centre, distance), math);
    return range === undefined ? near : clamp(near, math.constant(range[0]), math.constant(range[1]), math);
  };
  let moved = input;
  if (restless)
    ({ moved } = ops.map({ input, draw: context.random(input) }, (x, math) => ({
      moved: within(math.add(x.input, math.mul(math.sub(math.mul(2, x.draw), 1), distance)), x.input, math),
    })));
  for (let step = 0; step < steps; step++) {
    const { output, pull } = model.forward(ops, parameters, moved, context);
    const { gradient } = softmaxCrossEntropy.measure(ops, output, target);
    ({ moved } = ops.map({ moved, input, slope: pull(gradient).input() }, (x, math) => {
      const sign = math.sub(math.greater(x.slope, 0), math.less(x.slope, 0));
      return { moved: within(math.add(x.moved, math.mul(stride, sign)), x.input, math) };
    }));
  }
  return moved;
}

const clamp = <S>(value: S, low: S, high: S, math: ScalarOps<S>): S => {
  const above = math.max(value, low);
  return math.where(math.less(above, high), above, high);
};
