import { binaryCrossEntropy, reference, tensor, trainingContext } from '@nonlin/core';
import type { Named, Sequential, Tensor } from '@nonlin/core';
import type { Rows } from './data.ts';

/** A layer on some rows, forward and back. Numbers in rows × units, row by row. */
export interface LayerTrace {
  readonly units: number;
  /** What comes in, [rows, inputs]. */
  readonly input: Float32Array;
  /** What enters the activation: input · weight + bias. */
  readonly preActivation: Float32Array;
  readonly output: Float32Array;
  /** The activation's slope there. */
  readonly slope: Float32Array;
  /** Slope of the loss in the layer's output, and behind the activation. */
  readonly outputGradient: Float32Array;
  readonly delta: Float32Array;
  /** Slopes of the loss in the layer's parameters, by their own names. */
  readonly gradients: Named<Tensor>;
}

/** The whole way of `rows` through the network and back, by the layers' own lines on the reference. */
export function traceNetwork(
  model: Sequential,
  parameters: Named<Tensor>,
  { input, target }: Rows,
): { readonly layers: readonly LayerTrace[]; readonly loss: number } {
  const context = trainingContext(reference, tensor([0, 0, 0, 0]));
  let current: Tensor = input;
  const steps = model.layers.map((layer, place) => {
    const its = Object.fromEntries(Object.keys(layer.shapes ?? {}).map((name) => [name, parameters[`${place}.${name}`]!]));
    const entering = current;
    const forward = layer.forward(reference, its, entering, context);
    current = forward.output;
    return { forward, entering, sum: entering.matmul(its['weight']!).add(its['bias']!) };
  });
  const { value, gradient } = binaryCrossEntropy.measure(reference, current, target);
  const layers: LayerTrace[] = [];
  let coming: Tensor = gradient;
  for (let place = steps.length - 1; place >= 0; place--) {
    const { forward, entering, sum } = steps[place]!;
    const pulled = forward.pull(coming);
    const slope = forward.slope ?? sum.mul(0).add(1);
    layers.unshift({
      units: sum.shape[1]!,
      input: entering.data,
      preActivation: sum.data,
      output: forward.output.data,
      slope: slope.data,
      outputGradient: coming.data,
      delta: coming.mul(slope).data,
      gradients: pulled.parameters,
    });
    if (place > 0) coming = pulled.input();
  }
  return { layers, loss: value.at() };
}

/** How a unit stands on all rows. */
export type UnitState = 'alive' | 'dead' | 'saturated';

/** A slope below this is no slope to speak of; the same as in core's `diagnose`. */
export const SATURATED = 0.01;

/** Dead: slope 0 on every row. Saturated: no slope above 0.01 on any. */
export function unitStates({ units, slope }: Pick<LayerTrace, 'units' | 'slope'>): readonly UnitState[] {
  const largest = new Float64Array(units);
  for (const [i, value] of slope.entries()) largest[i % units] = Math.max(largest[i % units]!, Math.abs(value));
  return Array.from(largest, (value) => (value === 0 ? 'dead' : value < SATURATED ? 'saturated' : 'alive'));
}
