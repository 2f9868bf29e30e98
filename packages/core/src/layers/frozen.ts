import type { Layer } from './layer.ts';

/**
 * The same layer, whose parameters training leaves alone, under momentum and decay too: its way back has no slopes for them,
 * and what has no slope is not updated.
 */
export function frozen<In extends number, Out extends number>(layer: Layer<In, Out>): Layer<In, Out> {
  const { inputs, outputs, activation, saved, shapes } = layer;
  return {
    name: `frozen(${layer.name})`,
    ...(inputs !== undefined && { inputs }),
    ...(outputs !== undefined && { outputs }),
    ...(saved !== undefined && { saved: { ...saved, frozen: true } }),
    activation,
    layers: [layer],
    ...(shapes !== undefined && { shapes }),
    initialize: (beginning) => layer.initialize?.(beginning) ?? {},
    forward: (ops, parameters, input, context) => {
      const forward = layer.forward(ops, parameters, input, context);
      return {
        ...forward,
        pull: (gradient) => ({
          input: () => forward.pull(gradient).input(),
          parameters: {},
        }),
      };
    },
  };
}
