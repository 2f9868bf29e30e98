import type { Layer, Loss, Sequential } from '@nonlin/core';
import { sequential } from '@nonlin/core';
import type { Recorder } from './recorder.ts';

/**
 * The same model, whose layers tell `recorder` when it is their turn, so that what they ask for is named by their place:
 * `0.dense`, and on the way back `gradient/0.dense`.
 */
export function scoped({ layers }: Sequential, recorder: Recorder): Layer {
  return sequential(layers.map((layer, place) => named(layer, `${place}`, recorder)));
}

function named(layer: Layer, place: string, recorder: Recorder): Layer {
  const { name, inputs, outputs, activation, shapes, layers } = layer;
  // What a layer is made of (a nested sequential's layers, a frozen layer's own) has no name here: it runs inside.
  const kind = layers?.length === 1 ? layers[0]!.name : name;
  const scope = `${place}.${/^[\w-]*/.exec(kind)![0]}`;
  return {
    name,
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    activation,
    ...(shapes !== undefined && { shapes }),
    forward: (ops, parameters, input, context) =>
      recorder.within(scope, () => {
        const forward = layer.forward(ops, parameters, input, context);
        return {
          ...forward,
          pull: (gradient) => {
            const back = <R>(run: () => R): R => recorder.within(`gradient/${scope}`, run);
            const pulled = back(() => forward.pull(gradient));
            return { ...pulled, input: () => back(() => pulled.input()) };
          },
        };
      }),
  };
}

/** The same loss, whose operations are named `loss`. */
export const scopedLoss = (loss: Loss, { within }: Recorder): Loss => ({
  name: loss.name,
  check: (target, output) => loss.check(target, output),
  measure: (ops, output, target, weight) => within('loss', () => loss.measure(ops, output, target, weight)),
});
