import { expectBetween } from '../errors.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { noPull } from './layer.ts';
import type { Context, Forward, Layer, Named } from './layer.ts';

/**
 * In training, each element is 0 with probability `rate` and `x / (1 − rate)` else, so that its mean stays; in prediction, x.
 * Srivastava et al. 2014, JMLR 15:1929–1958 (scaled in training, as is usual since).
 * Throws a `RangeError` unless 0 ≤ rate < 1.
 */
export function dropout(rate: number): Layer {
  expectBetween('dropout: rate', rate, 0, 1, 'right-open');
  return {
    name: `dropout(${rate})`,
    saved: { kind: 'dropout', sizes: [rate] },
    forward<T>(ops: TensorOps<T>, _: Named<T>, input: T, context: Context<T>): Forward<T> {
      if (context.mode === 'predict') return { output: input, pull: noPull };
      const { output, slope } = ops.map({ input, draw: context.random(input) }, (x, math) => {
        const slope = math.where(math.less(x.draw, rate), 0, 1 / (1 - rate));
        return { output: math.mul(x.input, slope), slope };
      });
      return {
        output,
        pull: (gradient) => ({
          input: () => ops.map({ gradient, slope }, (x, math) => ({ input: math.mul(x.gradient, x.slope) })).input,
          parameters: {},
        }),
      };
    },
  };
}
