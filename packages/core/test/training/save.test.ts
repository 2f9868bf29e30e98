import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dense,
  dropout,
  fit,
  frozen,
  identity,
  load,
  meanSquaredError,
  predicting,
  reference,
  save,
  sequential,
  sgd,
  standardize,
  tensor,
} from '../../src/index.ts';
import type { Activation, AnyActivation, Layer, Named, SavedLayer, Sequential, Tensor } from '../../src/index.ts';
import { prelu, relu, sigmoid, silu, step, swish, tanh } from '../activations.ts';
import { messageOf } from '../tools.ts';

const columns = tensor([[1, 10], [2, 30], [4, 20]]); // prettier-ignore

/** Bits, −0 apart from 0. */
const bits = (parameters: Named<Tensor>): unknown =>
  Object.entries(parameters).map(([name, { shape, data }]) => [name, shape, [...new Uint32Array(data.slice().buffer)]]);

const scaled: Activation<'b'> = { name: 'scaled', formula: (x, ops, { b }) => ops.mul(b, x), parameters: { b: 1 } };
const scaledTwice: Activation<'b'> = { ...scaled, formula: (x, ops, { b }) => ops.mul(ops.mul(b, b), x) };

const all: readonly AnyActivation[] = [relu, sigmoid, silu, step, tanh, swish, prelu, scaled];

const doubling: Layer = {
  name: 'doubling',
  saved: { kind: 'doubling', sizes: [2] },
  forward: (ops, _, input) => ({
    output: ops.map({ input }, (x, math) => ({ y: math.mul(2, x.input) })).y,
    pull: () => ({ input: () => input, parameters: {} }),
  }),
};

describe('a model comes back: layers, weights to the bit, predictions to the bit', () => {
  test.each([
    { name: 'dense layers', model: sequential(dense(2, 4, silu), dense(4, 3, step), dense(3, 1)) },
    { name: 'learnt parameters', model: sequential(dense(2, 4, swish), dense(4, 1, prelu)) },
    {
      name: 'learnt parameters of each unit',
      model: sequential(dense(2, 4, { ...prelu, name: 'prelu per unit', perUnit: true }), dense(4, 1)),
    },
    {
      name: 'dropout, frozen, standardize',
      model: sequential(standardize(columns), frozen(dense(2, 4, tanh)), dropout(0.25), dense(4, 1)),
    },
    {
      name: 'nested models',
      model: sequential(dense(2, 3, relu), sequential(dense(3, 3, sigmoid), sequential(dense(3, 3, tanh))), dense(3, 1)),
    },
    {
      name: 'a frozen nested model of several activations',
      model: sequential(frozen(sequential(dense(2, 3, relu), dense(3, 3, sigmoid))), dense(3, 1)),
    },
    {
      name: 'the same activation with two first values',
      model: sequential(dense(2, 4, scaled), dense(4, 2, { ...scaled, parameters: { b: 3 } }), dense(2, 1)),
    },
    { name: 'a layer of one’s own', model: sequential([doubling, dense(2, 1, relu)]) },
  ])('$name', ({ model }) => {
    model.setup(5);
    const options = { activations: [...all, { ...prelu, name: 'prelu per unit', perUnit: true }], layers: { doubling: () => doubling } };
    const again = load(save(model), options);
    expect([again.name, again.inputs, again.outputs]).toEqual([model.name, model.inputs, model.outputs]);
    expect(bits(again.parameters)).toEqual(bits(model.parameters));
    expect(again.predict(columns).equals(model.predict(columns))).toBe(true);
    expect(save(again)).toBe(save(model));
  });

  test('a loaded frozen layer is frozen still, and the model trains on as the original does', async () => {
    const model = sequential(standardize(columns), frozen(dense(2, 4, tanh)), dense(4, 1)).setup(5);
    const again = load(save(model), { activations: all });
    const before = again.parameters['1.weight']!;
    const options = { loss: meanSquaredError, optimizer: sgd({ momentum: 0.9, weightDecay: 0.1 }), epochs: 5 };
    for (const each of [model, again]) await fit(each, { input: columns, target: [[1], [2], [3]] }, options);
    expect(again.parameters['1.weight']!.equals(before)).toBe(true);
    expect(bits(again.parameters)).toEqual(bits(model.parameters));
  });

  test('every float32, −0, subnormals, infinities and NaN included', () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { minLength: 3, maxLength: 3 }), (values) => {
        const model = sequential(dense(3, 1));
        model.parameters = { '0.weight': tensor(values, [3, 1]), '0.bias': tensor([-0]) };
        expect(load(save(model)).parameters['0.weight']!.toArray()).toEqual(values.map((value) => [Math.fround(value)]));
        expect(load(save(model)).parameters['0.bias']!.at(0)).toBe(-0);
      }),
      { numRuns: 500, examples: [[[-0, 1e-45, 3.4028234663852886e38]], [[NaN, Infinity, -Infinity]]] },
    );
  });
});

