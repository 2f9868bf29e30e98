import type { AnyActivation } from '../activation.ts';
import { show, showValue } from '../errors.ts';
import { gainOf } from '../initialization/gain.ts';
import { deriveKey, keyOf } from '../random/random.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { reference } from '../tensor/reference.ts';
import { sameShape } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { asTensor, own, Tensor } from '../tensor/tensor.ts';
import type { Nested } from '../tensor/tensor.ts';
import type { Chain, InputsOf, OutputsOf } from './chain.ts';
import { expectColumns } from './dense.ts';
import { predicting } from './layer.ts';
import type { Beginning, Context, Forward, Layer, Named, Pulled, SavedLayer } from './layer.ts';

/**
 * Layers one after the other, and the weights they have learnt. It is a layer itself.
 * Parameters are named by the layer's place: `0.weight`, `0.bias`, `1.weight`, …
 */
export class Sequential<In extends number = number, Out extends number = number> implements Layer<In, Out> {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly inputs?: In;
  readonly outputs?: Out;
  readonly activation: AnyActivation | undefined;
  readonly saved?: SavedLayer;
  readonly shapes: Named<Shape>;
  /** For each layer, its parameters' own names and their names here. */
  readonly #names: readonly (readonly { readonly name: string; readonly here: string }[])[];
  #parameters: Named<Tensor> | undefined;

  constructor(layers: readonly Layer[]) {
    if (layers.length === 0) throw new RangeError('sequential: expected at least one layer, got none');
    let width: number | undefined;
    for (const [place, layer] of layers.entries()) {
      if (typeof layer?.forward !== 'function')
        throw new TypeError(
          `sequential: expected a layer at place ${place}, got ${showValue(layer)}; make one with dense(inputs, outputs)`,
        );
      if (width !== undefined && layer.inputs !== undefined && layer.inputs !== width)
        throw new RangeError(
          `sequential: ${layer.name} at place ${place} expects ${layer.inputs} inputs, the layer before it has ${width} outputs`,
        );
      width = layer.outputs ?? layer.inputs ?? width;
    }
    this.layers = [...layers]; // an array made in a loop may go on changing
    this.name = `sequential(${layers.map(({ name }) => name).join(', ')})`;
    const saved = layers.map((layer) => layer.saved);
    if (saved.every((layer) => layer !== undefined)) this.saved = { kind: 'sequential', layers: saved };
    const inputs = layers.find((layer) => layer.inputs !== undefined)?.inputs;
    if (inputs !== undefined) this.inputs = inputs as In;
    if (width !== undefined) this.outputs = width as Out;
    this.activation = layers.findLast((layer) => layer.activation !== undefined)?.activation;

    const shapes: { [name: string]: Shape } = {};
    this.#names = layers.map((layer, place) =>
      Object.entries(layer.shapes ?? {}).map(([name, shape]) => {
        shapes[`${place}.${name}`] = shape;
        return { name, here: `${place}.${name}` };
      }),
    );
    this.shapes = shapes;
  }

  /** Whether the model has weights: drawn, trained, loaded or set. */
  get initialized(): boolean {
    return this.#parameters !== undefined;
  }

  /** The weights by name. Throws a `TypeError` before they are drawn or set. */
  get parameters(): Named<Tensor> {
    if (this.#parameters === undefined)
      throw new TypeError(`${this.name}: it has no weights yet; train it, or draw them with model.setup(seed)`);
    return this.#parameters;
  }

  /** Sets all weights. Throws a `RangeError` that names what is missing, unknown or of another shape; then nothing changes. */
  set parameters(parameters: Named<Tensor>) {
    for (const [name, shape] of Object.entries(this.shapes)) {
      const given = parameters[name];
      if (given === undefined) throw new RangeError(`${this.name}: parameter ${name} of shape ${show(shape)} is missing`);
      if (!(given instanceof Tensor) || !sameShape(given.shape, shape))
        throw new RangeError(
          `${this.name}: expected parameter ${name} of shape ${show(shape)}, got ${given instanceof Tensor ? show(given.shape) : showValue(given)}`,
        );
    }
    for (const name of Object.keys(parameters))
      if (!Object.hasOwn(this.shapes, name))
        throw new RangeError(`${this.name}: there is no parameter ${name}; it has ${Object.keys(this.shapes).join(', ') || 'none'}`);
    this.#parameters = { ...parameters };
  }

  /** Draws the weights: the same N(0, 1) numbers for a seed whatever the activations, scaled by each layer. Gives the model back. */
  setup(seed: number): this {
    this.parameters = this.#draw({ key: keyOf(seed), gain: 1 });
    return this;
  }

  /** As a layer of another model: a model that has weights brings them along, one without draws them. */
  initialize(beginning: Beginning): Named<Tensor> {
    return this.#parameters ?? this.#draw(beginning);
  }

  #draw({ key, gain }: Beginning): Named<Tensor> {
    const parameters: { [name: string]: Tensor } = {};
    let feeding: AnyActivation | undefined;
    for (const [place, layer] of this.layers.entries()) {
      // The gain matters only to layers with weights: asking earlier would refuse a network that ends in a constant.
      const beginning = {
        key: deriveKey(key, 0, place),
        get gain() {
          return feeding === undefined ? gain : gainOf(feeding);
        },
      };
      for (const [name, value] of Object.entries(layer.initialize?.(beginning) ?? {})) parameters[`${place}.${name}`] = value;
      feeding = layer.activation ?? feeding;
    }
    return parameters;
  }

  forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, context: Context<T>): Forward<T> {
    const pulls: ((gradient: T) => Pulled<T>)[] = [];
    const inputs: T[] = [];
    let output = input;
    for (let place = 0; place < this.layers.length; place++) {
      const its: { [name: string]: T } = {};
      for (const { name, here } of this.#names[place]!) its[name] = parameters[here]!;
      inputs.push(output);
      const step = this.layers[place]!.forward(ops, its, output, context);
      output = step.output;
      pulls.push(step.pull);
    }
    return {
      output,
      pull: (gradient) => {
        const gradients: { [name: string]: T } = {};
        let pulled = pulls.at(-1)!(gradient);
        for (let place = pulls.length - 1; ; place--) {
          const layer = this.layers[place]!;
          for (const name in pulled.parameters) {
            const slope = pulled.parameters[name]!;
            expectSlope(layer, name, layer.shapes?.[name], ops.shapeOf(slope));
            gradients[`${place}.${name}`] = slope;
          }
          if (place === 0) break;
          const slope = pulled.input();
          expectSlope(layer, 'input', ops.shapeOf(inputs[place]!), ops.shapeOf(slope));
          pulled = pulls[place - 1]!(slope);
        }
        return { input: pulled.input, parameters: gradients };
      },
    };
  }

  /** What the last layer gives for each row (for a classifier: logits). [rows, In] to [rows, Out]. */
  predict(input: Tensor | Nested): Tensor {
    const rows = asTensor(input);
    expectColumns(this, rows.shape, 'predict');
    return own(this.forward(reference, this.parameters, rows, predicting).output);
  }

  /** One line for each layer with its parameters' shapes and count, and the total. */
  summary(): string {
    const lines = this.layers.map((layer, place) => {
      const names = this.#names[place]!;
      const shapes = names.map(({ name, here }) => `${name} ${show(this.shapes[here]!)}`).join(', ');
      return [`${place}`, layer.name, shapes, String(count(names.map(({ here }) => this.shapes[here]!)))];
    });
    const total = String(count(Object.values(this.shapes)));
    const table = [['', 'layer', 'parameters', 'numbers'], ...lines, ['', 'total', '', total]];
    const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
    return table
      .map(
        (row) =>
          `${row
            .slice(0, 3)
            .map((cell, column) => cell.padEnd(widths[column]!))
            .join('  ')}  ${row[3]!.padStart(Math.max(7, total.length))}`,
      )
      .join('\n');
  }
}

