import type { AnyActivation } from '../activation.ts';
import type { Key } from '../random/random.ts';
import type { TensorOps } from '../tensor/ops.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** Tensors by name, as a layer's parameters: `{ weight, bias }`. */
export interface Named<T> {
  readonly [name: string]: T;
}

/** Tensors in named groups, as a training program keeps them: `{ parameters: { '0.weight': … }, mean: { … } }`. */
export type State<T> = Named<Named<T>>;

/** What a forward pass needs beside its data. */
export interface Context<T> {
  /** `predict`: no slopes are built, and there is no way back. `train`: both, and dropout drops. */
  readonly mode: 'predict' | 'train';
  /** Draws from [0, 1) in the shape of `like`; each call of a step has its own. Only in mode `train`. */
  random(like: T): T;
}

/** The way back through a layer: from the loss's slope in its output to the slopes in its input and parameters. */
export interface Pulled<T> {
  /** Slope of the loss in the layer's input; worked out when asked for: nobody asks the first layer. */
  readonly input: () => T;
  /** Slope of the loss in each parameter that training may move. */
  readonly parameters: Named<T>;
}

export interface Forward<T> {
  readonly output: T;
  /** The activation's slope at each output, where there is one: what `diagnose` reads. */
  readonly slope?: T;
  readonly pull: (gradient: T) => Pulled<T>;
}

/** A layer in a file: the maker's name and the plain values it is called with. */
export interface SavedLayer {
  readonly kind: string;
  readonly sizes?: readonly number[];
  /** Name of the activation, which the caller of `load` brings. */
  readonly activation?: string;
  readonly frozen?: true;
  /** Of a `sequential`: what it is made of. */
  readonly layers?: readonly SavedLayer[];
}

/** What a layer's first weights are made from. */
export interface Beginning {
  /** The layer's own random key. */
  readonly key: Key;
  /** The gain of the activation that feeds the layer; 1 at the network's input. */
  readonly gain: number;
}

/**
 * A function from a batch of rows to a batch of rows, with parameters and its own way back.
 * `forward` is written once over `TensorOps` and runs on every backend; a layer of one's own implements this and no more.
 */
export interface Layer<In extends number = number, Out extends number = number> {
  /** As the user would write it: `dense(2, 8, silu)`. */
  readonly name: string;
  /** Columns it takes; absent: any number, and it gives as many. */
  readonly inputs?: In;
  /** Columns it gives. */
  readonly outputs?: Out;
  /** The activation its output has passed; the layer that follows scales its weights by its gain. */
  readonly activation?: AnyActivation | undefined;
  /** How `load` makes the layer again; absent: a model with it cannot be saved. */
  readonly saved?: SavedLayer;
  /** The layers it is made of, if it is: `save` looks for their activations. */
  readonly layers?: readonly Layer[];
  /** The shapes of its parameters by name; absent: it has none. */
  readonly shapes?: Named<Shape>;
  /** Its parameters before training, of these names and shapes. */
  initialize?(beginning: Beginning): Named<Tensor>;
  /** The output for `input` ([rows, columns]) and the way back. */
  forward<T>(ops: TensorOps<T>, parameters: Named<T>, input: T, context: Context<T>): Forward<T>;
}

/** The entries of `named` with these names. */
export function pick<T>(named: Named<T>, names: readonly string[]): Named<T> {
  const picked: { [name: string]: T } = {};
  for (const name of names) picked[name] = named[name]!;
  return picked;
}

/** The same names with other values. */
export function mapNamed<T, U>(named: Named<T>, change: (value: T, name: string) => U): { [name: string]: U } {
  const changed: { [name: string]: U } = {};
  for (const name of Object.keys(named)) changed[name] = change(named[name]!, name);
  return changed;
}

/** The parameters of the layer at `place` of a `sequential`, under its own names: `0.weight` is `weight`. */
export function parametersAt<T>(parameters: Named<T>, place: number): Named<T> {
  const prefix = `${place}.`;
  const names = Object.keys(parameters).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), parameters[name]!]));
}

/** The way back that mode `predict` does not build. */
export function noPull(): never {
  throw new TypeError("pull: a forward pass in mode 'predict' builds no way back; pass mode: 'train'");
}

/** A context without a way back. */
export const predicting: Context<never> = {
  mode: 'predict',
  random: () => {
    throw new TypeError("random: mode 'predict' draws nothing; pass mode: 'train'");
  },
};