describe('what the text holds', () => {
  const stored = JSON.parse(save(sequential(dense(2, 1, { ...silu, package: '@nonlin/silu@1.0.0' }), dense(1, 1)).setup(1))) as {
    [name: string]: unknown;
  };

  test('format, version, layers, each activation once with its package, weights by name', () => {
    expect(stored).toMatchObject({
      format: 'nonlin-model',
      version: 1,
      model: { kind: 'sequential', layers: [{ kind: 'dense', sizes: [2, 1], activation: 'silu' }, { kind: 'dense', sizes: [1, 1], activation: 'identity' }] },
      activations: [{ name: 'silu', package: '@nonlin/silu@1.0.0' }],
    }); // prettier-ignore
    expect(Object.keys(stored['parameters'] as object)).toEqual(['0.weight', '0.bias', '1.weight', '1.bias']);
  });

  test('a fingerprint of 32 inputs: value and slope each', () => {
    const [{ fingerprint }] = stored['activations'] as [{ fingerprint: unknown[] }];
    expect(fingerprint).toHaveLength(64);
    // The 17th input is 0: silu(0) = 0 with slope ½.
    expect(fingerprint.slice(32, 34)).toEqual([0, 0.5]);
  });
});

describe('load refuses, by name', () => {
  const packaged: Activation = { ...silu, package: '@nonlin/silu@1.2.0' };
  const text = save(sequential(dense(2, 1, packaged)).setup(1));
  const leaky = (alpha: number, name = 'leaky'): Activation => ({
    name,
    formula: (x, ops) => ops.where(ops.greater(x, 0), x, ops.mul(alpha, x)),
  });
  const own = save(sequential([doubling]).setup(1));

  test.each([
    {
      name: 'an unknown option',
      act: () => load(text, { activation: [silu] } as never),
      message: 'TypeError: load: unknown option "activation"; it takes activations, layers',
    },
    {
      name: 'a missing activation',
      act: () => load(text),
      message:
        'RangeError: load: the model uses the activation silu (saved from @nonlin/silu@1.2.0), which was not given; pass load(text, { activations: [silu] })',
    },
    {
      name: 'a missing activation without a package',
      act: () => load(save(sequential(dense(1, 1, relu)).setup(1)), { activations: [silu] }),
      message: 'RangeError: load: the model uses the activation relu, which was not given; pass load(text, { activations: [relu] })',
    },
    {
      name: 'another function of that name',
      act: () => load(text, { activations: [{ ...relu, name: 'silu', package: 'other@2.0.0' }] }),
      message:
        "RangeError: load: the activation silu given (other@2.0.0) is not the one the model was saved with (saved from @nonlin/silu@1.2.0): at x = -10 its value is 0, the model's was -0.0004539787",
    },
    {
      name: 'the same function with another slope',
      act: () =>
        load(save(sequential(dense(1, 1, relu)).setup(1)), {
          activations: [{ name: 'relu', formula: (x, ops) => ops.withSlope(ops.max(x, 0), x, ops.greaterOrEqual(x, 0)) }],
        }),
      message:
        "RangeError: load: the activation relu given is not the one the model was saved with: at x = 0 its slope is 1, the model's was 0",
    },
    {
      name: 'another constant inside',
      act: () => load(save(sequential(dense(1, 1, leaky(0.01))).setup(1)), { activations: [leaky(0.02)] }),
      message:
        "RangeError: load: the activation leaky given is not the one the model was saved with: at x = -1000 its value is -20, the model's was -10",
    },
    {
      name: 'another function of what is learnt, equal where it starts',
      act: () => load(save(sequential(dense(1, 1, scaled)).setup(1)), { activations: [scaledTwice] }),
      message:
        "RangeError: load: the activation scaled given is not the one the model was saved with: at x = -1000 its value is -562.5, the model's was -750",
    },
    {
      name: 'an activation that learns something else',
      act: () => load(save(sequential(dense(1, 1, scaled)).setup(1)), { activations: [{ name: 'scaled', formula: (x) => x }] }),
      message:
        "RangeError: load: the activation scaled given is not the one the model was saved with: it learns no parameters, the model's others",
    },
    {
      name: 'an activation instead of a list',
      act: () => load(save(sequential(dense(1, 1, relu)).setup(1)), { activations: relu as never }),
      message: 'TypeError: load: activations: expected an array of activations, as [relu], got an object with name, formula',
    },
    {
      name: 'a missing layer',
      act: () => load(own),
      message:
        'RangeError: load: the model has a layer of kind "doubling", which was not given; pass load(text, { layers: { doubling: (saved) => … } })',
    },
    {
      name: 'a newer file',
      act: () => load(text.replace('"version":1', '"version":2'), { activations: all }),
      message: 'RangeError: load: the file has version 2, this nonlin reads version 1; update @nonlin/core',
    },
    {
      name: 'text that is cut off',
      act: () => load(text.slice(0, -20), { activations: all }),
      message: 'RangeError: load: the file is damaged: it is not JSON (',
    },
    {
      name: 'other JSON',
      act: () => load('{"a":1}'),
      message: 'TypeError: load: expected the text of a model that save wrote, got an object with a',
    },
    { name: 'a number', act: () => load('5'), message: 'TypeError: load: expected the text of a model that save wrote, got 5' },
    { name: 'null', act: () => load('null'), message: 'TypeError: load: expected the text of a model that save wrote, got null' },
  ])('$name', ({ act, message }) => {
    expect(messageOf(act)).toContain(message);
  });

  test('but accepts a rewritten formula of the same function: σ as (1 + tanh(x/2)) / 2', () => {
    const rewritten: Activation = { name: 'sigmoid', formula: (x, ops) => ops.mul(0.5, ops.add(1, ops.tanh(ops.mul(0.5, x)))) };
    const model = sequential(dense(2, 1, sigmoid)).setup(1);
    expect(
      load(save(model), { activations: [rewritten] })
        .predict(columns)
        .allClose(model.predict(columns)),
    ).toBe(true);
  });

  describe('damage in every place is an error of load or of the layer, never a crash, never other numbers', () => {
    const file = JSON.parse(
      save(sequential(standardize(columns), dense(2, 2, silu), dropout(0.5), sequential(dense(2, 1))).setup(1)),
    ) as object;
    /** Every path into the file. */
    const paths = (value: unknown): (string | number)[][] =>
      typeof value !== 'object' || value === null
        ? [[]]
        : [[], ...Object.entries(value).flatMap(([key, inner]) => paths(inner).map((path) => [key, ...path]))];
    const change = (path: readonly (string | number)[], to: unknown): string => {
      const copy = structuredClone(file) as never;
      let parent: { [key: string]: never } = copy;
      for (const key of path.slice(0, -1)) parent = parent[key]!;
      if (to === undefined) delete parent[path.at(-1)!];
      else parent[path.at(-1)!] = to as never;
      return JSON.stringify(copy);
    };
    const places = paths(file).filter((path) => path.length > 0 && !(path.includes('fingerprint') && Number(path.at(-1)) > 3));

    test.each([
      { name: 'left out', to: undefined },
      { name: 'null', to: null },
      { name: 'text', to: 'zzz' },
      { name: 'a negative number', to: -7 },
      { name: 'an object', to: {} },
      { name: 'an empty array', to: [] },
      { name: 'true', to: true },
    ])('$name', ({ to }) => {
      const wrong = places.flatMap((path) => {
        const changed = change(path, to);
        const message = (() => {
          try {
            const model: Sequential = load(changed, { activations: [silu] });
            return Object.values(model.parameters).every(({ data }) => data.every(Number.isFinite)) ? 'loaded' : 'loaded NaN';
          } catch (error) {
            return `${(error as Error).name}: ${(error as Error).message}`;
          }
        })();
        const known = typeof to === 'number';
        const fine = /^(?:Range|Type)Error: (?:load|dense|dropout|sequential)\b/u.test(message) || (message === 'loaded' && known);
        return fine ? [] : [`${path.join('.')} = ${JSON.stringify(to)}: ${message}`];
      });
      expect(wrong).toEqual([]);
    });
  });
});

