import { keyOf, predicting, random, tensor, Tensor, trainingContext } from '@nonlin/core';
import type { Backend, Context, Forward, Layer, Named, Shape, TensorOps } from '@nonlin/core';
import { change } from '../backend/subject.ts';
import { double, widen } from './double.ts';
import type { Double } from './double.ts';

export interface LayerOptions {
  /** What it is looked at with, [rows, columns]. Default: 5 rows of numbers from −2 to 2, of 3 columns where the layer takes any number. */
  readonly input?: Tensor;
  /** Default: its first ones, each number moved by up to ±0.25, so that no gain is 1 and no bias 0. */
  readonly parameters?: Named<Tensor>;
  /** Parameters that training leaves alone: the way back has no slopes for these. */
  readonly fixed?: readonly string[];
  /** Slopes are stated and not the function's own (a surrogate): finite differences are not compared. */
  readonly statesOwnSlope?: true;
  /** Backends that have to give what double precision gives, beside the reference. */
  readonly backends?: readonly Backend[];
  /** Error of outputs and slopes on a backend. Default: relative 1e-4 and absolute 1e-5. */
  readonly error?: { readonly relative: number; readonly absolute: number };
  /** Instead of the layer's name. */
  readonly title?: string;
}

export interface LayerSubject {
  readonly layer: Layer;
  readonly options: LayerOptions;
}

export const show = (shape: Shape): string => `[${shape.join(', ')}]`;

/** What it is looked at with. */
export const inputOf = ({ layer, options }: LayerSubject): Tensor =>
  options.input ?? change(random([5, layer.inputs ?? 3], 31), (u) => u * 4 - 2);

export const firstOf = ({ layer }: LayerSubject): Named<Tensor> => layer.initialize?.({ key: keyOf(32), gain: 1 }) ?? {};

export function parametersOf(subject: LayerSubject): Named<Tensor> {
  return (
    subject.options.parameters ??
    Object.fromEntries(
      Object.entries(firstOf(subject)).map(([name, { shape, data }], i) => {
        const by = random(shape, 33 + i).data;
        return [
          name,
          new Tensor(
            shape,
            data.map((x, place) => x + (by[place]! - 0.5) / 2),
          ),
        ];
      }),
    )
  );
}

/** Columns that it has to give for so many. */
export const columnsOf = ({ layer }: LayerSubject, [, columns]: Shape): number => layer.outputs ?? layer.inputs ?? columns!;

export const KEY: Tensor = tensor([1, 2, 3, 4]);

/** The gradient that is pulled back: numbers from −1 to 1. */
export const probeFor = (subject: LayerSubject, input: Tensor): Tensor =>
  change(random([input.shape[0]!, columnsOf(subject, input.shape)], 30), (u) => u * 2 - 1);

export const widened = (named: Named<Tensor>): Named<Double> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, widen(value)]));

/** A forward pass in double precision, always with the same key; `draws` tells how often it has drawn. */
export function forward(
  { layer }: LayerSubject,
  mode: Context<unknown>['mode'],
  parameters: Named<Double>,
  input: Double,
): Forward<Double> & { draws(): number } {
  let draws = 0;
  const { random } = trainingContext(double, widen(KEY));
  const drawing: Context<Double> = { mode, random: (like) => (draws++, random(like)) };
  return { ...layer.forward(double, parameters, input, mode === 'predict' ? predicting : drawing), draws: () => draws };
}

/** The input's name beside those of parameters. */
export const INPUT = 'the input';

/** The name of a parameter's slope, or of the input's, among what `pulled` gives. */
export const slopeIn = (name: string): string => `the slope in ${name}`;

/** What `pulled` is given. */
export interface Given<T> {
  readonly parameters: Named<T>;
  readonly input: T;
  readonly gradient: T;
  readonly key: T;
}

/** Forward in mode `train` and back, on any operations: the output, and the slopes by name. */
export function pulled<T>({ layer }: LayerSubject, ops: TensorOps<T>, { parameters, input, gradient, key }: Given<T>): Named<T> {
  const { output, pull } = layer.forward(ops, parameters, input, trainingContext(ops, key));
  const back = pull(gradient);
  return {
    output,
    ...Object.fromEntries(Object.entries(back.parameters).map(([name, slope]) => [slopeIn(name), slope])),
    [slopeIn(INPUT)]: back.input(),
  };
}

export function pulledInDouble(subject: LayerSubject, input: Tensor = inputOf(subject), key: Tensor = KEY): Named<Double> {
  const parameters = widened(parametersOf(subject));
  return pulled(subject, double, { parameters, input: widen(input), gradient: widen(probeFor(subject, input)), key: widen(key) });
}
