import { predicting, referenceBackend, tensor, Tensor } from '@nonlin/core';
import type { Backend, Named } from '@nonlin/core';
import { differing } from '../backend/subject.ts';
import type { Failure } from '../finding.ts';
import { narrow, widen } from './double.ts';
import { forward, inputOf, KEY, parametersOf, probeFor, pulled, pulledInDouble, widened } from './subject.ts';
import type { LayerSubject } from './subject.ts';

/** The reference and the given backends give what double precision gives; also when a program is run again with fewer rows and another key. */
export async function* agreement(subject: LayerSubject): AsyncIterable<Failure> {
  for (const backend of [referenceBackend, ...(subject.options.backends ?? [])]) yield* onBackend(subject, backend);
}

async function* onBackend(subject: LayerSubject, backend: Backend): AsyncIterable<Failure> {
  const { layer, options } = subject;
  const { relative, absolute } = options.error ?? { relative: 1e-4, absolute: 1e-5 };
  const all = inputOf(subject);
  const few = all.slice(0, Math.ceil(all.shape[0]! / 2));
  const program = await backend.compile({
    constants: parametersOf(subject),
    state: {},
    step: (ops, { constants: parameters, inputs }) => ({
      state: {},
      outputs: {
        ...pulled(subject, ops, { parameters, input: inputs['input']!, gradient: inputs['gradient']!, key: inputs['key']! }),
        predicted: layer.forward(ops, parameters, inputs['input']!, predicting).output,
      },
      last: () => ({}),
    }),
  });
  try {
    for (const [rows, key] of [
      [all, KEY],
      [few, KEY],
      [all, tensor([5, 6, 7, 8])],
    ] as const) {
      const { outputs } = await program.run(1, { input: one(rows), gradient: one(probeFor(subject, rows)), key: one(key) });
      const expected = {
        ...pulledInDouble(subject, rows, key),
        predicted: forward(subject, 'predict', widened(parametersOf(subject)), widen(rows)).output,
      };
      yield* differing(
        `${backend.name}, ${rows.shape[0]} rows, key ${key.data.join(' ')}`,
        mapped(outputs, entry),
        mapped(expected, narrow),
        (y) => relative * Math.abs(y) + absolute,
      );
    }
  } finally {
    program.dispose();
  }
}

/** One step's worth of inputs, and what one step gives. */
const one = ({ shape, data }: Tensor): Tensor => new Tensor([1, ...shape], data);
const entry = ({ shape, data }: Tensor): Tensor => new Tensor(shape.slice(1), data);

const mapped = <A, B>(named: Named<A>, change: (value: A) => B): Named<B> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [name, change(value)]));
