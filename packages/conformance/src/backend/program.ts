import { referenceBackend, tensor, Tensor } from '@nonlin/core';
import type { Named, State, StepDefinition } from '@nonlin/core';
import type { Failure } from '../finding.ts';
import { differing, whole } from './subject.ts';
import type { BackendSubject } from './subject.ts';

/** One run of a program. */
interface Run {
  readonly count: number;
  readonly inputs: Named<Tensor>;
}

/** One compiled program, run several times, against the reference: outputs and state after each run. */
async function* replayed({ backend, options }: BackendSubject, definition: StepDefinition, runs: readonly Run[]): AsyncIterable<Failure> {
  const program = await backend.compile(definition);
  const twin = await referenceBackend.compile(definition);
  try {
    for (const [i, { count, inputs }] of runs.entries()) {
      const input = `run ${i + 1} of ${runs.length} (${count} steps)`;
      const [got, expected] = [await program.run(count, inputs), await twin.run(count, inputs)];
      yield* differing(`${input}, outputs`, got.outputs, expected.outputs, undefined, options);
      yield* differing(`${input}, last`, got.last, expected.last, undefined, options);
      yield* differingState(`${input}, state`, await program.state(), await twin.state());
    }
  } finally {
    program.dispose();
  }
}

function* differingState(input: string, got: State<Tensor>, expected: State<Tensor>): Iterable<Failure> {
  for (const [group, tensors] of Object.entries(expected)) yield* differing(`${input} ${group}`, got[group] ?? {}, tensors);
  for (const group of Object.keys(got))
    if (expected[group] === undefined) yield { input, got: `a group ${group}`, expected: 'none of that name' };
}

const nothing = (): Named<never> => ({});

/** Two tensors that change places and a count that grows: state that a step reads before and after it writes. */
const moving = (): StepDefinition => ({
  constants: { one: tensor([1]) },
  state: { kept: { a: whole([2, 3], 1), b: whole([2, 3], 2), still: whole([2], 3) }, memory: { count: tensor([0]) } },
  step: (ops, { constants, state }) => {
    const { a, b, still } = state['kept']!;
    const { count } = ops.map({ count: state['memory']!['count']!, one: constants['one']! }, (x, math) => ({
      count: math.add(x.count, x.one),
    }));
    const { sum } = ops.map({ a: a!, b: b! }, (x, math) => ({ sum: math.add(x.a, x.b) }));
    return {
      state: { kept: { a: b!, b: sum, still: still! }, memory: { count } },
      outputs: { before: a!, after: sum, count, one: constants['one']! },
      last: nothing,
    };
  },
});

/** State is carried from step to step and from run to run, also where tensors change places; each step's outputs are stacked. */
export const state = (subject: BackendSubject): AsyncIterable<Failure> =>
  replayed(
    subject,
    moving(),
    [3, 1, 2].map((count) => ({ count, inputs: {} })),
  );

/** What `state`, `outputs` and `last` gave stays as it was when the program runs on; so does the state it began with. */
export async function* copies({ backend }: BackendSubject): AsyncIterable<Failure> {
  const definition = moving();
  const { a, b } = moving().state['kept']!;
  const program = await backend.compile({
    ...definition,
    step: (ops, given) => ({ ...definition.step(ops, given), last: () => ({ a: given.state['kept']!['a']! }) }),
  });
  try {
    const first = await program.run(2, {});
    const { kept = {}, memory = {} } = await program.state();
    const results = {
      ...first.outputs,
      'last a': first.last['a']!,
      'state a': kept['a']!,
      'state b': kept['b']!,
      'state count': memory['count']!,
    };
    const asTheyWere = Object.fromEntries(
      Object.entries(results).map(([name, { shape, data }]) => [name, new Tensor(shape, data.slice())]),
    );
    await program.run(2, {});
    await program.state();
    yield* differing('results of run 1, after run 2', results, asTheyWere);
    yield* differing(
      'the state given to compile, after 4 steps',
      { a: definition.state['kept']!['a']!, b: definition.state['kept']!['b']! },
      { a: a!, b: b! },
    );
  } finally {
    program.dispose();
  }
}

/** Two programs of one definition share nothing, and one outlives the other. */
export async function* apart({ backend }: BackendSubject): AsyncIterable<Failure> {
  const definition = moving();
  const [one, other] = [await backend.compile(definition), await backend.compile(definition)];
  const twin = await referenceBackend.compile(definition);
  await one.run(3, {});
  await twin.run(1, {});
  await other.run(1, {});
  yield* differingState('a second program, beside one that is 3 steps further, state', await other.state(), await twin.state());
  one.dispose();
  await twin.run(1, {});
  await other.run(1, {});
  yield* differingState('a second program, after the first was disposed of, state', await other.state(), await twin.state());
  other.dispose();
}

