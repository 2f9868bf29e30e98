import { activate, expectActivation, identity } from '../activation.ts';
import type { AnyActivation } from '../activation.ts';
import { expectKind, expectOptions, expectWhole, show } from '../errors.ts';
import { unitVariance } from '../initialization/initialization.ts';
import type { Initialization } from '../initialization/initialization.ts';
import { deriveKey, normals } from '../random/random.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { sizeOf } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { full, Tensor } from '../tensor/tensor.ts';
import { noPull, pick } from './layer.ts';
import type { Beginning, Context, Forward, Layer, Named, SavedLayer } from './layer.ts';

export interface DenseOptions {
  /** Scales of the first weights and biases. Default: `unitVariance`. */
  readonly initialization?: Initialization;
}

/** `activation(input · weight + bias)`: [rows, In] to [rows, Out]; weight [In, Out], bias [Out]. */
export class Dense<In extends number = number, Out extends number = number> implements Layer<In, Out> {
  readonly name: string;
  readonly inputs: In;
  readonly outputs: Out;
  readonly activation: AnyActivation;
  readonly saved: SavedLayer;
  readonly shapes: Named<Shape>;
  readonly #initialization: Initialization;

  constructor(inputs: In, outputs: Out, activation: AnyActivation = identity, options: DenseOptions = {}) {
    expectWhole('dense: inputs', inputs, 1);
    expectWhole('dense: outputs', outputs, 1);
    expectOptions('dense', options, ['initialization']);
    expectActivation(`dense(${inputs}, ${outputs})`, activation);
    for (const name of ['weight', 'bias', 'product'])
      if (name in (activation.parameters ?? {}))
        throw new TypeError(
          `dense(${inputs}, ${outputs}, ${activation.name}): the activation's parameter ${name} has a name of the layer's own; rename it`,
        );
    this.saved = { kind: 'dense', sizes: [inputs, outputs], activation: activation.name };
    this.name = `dense(${inputs}, ${outputs}${activation === identity ? '' : `, ${activation.name}`})`;
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    const learnt = Object.keys(activation.parameters ?? {}).map((name) => [name, [activation.perUnit ? outputs : 1]] as const);
    this.shapes = { weight: [inputs, outputs], bias: [outputs], ...Object.fromEntries(learnt) };
    this.#initialization = options.initialization ?? unitVariance;
    expectKind(`${this.name}: initialization`, this.#initialization, typeof this.#initialization === 'function', 'a function, as heNormal');
  }

  initialize(beginning: Beginning): Named<Tensor> {
    const { inputs, outputs } = this;
    const { key } = beginning;
    // An initialization that asks for no gain works after an activation that has none.
    const scale = this.#initialization({
      inputs,
      outputs,
      get gain() {
        return beginning.gain;
      },
    });
    const draw = (purpose: number, shape: number[], scale: number): Tensor =>
      new Tensor(
        shape,
        Float32Array.from(normals(deriveKey(key, purpose), sizeOf(shape)), (z) => z * scale),
      );
    const learnt = Object.entries(this.activation.parameters ?? {});
    return {
      weight: draw(0, [inputs, outputs], scale.weight),
      bias: draw(1, [outputs], scale.bias),
      ...Object.fromEntries(learnt.map(([name, value]) => [name, full(this.shapes[name]!, value)])),
    };
  }

  forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, { mode }: Context<T>): Forward<T> {
    const { weight, bias } = parameters as { weight: T; bias: T };
    expectColumns(this, ops.shapeOf(input));
    const { activation } = this;
    const learnt = Object.keys(activation.parameters ?? none);
    const summed = { product: ops.matmul(input, weight), bias, ...pick(parameters, learnt) };

    if (mode === 'predict') {
      const { output } = ops.map(summed, (x, math) => ({
        output: activation.formula(math.add(x.product, x.bias), math, pick(x, learnt)),
      }));
      return { output, pull: noPull };
    }

    const activated = ops.map(summed, (x, math) => activate(activation, math.add(x.product, x.bias), pick(x, learnt), math));
    const { output, slope } = activated;
    const times = (gradient: T, slope: T): T =>
      ops.map({ gradient, slope }, (x, math) => ({ change: math.mul(x.gradient, x.slope) })).change;
    return {
      output,
      slope,
      pull: (gradient) => {
        const delta = activation === identity ? gradient : times(gradient, slope);
        const gradients: { [name: string]: T } = {
          weight: ops.matmul(input, delta, { transposeA: true }),
          bias: ops.sum(delta, 0),
        };
        for (const name of learnt) {
          const change = times(gradient, activated[`slope:${name}`]!);
          gradients[name] = activation.perUnit ? ops.sum(change, 0) : ops.reshape(ops.sum(change), [1]);
        }
        return {
          input: () => ops.matmul(delta, weight, { transposeB: true }),
          parameters: gradients,
        };
      },
    };
  }
}

const none: Named<number> = {};

/**
 * `activation(input · weight + bias)`: a fully connected layer from `inputs` columns to `outputs` columns;
 * without an activation the sum itself. Throws a `RangeError` for sizes below 1 or not whole.
 */
export function dense<In extends number, Out extends number>(
  inputs: In,
  outputs: Out,
  activation?: AnyActivation,
  options?: DenseOptions,
): Dense<In, Out> {
  return new Dense(inputs, outputs, activation, options);
}

/** Throws a `RangeError` unless `shape` is a batch of rows with the layer's number of columns; `asked` is who was given the data. */
export function expectColumns({ name: layer, inputs }: Layer, shape: readonly number[], asked?: string): void {
  const name = asked === undefined ? layer : `${asked}: ${layer}`;
  const advice = asked === undefined ? `the layer before it must have ${inputs} outputs` : `give ${inputs} numbers in each row`;
  if (shape.length !== 2)
    throw new RangeError(`${name}: expected input of shape [rows, ${inputs ?? 'columns'}], got ${show(shape)}; one sample alone is [[…]]`);
  if (inputs !== undefined && shape[1] !== inputs)
    throw new RangeError(`${name}: expected input with ${inputs} columns, got shape ${show(shape)}; ${advice}`);
}