describe('save refuses', () => {
  const nameless: Layer = { name: 'nameless', forward: doubling.forward };
  const twice: Activation = { name: 'identity', formula: (x, ops) => ops.mul(2, x) };
  test.each([
    {
      name: 'a model without weights',
      model: sequential(dense(2, 1)),
      message: 'TypeError: sequential(dense(2, 1)): it has no weights yet; train it, or draw them with model.setup(seed)',
    },
    {
      name: 'a layer that does not say how it is saved',
      model: sequential([dense(2, 2), nameless]).setup(1),
      message: "TypeError: save: nameless does not say how it is saved; give the layer a property saved: { kind: '…' }",
    },
    {
      name: 'two functions of one name',
      model: sequential(dense(2, 2, relu), dense(2, 1, { ...silu, name: 'relu' })).setup(1),
      message:
        "TypeError: save: two activations have the name relu and differ: at x = -10 its value is -0.0004539787, the model's was 0; rename one",
    },
    {
      name: 'two functions of one name, one of them in a frozen model',
      model: sequential(frozen(sequential(dense(2, 2, relu), dense(2, 2, tanh))), dense(2, 1, { ...silu, name: 'relu' })).setup(1),
      message: 'TypeError: save: two activations have the name relu and differ',
    },
    {
      name: 'another function called identity, beside the real one',
      model: sequential(dense(2, 2, twice), dense(2, 1)).setup(1),
      message: 'TypeError: save: two activations have the name identity and differ',
    },
  ])('$name', ({ model, message }) => {
    expect(messageOf(() => save(model))).toContain(message);
  });

  test('not: the same function twice, as two values', () => {
    expect(() => save(sequential(dense(2, 2, relu), dense(2, 1, { ...relu })).setup(1))).not.toThrow();
  });
});

