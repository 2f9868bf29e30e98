import type { Shape } from '@nonlin/core';
import type { Failure } from '../finding.ts';
import { same } from '../float32.ts';
import { double, widen } from './double.ts';
import type { Double } from './double.ts';
import { columnsOf, firstOf, forward, INPUT, inputOf, parametersOf, pulledInDouble, show, slopeIn, widened } from './subject.ts';
import type { LayerSubject } from './subject.ts';

const isSize = (size: unknown): boolean => Number.isInteger(size) && Number(size) >= 1;

/** A name, sizes that are whole, and first parameters that are finite, of the declared names and shapes. */
export function* declaration(subject: LayerSubject): Iterable<Failure> {
  const { layer } = subject;
  if (typeof layer.name !== 'string' || layer.name === '')
    yield {
      input: 'name',
      got: JSON.stringify(layer.name) ?? 'undefined',
      expected: 'the layer as its user would write it, as "dense(2, 8)"',
    };
  if (typeof layer.forward !== 'function') {
    yield { input: 'forward', got: typeof layer.forward, expected: 'a function (ops, parameters, input, context) => …' };
    return;
  }
  for (const side of ['inputs', 'outputs'] as const)
    if (layer[side] !== undefined && !isSize(layer[side]))
      yield { input: side, got: String(layer[side]), expected: 'a whole number of at least 1, or none' };
  const { shapes = {} } = layer;
  for (const [name, shape] of Object.entries(shapes))
    if (!Array.isArray(shape) || !shape.every(isSize))
      yield { input: `shapes.${name}`, got: JSON.stringify(shape), expected: 'a shape, as [2, 8]' };
  const [first, again] = [firstOf(subject), firstOf(subject)];
  yield* named('initialize', first, shapes);
  for (const [name, { data }] of Object.entries(first)) {
    const odd = data.find((x) => !Number.isFinite(x));
    if (odd !== undefined) yield { input: `initialize, ${name}`, got: odd, expected: 'finite numbers' };
    if (data.some((x, i) => !same(x, again[name]!.data[i]!)))
      yield { input: `initialize, ${name}, a second time`, got: 'other numbers', expected: 'the same for the same key' };
  }
}

/** Tensors of exactly these names and shapes. */
function* named(
  input: string,
  got: { readonly [name: string]: { readonly shape: Shape } },
  shapes: { readonly [name: string]: Shape },
): Iterable<Failure> {
  for (const [name, shape] of Object.entries(shapes)) {
    const its = got[name]?.shape;
    if (its?.join() !== shape.join())
      yield { input: `${input}, ${name}`, got: its ? `shape ${show(its)}` : 'nothing', expected: `shape ${show(shape)}` };
  }
  for (const name of Object.keys(got))
    if (!Object.hasOwn(shapes, name))
      yield { input, got: `a ${name}`, expected: `none of that name, only ${Object.keys(shapes).join(', ') || 'nothing'}` };
}

/** One row alone and several: [rows, columns] and finite; where there is a `slope`, it has the output's shape. */
export function* output(subject: LayerSubject): Iterable<Failure> {
  const all = widen(inputOf(subject));
  for (const input of [all, double.gather(all, double.constant(0))]) {
    const { output, slope } = forward(subject, 'train', widened(parametersOf(subject)), input);
    const expected = [input.shape[0]!, columnsOf(subject, input.shape)];
    for (const [name, its] of Object.entries({ output, slope }))
      if (its !== undefined && its.shape.join() !== expected.join())
        yield { input: `${name} for input ${show(input.shape)}`, got: `shape ${show(its.shape)}`, expected: `shape ${show(expected)}` };
    const odd = output.data.find((y) => !Number.isFinite(y));
    if (odd !== undefined) yield { input: `output for input ${show(input.shape)}`, got: odd, expected: 'finite numbers' };
  }
}

/** The same input, parameters and key give the same numbers, forward and back. */
export function* repeatable(subject: LayerSubject): Iterable<Failure> {
  const [first, again] = [pulledInDouble(subject), pulledInDouble(subject)];
  for (const [name, its] of Object.entries(first)) yield* unlike(name, again[name]!, its, 'as the first time');
}

/** Mode `predict` gives what mode `train` gives, where that draws nothing; its shape, where it does. */
export function* predict(subject: LayerSubject): Iterable<Failure> {
  const [parameters, input] = [widened(parametersOf(subject)), widen(inputOf(subject))];
  const { output, draws } = forward(subject, 'train', parameters, input);
  const predicted = forward(subject, 'predict', parameters, input).output;
  if (draws() === 0) yield* unlike('output', predicted, output, "as in mode 'train'");
  else if (predicted.shape.join() !== output.shape.join())
    yield { input: 'output', got: `shape ${show(predicted.shape)}`, expected: `shape ${show(output.shape)}` };
}

/** Where a tensor differs by more than roundings of double precision. */
function* unlike(name: string, got: Double, expected: Double, like: string): Iterable<Failure> {
  if (show(got.shape) !== show(expected.shape))
    yield { input: name, got: `shape ${show(got.shape)}`, expected: `shape ${show(expected.shape)}, ${like}` };
  const i = expected.data.findIndex((y, i) => !(Math.abs(got.data[i]! - y) <= 1e-9 * Math.max(1, Math.abs(y))));
  if (i >= 0) yield { input: `${name}[${i}]`, got: got.data[i]!, expected: `${expected.data[i]}, ${like}` };
}

/** The way back gives a slope in the input and in each parameter that training moves, under its name and in its shape. */
export function* wayBack(subject: LayerSubject): Iterable<Failure> {
  const { shapes = {} } = subject.layer;
  const fixed = new Set(subject.options.fixed);
  for (const name of fixed)
    if (!Object.hasOwn(shapes, name))
      yield { input: 'fixed', got: name, expected: `names of its parameters: ${Object.keys(shapes).join(', ')}` };
  const { output: _, ...slopes } = pulledInDouble(subject);
  const moved = Object.entries(shapes).filter(([name]) => !fixed.has(name));
  const expected = {
    [slopeIn(INPUT)]: inputOf(subject).shape,
    ...Object.fromEntries(moved.map(([name, shape]) => [slopeIn(name), shape])),
  };
  yield* named('pull', slopes, expected);
}
