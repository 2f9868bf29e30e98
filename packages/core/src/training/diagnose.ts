import { expectKind } from '../errors.ts';
import { frozen } from '../layers/frozen.ts';
import { parametersAt } from '../layers/layer.ts';
import type { Forward, Layer, Named } from '../layers/layer.ts';
import { Sequential } from '../layers/sequential.ts';
import type { Loss } from '../losses/loss.ts';
import { normOf } from '../optimizers/clipping.ts';
import { reference } from '../tensor/reference.ts';
import { tensor, type Tensor } from '../tensor/tensor.ts';
import { prepare } from './data.ts';
import type { Data } from './data.ts';
import { trainingContext } from './step.ts';

/** How a unit of a layer stands on some data. */
export interface UnitDiagnosis {
  /** The largest |slope| of its activation over all rows. */
  readonly largestSlope: number;
  /** Share of rows on which its slope is 0, from 0 to 1. */
  readonly zeroSlope: number;
}

/** How a layer stands on some data. */
export interface LayerDiagnosis {
  readonly name: string;
  /** Its units; none for a layer without an activation. */
  readonly units: readonly UnitDiagnosis[];
  /** The largest of its units' slopes; NaN without units. */
  readonly largestSlope: number;
  /** Share of rows and units with slope 0. */
  readonly zeroSlope: number;
  /** Norm of the loss's slope in the layer's parameters; NaN if it has none that training may move. */
  readonly gradientNorm: number;
  /** What is wrong, in a sentence; empty if nothing is. */
  readonly finding: string;
}

/** A slope below this share of 1 counts as saturated: it takes a hundred layers' worth of signal away. */
const SATURATED = 0.01;

/**
 * Why does it not learn? For each layer: the slopes in use, the units whose slope is 0 on every row (dead) or tiny on every
 * row (saturated), and the gradient that reaches its weights. One forward and backward pass over `data`, dropout left out.
 */
export function diagnose(model: Sequential, data: Data, options: { readonly loss: Loss }): readonly LayerDiagnosis[] {
  expectKind('diagnose', options, typeof options?.loss?.measure === 'function', 'options { loss }, as { loss: binaryCrossEntropy }');
  const { loss } = options;
  const { tensors } = prepare('diagnose', data, model, loss);
  const trace: { layer: Layer; slope: Tensor | undefined; gradients: Named<Tensor> }[] = [];
  const steps: Forward<Tensor>[] = [];
  const layers = flatten(model, model.parameters);
  let output: Tensor = tensors.input;
  for (const { layer, parameters } of layers) {
    // A draw of 1 is never below dropout's rate, so nothing is dropped.
    const step = layer.forward(reference, parameters, output, {
      ...trainingContext(reference, tensor([0, 0, 0, 0])),
      random: (like) => like.mul(0).add(1),
    });
    steps.push(step);
    output = step.output;
  }
  let { gradient } = loss.measure(reference, output, tensors.target, tensors.weight);
  for (let place = steps.length - 1; place >= 0; place--) {
    const pulled = steps[place]!.pull(gradient);
    trace.unshift({ layer: layers[place]!.layer, slope: steps[place]!.slope, gradients: pulled.parameters });
    if (place > 0) gradient = pulled.input();
  }
  return trace.map(({ layer, slope, gradients }) => describe(layer, slope, Object.values(gradients)));
}

/** The layers of nested models in the order of the data's way, each with its parameters under its own names. */
function flatten(model: Sequential, parameters: Named<Tensor>): { layer: Layer; parameters: Named<Tensor> }[] {
  return model.layers.flatMap((layer, place) => {
    const its = parametersAt(parameters, place);
    if (layer instanceof Sequential) return flatten(layer, its);
    const [inner] = layer.layers ?? [];
    if (layer.saved?.frozen && inner instanceof Sequential)
      return flatten(inner, its).map(({ layer: part, parameters: weights }) => ({ layer: frozen(part), parameters: weights }));
    return [{ layer, parameters: its }];
  });
}

function describe(layer: Layer, slope: Tensor | undefined, gradients: readonly Tensor[]): LayerDiagnosis {
  const [rows = 0, columns = 0] = slope?.shape ?? [];
  const units = Array.from({ length: columns }, (_, unit): UnitDiagnosis => {
    let [largest, zero] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const size = Math.abs(slope!.data[row * columns + unit]!);
      largest = Math.max(largest, size);
      if (size === 0) zero++;
    }
    return { largestSlope: largest, zeroSlope: zero / rows };
  });
  const largestSlope = units.length === 0 ? NaN : Math.max(...units.map((unit) => unit.largestSlope));
  const zeroSlope = units.reduce((sum, unit) => sum + unit.zeroSlope, 0) / units.length;
  const gradientNorm = gradients.length === 0 ? NaN : normOf(reference, gradients).at();
  const dead = units.filter((unit) => unit.zeroSlope === 1).length;
  const saturated = units.filter((unit) => unit.zeroSlope < 1 && unit.largestSlope < SATURATED).length;
  const findings = [
    dead > 0 && `${dead} of ${units.length} units have slope 0 on every row, so no gradient passes them (dead)`,
    saturated > 0 && `${saturated} of ${units.length} units have no slope above ${SATURATED} on any row (saturated)`,
    gradientNorm === 0 && 'the gradient of its weights is exactly 0: gradient descent will not move them',
  ];
  return { name: layer.name, units, largestSlope, zeroSlope, gradientNorm, finding: findings.filter(Boolean).join('; ') };
}
