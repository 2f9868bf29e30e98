import { identity, noPull, ones, zeros } from '@nonlin/core';
import type { Context, Forward, Layer, Named, TensorOps } from '@nonlin/core';

const alongRow = { keepDimension: true };

/** `gain · (x − mean) / √(variance + 1e-5) + bias` along each row. Ba, Kiros & Hinton 2016, arXiv:1607.06450. */
export function layerNorm(columns: number): Layer {
  return {
    name: `layerNorm(${columns})`,
    inputs: columns,
    outputs: columns,
    activation: identity,
    shapes: { gain: [columns], bias: [columns] },
    initialize: () => ({ gain: ones([columns]), bias: zeros([columns]) }),
    forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
      const { gain, bias } = parameters as { gain: T; bias: T };
      const { centred } = ops.map({ input, mean: ops.mean(input, 1, alongRow) }, (x, math) => ({ centred: math.sub(x.input, x.mean) }));
      const { square } = ops.map({ centred }, (x, math) => ({ square: math.mul(x.centred, x.centred) }));
      const { deviation } = ops.map({ variance: ops.mean(square, 1, alongRow) }, (x, math) => ({
        deviation: math.sqrt(math.add(x.variance, 1e-5)),
      }));
      const { output, normal } = ops.map({ centred, deviation, gain, bias }, (x, math) => {
        const normal = math.div(x.centred, x.deviation);
        return { output: math.add(math.mul(x.gain, normal), x.bias), normal };
      });
      if (mode === 'predict') return { output, pull: noPull };
      return {
        output,
        pull: (gradient) => {
          const { delta, inGain, along } = ops.map({ gradient, gain, normal }, (x, math) => {
            const inGain = math.mul(x.gradient, x.normal);
            return { delta: math.mul(x.gradient, x.gain), inGain, along: math.mul(inGain, x.gain) };
          });
          const row = () => ({ level: ops.mean(delta, 1, alongRow), tilt: ops.mean(along, 1, alongRow) });
          return {
            input: () =>
              ops.map({ delta, normal, deviation, ...row() }, (x, math) => ({
                input: math.div(math.sub(math.sub(x.delta, x.level), math.mul(x.normal, x.tilt)), x.deviation),
              })).input,
            parameters: { gain: ops.sum(inGain, 0), bias: ops.sum(gradient, 0) },
          };
        },
      };
    },
  };
}
