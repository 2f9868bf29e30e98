import type { AnyActivation } from '../activation.ts';
import { activate, identity } from '../activation.ts';
import { expectKind, expectOptions, expectWhole, show, showValue } from '../errors.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { frozen } from '../layers/frozen.ts';
import type { Layer, SavedLayer } from '../layers/layer.ts';
import { Sequential } from '../layers/sequential.ts';
import { scaling } from '../layers/standardize.ts';
import { numbers } from '../scalar/numbers.ts';
import { sizeOf } from '../tensor/shape.ts';
import { Tensor, zeros } from '../tensor/tensor.ts';

const FORMAT = 'nonlin-model';
const VERSION = 1;

/** Numbers in a file: −0, NaN and infinities, which JSON lacks, are strings. */
type Stored = (number | string)[];

interface StoredActivation {
  readonly name: string;
  readonly package?: string;
  readonly perUnit?: boolean;
  /** What `fingerprint` gives, by which `load` knows it again. */
  readonly fingerprint: Stored;
}

interface StoredModel {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly model: SavedLayer;
  readonly activations: readonly StoredActivation[];
  readonly parameters: { readonly [name: string]: { readonly shape: readonly number[]; readonly data: Stored } };
}

/** What `load` needs from its caller: a file holds names and numbers, never code. */
export interface LoadOptions {
  /** The activations the model uses. */
  readonly activations?: readonly AnyActivation[];
  /** Makers of layers that are not nonlin's own, by the `kind` they save. */
  readonly layers?: { readonly [kind: string]: (saved: SavedLayer) => Layer };
}

/** The points at which an activation is told from another: the middle, the bends and the tails. */
const INPUTS = [
  -1000, -89, -20, -10, -6, -4, -3, -2.5, -2, -1.5, -1, -0.75, -0.5, -0.25, -0.1, -0.001, 0, 0.001, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3,
  4, 6, 10, 20, 1000,
];

/**
 * The model as JSON text: layers, weights (to the bit), and for each activation its name, package and fingerprint.
 * Throws a `TypeError` for a model without weights or with a layer that does not say how it is saved.
 */
export function save(model: Sequential): string {
  expectKind('save', model, Array.isArray(model?.layers), 'a model made by sequential(…)');
  const parameters = Object.entries(model.parameters);
  if (model.saved === undefined) {
    const layer = model.layers.find(({ saved }) => saved === undefined);
    throw new TypeError(`save: ${layer?.name} does not say how it is saved; give the layer a property saved: { kind: '…' }`);
  }
  const stored: StoredModel = {
    format: FORMAT,
    version: VERSION,
    model: model.saved,
    activations: activationsOf(model).map((activation) => ({
      name: activation.name,
      ...(activation.package !== undefined && { package: activation.package }),
      ...(activation.perUnit && { perUnit: true }),
      fingerprint: fingerprint(activation).map(store),
    })),
    parameters: Object.fromEntries(parameters.map(([name, { shape, data }]) => [name, { shape, data: Array.from(data, store) }])),
  };
  return JSON.stringify(stored);
}

/**
 * The model in a text that `save` wrote. Its activations (and layers of one's own) are passed in by the caller and must be
 * the same functions: value and slope are compared at 32 inputs. Throws a `RangeError` or `TypeError` that names what is
 * missing, different, newer than this version, or damaged.
 */
