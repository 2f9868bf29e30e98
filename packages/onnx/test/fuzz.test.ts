import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense, dropout, random, Sequential, sequential, softmaxCrossEntropy, standardize } from '@nonlin/core';
import { prelu } from '@nonlin/gallery';
import { gelu } from '@nonlin/gelu';
import { fromOnnx, OnnxFormatError, OnnxUnsupportedError, toOnnx } from '@nonlin/onnx';
import type { NodeProto, TensorProto } from '../src/messages/messages.ts';
import { startNode } from './engines.ts';
import { file, held, node, weights, whole } from './file.ts';

/** Every run is this one; a failure prints the path to its input. */
const SEED = 20_261_124;

/** The model in the bytes, or nothing where they are refused; any other error, and more weights than the bytes account for, fails. */
function readOrRefuse(bytes: Uint8Array): Sequential | undefined {
  try {
    const model = fromOnnx(bytes);
    expect(model).toBeInstanceOf(Sequential);
    const elements = Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
    expect(elements).toBeLessThanOrEqual(16 * bytes.length + 1_000_000);
    return model;
  } catch (error) {
    if (!(error instanceof OnnxFormatError) && !(error instanceof OnnxUnsupportedError)) throw error;
    expect(error.message).toMatch(/^fromOnnx: [^\n]{1,700}$/);
    return undefined;
  }
}

const valid: readonly Uint8Array[] = [
  toOnnx(sequential([standardize(random([5, 3], 1)), dense(3, 4, gelu), dense(4, 2, prelu({ perUnit: true }))]).setup(1), {
    probabilities: softmaxCrossEntropy,
  }),
  toOnnx(sequential([dense(2, 3, gelu), dropout(0.5), dense(3, 1)]).setup(2), { operators: 'primitive', opset: 13 }),
  file(
    ['n', 2, 3],
    [whole('shape', [-1, 6]), held('w', [4, 6], weights(24)), held('b', [4], weights(4)), held('low', [], [-1])],
    [
      node('Reshape', 'x shape', 'r'),
      node('Gemm', 'r w b', 'a', { transB: 1, alpha: 0.5 }),
      node('Clip', 'a low', 'c'),
      node('Dropout', 'c', 'd'),
      node('LogSoftmax', 'd', 'y'),
    ],
    { opset: 13 },
  ),
];

interface Edit {
  readonly kind: 'set' | 'insert' | 'delete' | 'cut' | 'repeat';
  /** From 0 to 1: where, of the length. */
  readonly place: number;
  readonly byte: number;
}

function edit(bytes: Uint8Array, { kind, place, byte }: Edit): Uint8Array {
  const at = Math.floor(place * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (kind === 'cut') return before;
  if (kind === 'insert') return Uint8Array.from([...before, byte, ...after]);
  if (kind === 'delete') return Uint8Array.from([...before, ...after.subarray(1)]);
  if (kind === 'repeat') return Uint8Array.from([...before, ...after.subarray(0, byte), ...after]);
  return Uint8Array.from([...before, byte, ...after.subarray(1)]);
}

// Tags, small lengths and the largest bytes of a varint come up often.
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x0a, 0x12, 0x3a, 0x42, 0x7f, 0x80, 0xff));
const edits = fc.array(
  fc.record({
    kind: fc.constantFrom('set' as const, 'set' as const, 'insert' as const, 'delete' as const, 'cut' as const, 'repeat' as const),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    byte,
  }),
  { minLength: 1, maxLength: 6 },
);

/** Operators with how many inputs they take. */
const OPERATORS = Object.entries({
  1: 'Relu Elu Selu Sigmoid Tanh Gelu Shrink Celu Softplus Softsign HardSigmoid Softmax LogSoftmax Dropout Flatten Transpose Identity Not Neg Abs Erf Clip Cast Conv',
  2: 'Add Sub Mul Div Max Min Sum Mean PRelu Greater LessOrEqual Equal And CastLike Pow Reshape MatMul MatMul Gemm',
  3: 'Where Gemm Gemm Clip Sum',
}).flatMap(([count, names]) => names.split(' ').map((name) => [name, Number(count)] as const));

const settings = fc.dictionary(
  fc.constantFrom('axis', 'alpha', 'transB', 'to', 'ratio', 'perm', 'value', 'broadcast'),
  fc.oneof(fc.integer({ min: -3, max: 12 }), fc.double({ min: -9, max: 9, noNaN: true }), fc.constant([1, 0])),
  { maxKeys: 2 },
);