test('a layer of one’s own gets what it saved', () => {
  const seen: SavedLayer[] = [];
  const model = load(save(sequential([doubling]).setup(1)), { layers: { doubling: (saved) => (seen.push(saved), doubling) } });
  expect(seen).toEqual([{ kind: 'doubling', sizes: [2] }]);
  expect(model.forward(reference, {}, tensor([[1]]), predicting).output.toArray()).toEqual([[2]]);
  expect(model.activation).toBe(undefined);
  expect(identity.name).toBe('identity');
});

test.each<{ name: string; saved: AnyActivation; given: AnyActivation; says: RegExp }>([
  {
    name: 'tiny',
    saved: { name: 'tiny', formula: (x, ops) => ops.mul(1e-7, ops.tanh(x)) },
    given: { name: 'tiny', formula: (x, ops) => ops.mul(1e-7, ops.sin(x)) },
    says: /^RangeError: load: the activation tiny given is not the one .*at x = -1000 its value is/u,
  },
  {
    name: 'learnt per unit for one learnt per layer',
    saved: { name: 'swish', parameters: { beta: 1 }, formula: (x, ops, { beta }) => ops.mul(x, ops.tanh(ops.mul(beta!, x))) },
    given: {
      name: 'swish',
      parameters: { beta: 1 },
      perUnit: true,
      formula: (x, ops, { beta }) => ops.mul(x, ops.tanh(ops.mul(beta!, x))),
    },
    says: /^RangeError: load: .*its parameters are learnt for each unit, the model's were not/u,
  },
])('load tells a different function that is $name', ({ saved, given, says }) => {
  const text = save(sequential(dense(2, 1, saved), dense(1, 1)).setup(1));
  expect(messageOf(() => load(text, { activations: [given] }))).toMatch(says);
});
