import { show } from '../errors.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { asTensor } from '../tensor/tensor.ts';
import type { Nested, Tensor } from '../tensor/tensor.ts';
import { noPull } from './layer.ts';
import type { Context, Forward, Layer, Named } from './layer.ts';

/**
 * `(x − mean) / deviation` by column, fitted to `data` ([rows, columns]): a first layer that is saved with the model.
 * The deviation is over all rows (dividing by their number); a column that never changes is only centred.
 * Throws a `RangeError` for what is not a matrix with rows, and for a column that float32 has no mean or deviation of.
 */
export function standardize(data: Tensor | Nested): Layer {
  const input = asTensor(data);
  const [rows = 0, columns] = input.shape;
  if (input.shape.length !== 2 || columns === undefined || rows === 0)
    throw new RangeError(`standardize: expected data of shape [rows, columns] with at least one row, got ${show(input.shape)}`);
  const mean = input.mean(0);
  const variance = input
    .sub(mean)
    .map((x, math) => math.mul(x, x))
    .mean(0);
  const column = variance.data.findIndex((x) => !Number.isFinite(x));
  if (column >= 0)
    throw new RangeError(
      `standardize: column ${column} has the mean ${mean.data[column]} and the variance ${variance.data[column]}; drop rows that are not finite, or divide the column first`,
    );
  return scaling(
    mean,
    variance.map((x, math) => math.where(math.greater(x, 0), math.sqrt(x), 1)),
  );
}

/** The layer with known means and deviations, [columns] each: what `load` calls. */
export function scaling(mean: Tensor, deviation: Tensor): Layer {
  return {
    name: `standardize(${mean.size})`,
    inputs: mean.size,
    outputs: mean.size,
    saved: { kind: 'standardize', sizes: [mean.size] },
    shapes: { mean: mean.shape, deviation: deviation.shape },
    initialize: () => ({ mean, deviation }),
    forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
      const { mean, deviation } = parameters as { mean: T; deviation: T };
      const { output } = ops.map({ input, mean, deviation }, (x, math) => ({
        output: math.div(math.sub(x.input, x.mean), x.deviation),
      }));
      if (mode === 'predict') return { output, pull: noPull };
      return {
        output,
        pull: (gradient) => ({
          input: () => ops.map({ gradient, deviation }, (x, math) => ({ input: math.div(x.gradient, x.deviation) })).input,
          parameters: {},
        }),
      };
    },
  };
}