export function load(text: string, options: LoadOptions = {}): Sequential {
  expectOptions('load', options, ['activations', 'layers']);
  const { activations = [], layers = {} } = options;
  const listed = Array.isArray(activations) && activations.every((activation) => typeof activation?.formula === 'function');
  expectKind('load: activations', activations, listed, 'an array of activations, as [relu]');
  const stored = parse(text);
  const known = new Map<string, AnyActivation>([[identity.name, identity]]);
  for (const { name, package: from, perUnit = false, fingerprint: stated } of stored.activations.map(asObject)) {
    if (typeof name !== 'string') throw damaged(`an activation has the name ${showValue(name)}`);
    const expected = numbersOf(stated, `the fingerprint of the activation ${name}`);
    const source = from === undefined ? '' : ` (saved from ${from})`;
    const given = activations.find((activation) => activation.name === name) ?? known.get(name);
    if (given === undefined)
      throw new RangeError(
        `load: the model uses the activation ${name}${source}, which was not given; pass load(text, { activations: [${/^\w+$/.test(name) ? name : '…'}] })`,
      );
    const difference =
      perUnit === (given.perUnit ?? false)
        ? compare(expected, given)
        : `its parameters are learnt ${given.perUnit ? 'for each unit' : 'for the layer'}, the model's were not`;
    if (difference !== undefined)
      throw new RangeError(
        `load: the activation ${name} given${given.package === undefined ? '' : ` (${given.package})`} is not the one the model was saved with${source}: ${difference}`,
      );
    known.set(name, given);
  }
  const model = build(stored.model, { known, layers, columns: text.length }, 0);
  if (!(model instanceof Sequential)) throw damaged('its model is not a sequence of layers');
  const parameters: { [name: string]: Tensor } = {};
  for (const [name, parameter] of Object.entries(stored.parameters)) {
    const { shape, data } = asObject(parameter);
    const elements = numbersOf(data, `parameter ${name}`);
    if (!Array.isArray(shape) || !shape.every(Number.isInteger) || sizeOf(shape) !== elements.length)
      throw damaged(`parameter ${name} does not hold the elements of its shape ${Array.isArray(shape) ? show(shape) : showValue(shape)}`);
    parameters[name] = new Tensor(shape, Float32Array.from(elements));
  }
  model.parameters = parameters;
  return model;
}

const damaged = (what: string): RangeError => new RangeError(`load: the file is damaged: ${what}; save the model again`);

/** A part of the file that must be an object, whatever is in it. */
function asObject<T>(part: T): Partial<T> {
  if (typeof part !== 'object' || part === null) throw damaged(`an object was expected, not ${showValue(part)}`);
  return part;
}

/** The numbers of a part of the file. */
function numbersOf(part: unknown, where: string): number[] {
  if (!Array.isArray(part)) throw damaged(`${where} holds ${showValue(part)} where numbers were expected`);
  return part.map((stored: unknown) => {
    if (typeof stored === 'number') return stored;
    if (stored === '-0' || stored === 'NaN' || stored === 'Infinity' || stored === '-Infinity') return Number(stored);
    throw damaged(`${where} holds ${showValue(stored)} where a number was expected`);
  });
}

function parse(text: string): StoredModel {
  let stored: Partial<StoredModel> | null;
  try {
    stored = JSON.parse(text) as Partial<StoredModel> | null;
  } catch (error) {
    throw damaged(`it is not JSON (${(error as Error).message})`);
  }
  if (typeof stored !== 'object' || stored?.format !== FORMAT)
    throw new TypeError(`load: expected the text of a model that save wrote, got ${showValue(stored)}`);
  if (stored.version !== VERSION)
    throw new RangeError(`load: the file has version ${stored.version}, this nonlin reads version ${VERSION}; update @nonlin/core`);
  const { model, activations, parameters } = stored;
  if (
    model === undefined ||
    !Array.isArray(activations) ||
    typeof parameters !== 'object' ||
    parameters === null ||
    Array.isArray(parameters)
  )
    throw damaged('model, activations or parameters are missing');
  return { format: FORMAT, version: VERSION, model, activations: activations as readonly StoredActivation[], parameters };
}

/** Layers of nonlin's own that are made from sizes. */
const SIZED: readonly string[] = ['dense', 'dropout', 'standardize'];

interface Given {
  readonly known: ReadonlyMap<string, AnyActivation>;
  readonly layers: NonNullable<LoadOptions['layers']>;
  /** Columns for whose means a text of its length has room; each layer takes its own. */
  columns: number;
}

/** Layers inside each other that a file may have; a hostile one would overflow the stack. */
const DEEPEST = 100;