/** Files whose parts are right, mostly, and whose whole is random: any operator on any values. */
const graphs = fc
  .record({
    opset: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(6, 7, 9, 11, 12, 13, 18, 20, 22) }, { weight: 1, arbitrary: fc.nat(40) }),
    input: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<readonly (number | string)[] | undefined>(['n', 2], ['n', 2, 2], undefined) },
      { weight: 1, arbitrary: fc.array(fc.oneof(fc.constantFrom<number | string>('n', 1, 2, 3), fc.nat(1e6)), { maxLength: 4 }) },
    ),
    tensors: fc.array(
      fc.record({
        dims: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom<number[]>([], [2], [2, 2], [1, 2], [2, 2], [1]) },
          { weight: 1, arbitrary: fc.array(fc.oneof(fc.constantFrom(1, 2, 3, -1, 0, 2 ** 31, 2 ** 53 - 1), fc.nat(6)), { maxLength: 3 }) },
        ),
        kind: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(7, 9, 11, 10) }),
        right: fc.oneof({ weight: 19, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      }),
      { minLength: 2, maxLength: 5 },
    ),
    nodes: fc.array(
      fc.record({
        operator: fc.constantFrom(...OPERATORS),
        places: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
        settings: fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: settings }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ opset, input, tensors, nodes }) => {
    const initializer = tensors.map(({ dims, kind, right }, i): TensorProto => {
      const size = Math.min(64, Math.abs(dims.reduce((a, b) => a * b, 1)));
      const bytes = ({ 7: 8, 9: 1, 10: 2, 11: 8 } as { [kind: number]: number })[kind] ?? 4;
      if (right && kind === 1) return held(`t${i}`, dims, weights(size, i + 1));
      return { name: `t${i}`, dims, dataType: kind, rawData: new Uint8Array(right ? size * bytes : 7) };
    });
    const values = ['x', ...initializer.map(({ name }) => name!)];
    const made = nodes.map(({ operator: [operator, count], places, settings }, i): NodeProto => {
      // Mostly the latest value first, so that chains come about.
      const first = i === 0 ? 'x' : values.at(-1)!;
      const names = [first, ...places.map((place) => values[place % values.length]!)].slice(0, count);
      const output = i === nodes.length - 1 ? 'y' : `v${i}`;
      values.push(output);
      return node(operator, names.join(' '), output, settings);
    });
    return { input, bytes: file(input, initializer, made, { opset }) };
  });

