import { gainOf, numbers, tensor } from '@nonlin/core';
import type { AnyActivation, Tensor } from '@nonlin/core';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { same } from '../float32.ts';
import type { ActivationFacts } from './facts.ts';
import type { Subject } from './subject.ts';

/** The value of an activation says what it is: a name, a formula that gives a number, finite parameters, possible facts. */
export function* declaration({ activation, facts, parameters }: Subject): Iterable<Failure> {
  const { name } = activation;
  if (typeof name !== 'string' || name.trim() !== name || name === '')
    yield { input: 'name', got: JSON.stringify(name) ?? 'undefined', expected: 'a name without spaces around it, as "silu"' };
  for (const [parameter, initial] of Object.entries(parameters)) {
    if (!Number.isFinite(initial)) yield { input: `parameter ${parameter}`, got: initial, expected: 'a finite number' };
    if (parameter === 'weight' || parameter === 'bias')
      yield { input: `parameter ${parameter}`, got: parameter, expected: "another name: dense's own parameters have this one" };
  }
  if (typeof activation.formula !== 'function') {
    yield { input: 'formula', got: typeof activation.formula, expected: 'a function (x, ops) => …' };
    return;
  }
  const result: unknown = activation.formula(0.5, numbers, parameters);
  if (typeof result !== 'number') yield { input: 'formula over plain numbers', got: typeof result, expected: 'a number' };
  yield* impossible(facts);
}

/** Facts that cannot be, whatever the formula. */
function* impossible({ range: [low, high], kinks, jumps, smooth, overflowsAt }: ActivationFacts): Iterable<Failure> {
  if (!(low <= high)) yield { input: 'facts.range', got: `[${low}, ${high}]`, expected: '[lowest, highest]' };
  for (const place of [...kinks, ...jumps])
    if (!Number.isFinite(place)) yield { input: 'facts.kinks and jumps', got: place, expected: 'a finite place' };
  if (smooth && kinks.length + jumps.length > 0)
    yield { input: 'facts.smooth', got: `true, with kinks or jumps at ${[...kinks, ...jumps].join(', ')}`, expected: 'false' };
  for (const place of [overflowsAt?.below, overflowsAt?.above])
    if (place !== undefined && !Number.isFinite(place)) yield { input: 'facts.overflowsAt', got: place, expected: 'a finite place' };
}

/** Over whole tensors, through the reference backend. */
export function columnsOver(activation: AnyActivation, parameters: { readonly [name: string]: number }, x: Tensor): Tensor {
  return x.map((x, math) =>
    activation.formula(x, math, Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, math.constant(value)]))),
  );
}

/** Odd shapes; the last two are more than one block of columns. */
const SHAPES = [[], [1], [7], [1, 5], [5, 1], [3, 5], [2, 3, 4], [1031], [17, 61]];

/** The shape stays; an element's result depends on that element alone: not on its neighbours, its place, or what was asked before. */
export function* elementByElement({ activation, parameters, inputs, value }: Subject): Iterable<Failure> {
  // Elements that are far apart stand side by side.
  const mixed = inputs.map((_, i) => inputs[(i * 1009) % inputs.length]!);
  let taken = 0;
  for (const shape of SHAPES) {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const x = tensor(
      Float32Array.from({ length: size }, (_, i) => mixed[(taken + i) % mixed.length]!),
      shape,
    );
    taken += size;
    const y = columnsOver(activation, parameters, x);
    if (y.shape.join() !== shape.join()) {
      yield { input: `a tensor of shape [${shape.join(', ')}]`, got: `shape [${y.shape.join(', ')}]`, expected: 'the same shape' };
      continue;
    }
    for (let i = 0; i < size; i++) {
      const alone = columnsOver(activation, parameters, tensor([x.data[i]!, x.data[i]!])).data[0]!;
      if (!same(y.data[i]!, alone))
        yield {
          input: `x = ${text(x.data[i]!)}, element ${i} of shape [${shape.join(', ')}]`,
          got: y.data[i]!,
          expected: `${text(alone)}, as among its equals`,
        };
    }
  }
  const first = inputs.map(value);
  const again = inputs.map((_, i) => value(inputs[inputs.length - 1 - i]!)).toReversed();
  for (const [i, x] of inputs.entries())
    if (!same(first[i]!, again[i]!))
      yield { input: `x = ${text(x)}, asked a second time`, got: again[i]!, expected: `${text(first[i]!)}, as the first time` };
}

/** The layer that follows can scale its weights: the gain is finite and above 0, or it is declared that there is none. */
export function* gain({ activation, facts }: Subject): Iterable<Failure> {
  let found: number | string;
  try {
    // A copy: `gainOf` remembers activations.
    found = gainOf({ ...activation, formula: activation.formula.bind(activation) });
  } catch (error) {
    found = String(error);
  }
  const usable = typeof found === 'number' && found > 0 && found < Infinity;
  if (!usable && facts.noGain !== true)
    yield {
      input: 'z ~ N(0, 1)',
      got: found,
      expected: 'a finite gain above 0, or facts.noGain: true and an initialization for the layer that follows',
    };
  if (usable && facts.noGain === true) yield { input: 'z ~ N(0, 1)', got: found, expected: 'no gain, as facts.noGain says' };
}