function build(saved: SavedLayer, given: Given, depth: number): Layer {
  if (depth > DEEPEST) throw damaged(`its layers stand more than ${DEEPEST} deep`);
  const { kind, frozen: isFrozen, ...rest } = asObject(saved);
  if (typeof kind !== 'string') throw damaged(`a layer has the kind ${showValue(kind)}`);
  if (isFrozen) return frozen(build({ kind, ...rest }, given, depth));
  const { activation, sizes, layers: inner } = rest;
  const [first, second] = SIZED.includes(kind) ? (numbersOf(sizes, `the sizes of a layer ${kind}`) as [number, number]) : [NaN, NaN];
  switch (kind) {
    case 'sequential':
      if (!Array.isArray(inner)) throw damaged('a sequential has no layers');
      return new Sequential((inner as readonly SavedLayer[]).map((layer) => build(layer, given, depth + 1)));
    case 'dense': {
      const found = given.known.get(activation ?? '');
      if (found === undefined) throw damaged(`a dense layer uses the activation ${activation}, which the file does not list`);
      return dense(first, second, found);
    }
    case 'dropout':
      return dropout(first);
    case 'standardize':
      expectWhole('load: standardize', first, 1);
      if ((given.columns -= first) < 0) throw damaged(`a standardize layer claims ${first} columns`);
      return scaling(zeros([first]), zeros([first]));
    default: {
      const make = Object.hasOwn(given.layers, kind) ? given.layers[kind] : undefined;
      if (make === undefined)
        throw new RangeError(
          `load: the model has a layer of kind ${JSON.stringify(kind)}, which was not given; pass load(text, { layers: { ${kind}: (saved) => … } })`,
        );
      return make(saved);
    }
  }
}

/** The activations of all layers, each name once. Throws a `TypeError` where two functions share a name. */
function activationsOf(model: Sequential): readonly AnyActivation[] {
  // `load` knows the identity by its name.
  const found = new Map<string, AnyActivation>([[identity.name, identity]]);
  const visit = (layer: Layer): void => {
    if (layer.layers !== undefined) return layer.layers.forEach(visit);
    const { activation } = layer;
    if (activation === undefined) return;
    const known = found.get(activation.name);
    const difference = known && known !== activation && compare(fingerprint(known), activation);
    if (difference) throw new TypeError(`save: two activations have the name ${activation.name} and differ: ${difference}; rename one`);
    found.set(activation.name, activation);
  };
  visit(model);
  found.delete(identity.name);
  return [...found.values()];
}

/** What is learnt, in an order of its own: authors may list the same parameters in another. */
const learntBy = ({ parameters = {} }: AnyActivation): string[] => Object.keys(parameters).toSorted();

/**
 * Value, slope, and slope in each parameter at each of `INPUTS`, as float32. Twice where there are parameters, at values that are
 * neither 0 nor 1 and have nothing to do with the first ones: those may differ between two that are the same function.
 */
function fingerprint(activation: AnyActivation): number[] {
  const learnt = learntBy(activation);
  return (learnt.length === 0 ? [0] : [0.75, 2.25]).flatMap((first) => {
    const parameters = Object.fromEntries(learnt.map((name, i) => [name, first + i / 2]));
    return INPUTS.flatMap((x) => Object.values(activate(activation, x, parameters, numbers)).map(Math.fround));
  });
}

/** The first place where a fingerprint and an activation's differ by more than a rewritten formula's last bits; none if they are the same function. */
function compare(expected: readonly number[], activation: AnyActivation): string | undefined {
  const got = fingerprint(activation);
  const learnt = learntBy(activation);
  if (got.length !== expected.length) return `it learns ${learnt.join(', ') || 'no parameters'}, the model's others`;
  const scale = Math.min(1, Math.max(...expected.filter(Number.isFinite).map(Math.abs)));
  const whats = ['value', 'slope', ...learnt.map((name) => `slope in ${name}`)];
  for (const [place, a] of expected.entries()) {
    const b = got[place]!;
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-6 * Math.max(scale, Math.abs(a))) continue;
    const x = INPUTS[Math.floor(place / whats.length) % INPUTS.length];
    return `at x = ${x} its ${whats[place % whats.length]} is ${store(b)}, the model's was ${store(a)}`;
  }
  return undefined;
}

/** The shortest number that rounds to this float32 again; what JSON has no number for as text. */
function store(value: number): number | string {
  if (!Number.isFinite(value) || Object.is(value, -0)) return Object.is(value, -0) ? '-0' : String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