/** Throws a `RangeError` unless a layer's way back gives slopes of what it has, in their shapes. */
function expectSlope({ name, shapes = {} }: Layer, of: string, shape: Shape | undefined, slope: Shape): void {
  if (shape !== undefined && sameShape(shape, slope)) return;
  throw new RangeError(
    shape === undefined
      ? `${name}: its pull gives a slope for ${of}, which is no parameter of it; it has ${Object.keys(shapes).join(', ') || 'none'}`
      : `${name}: its pull gives a slope of shape ${show(slope)} for ${of}, whose shape is ${show(shape)}`,
  );
}

const count = (shapes: readonly (readonly number[])[]): number =>
  shapes.reduce((total, shape) => total + shape.reduce((size, dimension) => size * dimension, 1), 0);

/**
 * Layers one after the other. Literal sizes are checked by the compiler, all sizes when it is made:
 * `sequential(dense(2, 8, silu), dense(8, 1))`, or an array made in a loop: `sequential(layers)`.
 * Throws a `RangeError` where sizes do not meet.
 */
export function sequential(layers: readonly Layer[]): Sequential;
export function sequential<L extends readonly Layer[]>(...layers: L & Chain<L>): Sequential<InputsOf<L>, OutputsOf<L>>;
export function sequential(...layers: readonly Layer[] | [readonly Layer[]]): Sequential {
  if (layers.length > 1 && layers.some((layer) => Array.isArray(layer)))
    throw new TypeError('sequential: expected layers, or one array of them, got both; spread the array: sequential(...layers, last)');
  return new Sequential(Array.isArray(layers[0]) ? layers[0] : (layers as readonly Layer[]));
}
