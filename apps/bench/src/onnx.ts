import { predicting, sequential } from '@nonlin/core';
import type { Layer } from '@nonlin/core';
import { toOnnx } from '@nonlin/onnx';
import { activations, modelOf } from './nonlin.ts';
import type { ActivationName, Training } from './work.ts';

/** A network with drawn weights, as an ONNX file. */
export function networkToOnnx(network: Pick<Training, 'sizes' | 'activation'>): Uint8Array {
  return toOnnx(modelOf(network).setup(7), { opset: 21 });
}

/** An activation and nothing else, of any number of rows of `columns`. */
export function elementwiseToOnnx(activation: ActivationName, columns: number): Uint8Array {
  const { formula } = activations[activation];
  const layer: Layer = {
    name: activation,
    inputs: columns,
    forward: (ops, _, input) => ({
      output: ops.map({ input }, (x, math) => ({ output: formula(x.input, math) })).output,
      pull: () => predicting.random(undefined as never),
    }),
  };
  return toOnnx(sequential([layer]).setup(0), { opset: 21 });
}
