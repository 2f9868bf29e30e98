import { activate, noPull } from '@nonlin/core';
import type { AnyActivation, Context, Forward, Layer, Named, SavedLayer, Tensor, TensorOps } from '@nonlin/core';

/**
 * An activation as a layer of its own, for formulas that no dense layer comes before. What it learns is named as in the activation.
 * `starts` are its first values where units begin differently.
 */
export function elementwise(activation: AnyActivation, columns?: number, starts: Named<Tensor> = {}): Layer {
  const learnt = Object.keys(activation.parameters ?? {});
  const shapes = Object.fromEntries(learnt.map((name) => [name, [activation.perUnit ? columns! : 1]]));
  return {
    name: `elementwise(${activation.name})`,
    ...(columns !== undefined && { inputs: columns, outputs: columns }),
    activation,
    saved: { kind: 'elementwise', ...(columns !== undefined && { sizes: [columns] }), activation: activation.name },
    shapes,
    initialize: () => starts,
    forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
      const its = Object.fromEntries(learnt.map((name) => [name, parameters[name]!]));
      if (mode === 'predict') {
        const { output } = ops.map({ input, ...its }, (x, math) => ({ output: activation.formula(x.input, math, x) }));
        return { output, pull: noPull };
      }
      const activated = ops.map({ input, ...its }, ({ input, ...its }, math) =>
        activate(activation, input, its as Named<typeof input>, math),
      );
      const { output, slope } = activated;
      const along = (gradient: T, slope: T): T =>
        ops.map({ gradient, slope }, (x, math) => ({ change: math.mul(x.gradient, x.slope) })).change;
      return {
        output,
        slope,
        pull: (gradient) => ({
          input: () => along(gradient, slope),
          parameters: Object.fromEntries(
            learnt.map((name) => {
              const change = along(gradient, activated[`slope:${name}`]!);
              return [name, activation.perUnit ? ops.sum(change, 0) : ops.reshape(ops.sum(change), [1])];
            }),
          ),
        }),
      };
    },
  };
}

/** e^(x − max x) by row, their sum, and x − max x. */
function powers<T>(ops: TensorOps<T>, input: T): { shifted: T; power: T; total: T } {
  const highest = ops.max(input, 1, { keepDimension: true });
  const { shifted, power } = ops.map({ input, highest }, (x, math) => {
    const shifted = math.sub(x.input, x.highest);
    return { shifted, power: math.exp(shifted) };
  });
  return { shifted, power, total: ops.sum(power, 1, { keepDimension: true }) };
}

/** `softmax(x) = e^x / Σ e^x` by row; its slope is s · (g − Σ g·s). */
export function softmax(columns?: number): Layer {
  return {
    ...common('softmax', columns),
    forward<T>(ops: TensorOps<T>, _: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
      const { power, total } = powers(ops, input);
      const { output } = ops.map({ power, total }, (x, math) => ({ output: math.div(x.power, x.total) }));
      if (mode === 'predict') return { output, pull: noPull };
      const pull = (gradient: T): T => {
        const { share } = ops.map({ gradient, output }, (x, math) => ({ share: math.mul(x.gradient, x.output) }));
        const sum = ops.sum(share, 1, { keepDimension: true });
        return ops.map({ gradient, output, sum }, (x, math) => ({ slope: math.mul(x.output, math.sub(x.gradient, x.sum)) })).slope;
      };
      return { output, pull: (gradient) => ({ input: () => pull(gradient), parameters: {} }) };
    },
  };
}

/** `ln softmax(x)` by row; its slope is g − softmax(x) · Σ g. */
export function logSoftmax(columns?: number): Layer {
  return {
    ...common('logSoftmax', columns),
    forward<T>(ops: TensorOps<T>, _: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
      const { shifted, power, total } = powers(ops, input);
      const { output } = ops.map({ shifted, total }, (x, math) => ({ output: math.sub(x.shifted, math.log(x.total)) }));
      if (mode === 'predict') return { output, pull: noPull };
      const pull = (gradient: T): T => {
        const sum = ops.sum(gradient, 1, { keepDimension: true });
        return ops.map({ gradient, power, total, sum }, (x, math) => ({
          slope: math.sub(x.gradient, math.mul(math.div(x.power, x.total), x.sum)),
        })).slope;
      };
      return { output, pull: (gradient) => ({ input: () => pull(gradient), parameters: {} }) };
    },
  };
}

const common = (kind: string, columns: number | undefined): Pick<Layer, 'name' | 'inputs' | 'outputs' | 'saved'> => ({
  name: `${kind}(${columns ?? ''})`,
  ...(columns !== undefined && { inputs: columns, outputs: columns }),
  saved: { kind, ...(columns !== undefined && { sizes: [columns] }) },
});

/**
 * The layers that `fromOnnx` makes beside nonlin's own, for `load`: `load(text, { activations, layers: onnxLayers(activations) })`.
 * Throws a `RangeError` for an activation that was not given.
 */
export function onnxLayers(activations: readonly AnyActivation[] = []): { readonly [kind: string]: (saved: SavedLayer) => Layer } {
  return {
    elementwise: ({ sizes, activation }) => {
      const found = activations.find(({ name }) => name === activation);
      if (found === undefined)
        throw new RangeError(
          `onnxLayers: the model has an elementwise layer of ${activation}, which was not given; pass onnxLayers([…, ${activation}])`,
        );
      return elementwise(found, sizes?.[0]);
    },
    softmax: ({ sizes }) => softmax(sizes?.[0]),
    logSoftmax: ({ sizes }) => logSoftmax(sizes?.[0]),
  };
}