/** A number that differs from step to step and from run to run, as the learning rate. */
export const anotherRate = (subject: BackendSubject): AsyncIterable<Failure> =>
  replayed(
    subject,
    {
      constants: {},
      state: { parameters: { w: tensor([8, 16]) } },
      step: (ops, { state, inputs }) => {
        const { w } = ops.map({ w: state['parameters']!['w']!, rate: inputs['rate']! }, (x, math) => ({
          w: math.sub(x.w, math.mul(x.rate, 2)),
        }));
        return { state: { parameters: { w } }, outputs: { rate: inputs['rate']! }, last: nothing };
      },
    },
    [
      { count: 3, inputs: { rate: tensor([1, 0.5, 0.25]) } },
      { count: 1, inputs: { rate: tensor([4]) } },
    ],
  );

/** A random key that differs from step to step and from run to run. */
export const anotherKey = (subject: BackendSubject): AsyncIterable<Failure> =>
  replayed(
    subject,
    {
      constants: { like: whole([3, 2]) },
      state: {},
      step: (ops, { constants, inputs }) => ({
        state: {},
        outputs: { first: ops.random(inputs['key']!, 0, constants['like']!), second: ops.random(inputs['key']!, 1, constants['like']!) },
        last: nothing,
      }),
    },
    [
      {
        count: 2,
        inputs: {
          key: tensor([
            [1, 2, 3, 4],
            [5, 6, 7, 8],
          ]),
        },
      },
      { count: 1, inputs: { key: tensor([[9, 9, 9, 9]]) } },
    ],
  );

/** Rows of the data that differ from step to step and from run to run: no batch is baked in. */
export const anotherBatch = (subject: BackendSubject): AsyncIterable<Failure> =>
  replayed(
    subject,
    {
      constants: { data: whole([6, 3]) },
      state: {},
      step: (ops, { constants, inputs }) => {
        const batch = ops.gather(constants['data']!, inputs['rows']!);
        return { state: {}, outputs: { batch, sum: ops.sum(batch, 0) }, last: nothing };
      },
    },
    [
      {
        count: 2,
        inputs: {
          rows: tensor([
            [0, 1],
            [2, 3],
          ]),
        },
      },
      { count: 1, inputs: { rows: tensor([[5, 0]]) } },
    ],
  );

/** Runs with more and with fewer rows than the first: the last batch of an epoch is shorter. */
export const anotherBatchSize = (subject: BackendSubject): AsyncIterable<Failure> =>
  replayed(
    subject,
    {
      constants: { data: whole([6, 3]), weight: whole([3, 2], 2) },
      state: { total: { rows: tensor([0]) } },
      step: (ops, { constants, state, inputs }) => {
        const batch = ops.map({ batch: inputs['batch']! }, ({ batch }, math) => ({ doubled: math.mul(2, batch) })).doubled;
        const picked = ops.gather(constants['data']!, inputs['places']!);
        const { rows } = ops.map({ rows: state['total']!['rows']!, size: ops.sizeOf(batch, 0) }, (x, math) => ({
          rows: math.add(x.rows, x.size),
        }));
        const outputs = {
          product: ops.matmul(batch, constants['weight']!),
          picked,
          mean: ops.mean(ops.sum(batch, 0)),
          highest: ops.max(batch, 1),
        };
        return { state: { total: { rows } }, outputs, last: nothing };
      },
    },
    [4, 2, 5, 1].map((rows, i) => ({
      count: 2,
      inputs: {
        batch: whole([2, rows, 3], i + 3),
        places: tensor(
          Array.from({ length: 2 * rows }, (_, place) => place % 6),
          [2, rows],
        ),
      },
    })),
  );

/** `last` belongs to the last step of each run. */
export async function* last(subject: BackendSubject): AsyncIterable<Failure> {
  const definition: StepDefinition = {
    constants: {},
    state: { parameters: { w: tensor([1, 2]) } },
    step: (ops, { state, inputs }) => {
      const { w } = ops.map({ w: state['parameters']!['w']!, x: inputs['x']! }, (x, math) => ({ w: math.add(x.w, x.x) }));
      return { state: { parameters: { w } }, outputs: {}, last: () => ({ x: inputs['x']!, w, sum: ops.sum(w) }) };
    },
  };
  yield* replayed(subject, definition, [
    { count: 3, inputs: { x: tensor([1, 2, 3]) } },
    { count: 1, inputs: { x: tensor([4]) } },
    { count: 2, inputs: { x: tensor([5, 6]) } },
  ]);
}