describe('whatever the bytes are, a model or a typed error of one line', () => {
  it('random bytes: 10,000', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readOrRefuse(bytes)),
      { seed: SEED, numRuns: 10_000 },
    );
  });

  it('files with some bytes changed, left out, put in or repeated: 10,000, some of which are still models', () => {
    let models = 0;
    fc.assert(
      fc.property(fc.constantFrom(...valid), edits, (bytes, edits) => {
        if (readOrRefuse(edits.reduce(edit, bytes)) !== undefined) models++;
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(models).toBeGreaterThan(100);
  });

  it('a file with one bit turned, each in turn: what is read predicts as many numbers as before, or is refused', () => {
    const bytes = valid[2]!;
    const { inputs } = fromOnnx(bytes);
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const model = readOrRefuse(changed);
      if (model?.inputs === inputs) expect(model!.predict(random([2, inputs!], 1)).shape[0]).toBe(2);
    }
  });

  it('graphs of random operators: 10,000, some of which are models that predict', () => {
    let models = 0;
    fc.assert(
      fc.property(graphs, ({ bytes }) => {
        const model = readOrRefuse(bytes);
        const columns = model?.inputs ?? 2;
        if (model === undefined || columns > 100) return;
        expect(model.predict(random([3, columns], 1)).shape[0]).toBe(3);
        models++;
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(models).toBeGreaterThan(500);
  });

  it('of 3,000 such graphs, those that are read and that the engine takes: the engine’s outputs, within 10⁻⁴', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(graphs, async ({ input, bytes }) => {
        const shape = input?.map((size) => (typeof size === 'number' ? size : 3)) ?? [3, 2];
        const size = shape.reduce((a, b) => a * b, 1);
        const model = size > 100 || size === 0 ? undefined : readOrRefuse(bytes);
        const run = model && (await startNode(bytes).catch(() => undefined));
        if (model === undefined || run === undefined) return;
        const x = random(shape, 9).map((z, math) => math.mul(4, math.sub(z, 0.5)));
        const expected = await run({ x }).catch(() => undefined);
        if (expected === undefined) return;
        const { y } = expected;
        const output = model.predict(x.reshape(-1, model.inputs ?? shape.at(-1) ?? 1));
        expect(output.size).toBe(y!.size);
        for (const [i, z] of y!.data.entries())
          // NaN, and what float32 overflows on, are left to the engine.
          if (Math.abs(z) < 1e6 && !Number.isNaN(output.data[i]!))
            expect(Math.abs(output.data[i]! - z), `element ${i}: ${output.data[i]} instead of ${z}`).toBeLessThanOrEqual(
              1e-4 * Math.max(1, Math.abs(z)),
            );
        compared++;
      }),
      { seed: SEED, numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});

/** What a thread with so many megabytes says of a file that is one field over and over; it ends where they do not suffice. */
async function messageWithin(megabytes: number, within: readonly number[], field: readonly number[], size: number): Promise<string> {
  const thread = new Worker(new URL('dense-file.ts', import.meta.url), {
    workerData: { within, field, size },
    execArgv: ['--conditions=@nonlin/source'],
    resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 16 },
  });
  const [message] = (await once(thread, 'message')) as [string];
  await thread.terminate();
  return message;
}

describe('files that are small and ask for much', () => {
  const many = (count: number, make: (i: number) => NodeProto): NodeProto[] => Array.from({ length: count }, (_, i) => make(i));
  const name = (i: number, last: number): string => (i === last ? 'y' : `v${i}`);

  it.each<readonly [what: string, bytes: () => Uint8Array, result: RegExp | 'read']>([
    [
      '20,000 operators one after the other',
      () =>
        file(
          ['n', 2],
          [],
          many(20_000, (i) => node('Neg', i === 0 ? 'x' : `v${i - 1}`, name(i, 19_999))),
        ),
      'read',
    ],
    [
      '4,000 softmaxes with an operator between them',
      () =>
        file(
          ['n', 2],
          [],
          many(8_000, (i) => node(i % 2 === 0 ? 'Neg' : 'Softmax', i === 0 ? 'x' : `v${i - 1}`, name(i, 7_999))),
        ),
      'read',
    ],
    [
      '2⁴⁰ paths through 40 nodes',
      () =>
        file(
          ['n', 2],
          [],
          many(40, (i) => node('Mul', i === 0 ? 'x x' : `v${i - 1} v${i - 1}`, name(i, 39))),
        ),
      'read',
    ],
    [
      'one tensor as the weights of 2,000 layers',
      () =>
        file(
          ['n', 100],
          [held('w', [100, 100], new Float32Array(10_000))],
          many(2_000, (i) => node('Gemm', i === 0 ? 'x w' : `v${i - 1} w`, name(i, 1_999), { transB: 1 })),
        ),
      /the model would take many times the memory of the file/,
    ],
    [
      'a tensor of 2⁴⁸ elements without bytes',
      () => file(['n', 2], [{ name: 'w', dims: [2 ** 24, 2 ** 24], dataType: 1 }], [node('MatMul', 'x w', 'y')]),
      /the tensor "w" holds 0 elements/,
    ],
    ['a power of 10⁹', () => file(['n', 2], [held('e', [], [1e9])], [node('Pow', 'x e', 'y')]), /its exponent 1000000000 is beyond 64/],
    [
      'a name of a million letters',
      () => file(['n', 2], [], [node('Conv', 'x', 'y', {}, { name: 'c'.repeat(1_000_000) })]),
      /operator Conv of opset 20/,
    ],
  ])('%s', (_, bytes, result) => {
    if (result === 'read') expect(fromOnnx(bytes())).toBeInstanceOf(Sequential);
    else expect(() => fromOnnx(bytes())).toThrow(result);
  });

  // 8 MB of one field over and over, after the version and the operators; [] repeats it in the model, [0x3a] in its graph.
  const inGraph = [0x3a];
  const dense: readonly (readonly [what: string, within: readonly number[], field: readonly number[]])[] = [
    ['empty nodes', inGraph, [0x0a, 0]],
    ['empty tensors', inGraph, [0x2a, 0]],
    ['empty inputs', inGraph, [0x5a, 0]],
    ['empty sparse tensors', inGraph, [0x7a, 0]],
    ['empty operator sets', [], [0x42, 0]],
    ['empty inputs of one node', [...inGraph, 0x0a], [0x0a, 0]],
    ['empty settings of one node', [...inGraph, 0x0a], [0x2a, 0]],
    ['empty dimensions', [...inGraph, 0x5a, 0x12, 0x0a, 0x12], [0x0a, 0]],
    ['dimensions of one tensor', [...inGraph, 0x2a], [0x08, 1]],
    ['numbers of one tensor', [...inGraph, 0x2a], [0x38, 1]],
  ];
  it.each(dense)('8 MB of %s, within 160 MB', async (_, within, field) => {
    expect(await messageWithin(160, within, field, 8_000_000)).toMatch(/^Onnx(Format|Unsupported)Error: fromOnnx: /);
  });

  it('8 MB of the shortest nodes that have an operator, within 260 MB', async () => {
    const relu = [0x0a, 8, 0x22, 4, ...new TextEncoder().encode('Relu'), 0x12, 0];
    expect(await messageWithin(260, inGraph, relu, 8_000_000)).toContain('OnnxUnsupportedError: fromOnnx: the model has 0 inputs');
  });
});
