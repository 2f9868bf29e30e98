import { Dense, identity, Sequential, Tensor } from '@nonlin/core';
import type { Layer } from '@nonlin/core';

/** PyTorch's name for each of a model's parameters: `{ '1.weight': '2.weight' }`. */
export interface StateDictNames {
  readonly [parameter: string]: string;
}

/**
 * The names that the parameters of `model` have in the `nn.Sequential` of the same modules. There an activation is a module of
 * its own and takes an index: `dense(2, 8, silu), dense(8, 1)` is `Linear, SiLU, Linear`, so `1.weight` is `2.weight`.
 * What an activation learns stands at its index under its own name; dropout, standardize and layers of one's own take an
 * index each, a nested `sequential` counts anew inside its own.
 */
export function stateDictNames(model: Sequential): StateDictNames {
  return Object.fromEntries(places(model).map(({ name, there }) => [name, there]));
}

/**
 * The weights of `model` as PyTorch has them: `Linear`'s weight is [out, in], a dense layer's is [in, out]; all else is as it is.
 * `names` puts other names for some: `{ '0.weight': 'fc1.weight' }`. Throws a `RangeError` for a name given twice or to no parameter.
 */
export function toStateDict(model: Sequential, names: StateDictNames = {}): { [name: string]: Tensor } {
  const { parameters } = model;
  const stateDict = Object.create(null) as { [name: string]: Tensor };
  for (const { name, there, transposed } of renamed('toStateDict', model, names))
    stateDict[there] = transposed ? parameters[name]!.transpose() : parameters[name]!;
  return stateDict;
}

/**
 * Gives `model` the weights of a PyTorch state dict, and the model back; `names` as in `toStateDict`.
 * Throws a `RangeError` that names what is missing, of another shape, or not the model's; then nothing changes.
 */
export function fromStateDict<M extends Sequential>(
  model: M,
  stateDict: { readonly [name: string]: Tensor },
  names: StateDictNames = {},
): M {
  const all = renamed('fromStateDict', model, names);
  const parameters: { [name: string]: Tensor } = {};
  for (const { name, there, transposed, shape } of all) {
    const expected = transposed ? shape.toReversed() : shape;
    if (!Object.hasOwn(stateDict, there))
      throw new RangeError(
        `fromStateDict: there is no ${there} of shape [${expected.join(', ')}], which is ${name} of ${model.name}; it has ${list(Object.keys(stateDict))}`,
      );
    const tensor = stateDict[there]!;
    if (!(tensor instanceof Tensor)) throw new TypeError(`fromStateDict: expected a tensor as ${there}, got ${typeof tensor}`);
    if (tensor.shape.join() !== expected.join())
      throw new RangeError(
        `fromStateDict: expected ${there} of shape [${expected.join(', ')}], which is ${name} of ${model.name}${transposed ? ' transposed' : ''}, got [${tensor.shape.join(', ')}]`,
      );
    parameters[name] = transposed ? tensor.transpose() : tensor;
  }
  const known = new Set(all.map(({ there }) => there));
  const unknown = Object.keys(stateDict).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new RangeError(
      `fromStateDict: ${model.name} has no place for ${list(unknown)}; leave them out, or name them: { '0.weight': '${unknown[0]}' }`,
    );
  model.parameters = parameters;
  return model;
}

/** Names for a message, the first few. */
const list = (names: readonly string[]): string =>
  names.length === 0 ? 'no tensors' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? `, … (${names.length})` : ''}`;

interface Place {
  readonly name: string;
  readonly there: string;
  readonly transposed: boolean;
  readonly shape: readonly number[];
}

function renamed(where: string, model: Sequential, names: StateDictNames): readonly Place[] {
  const all = places(model).map((place) => ({ ...place, there: names[place.name] ?? place.there }));
  for (const name of Object.keys(names))
    if (!Object.hasOwn(model.shapes, name))
      throw new RangeError(
        `${where}: names has ${name}, which ${model.name} has not; its parameters are ${list(Object.keys(model.shapes))}`,
      );
  const taken = new Map<string, string>();
  for (const { name, there } of all) {
    const other = taken.get(there);
    if (other !== undefined) throw new RangeError(`${where}: ${other} and ${name} would both be ${there}; name both of them`);
    taken.set(there, name);
  }
  return all;
}

/** Each parameter of the model with its place in the `nn.Sequential`. */
function places(model: Sequential): Place[] {
  let index = 0;
  return model.layers.flatMap((outer, here) => {
    const layer = unwrap(outer);
    const at = index;
    const within = (name: string): string => `${here}.${name}`;
    if (layer instanceof Sequential) {
      index++;
      return places(layer).map((place) => ({ ...place, name: within(place.name), there: `${at}.${place.there}` }));
    }
    const isDense = layer instanceof Dense;
    const activated = isDense && layer.activation !== identity;
    index += activated ? 2 : 1;
    return Object.entries(layer.shapes ?? {}).map(([name, shape]) => ({
      name: within(name),
      there: `${isDense && name !== 'weight' && name !== 'bias' ? at + 1 : at}.${name}`,
      transposed: isDense && name === 'weight',
      shape,
    }));
  });
}

/** The layer inside `frozen(…)`, whose parameters have the same names. A layer of one's own around another is a module of its own. */
function unwrap(layer: Layer): Layer {
  const [inner] = layer.layers ?? [];
  return inner !== undefined && layer.name === `frozen(${inner.name})` ? unwrap(inner) : layer;
}
