import { activate, random, referenceBackend, Tensor } from '@nonlin/core';
import type { AnyActivation, Backend, Program, StepDefinition } from '@nonlin/core';
import { wasm } from '@nonlin/wasm';

/** What is timed: each is a program that any backend compiles. */
export const backends: readonly Backend[] = [referenceBackend, wasm];

/** Nanoseconds for each element of one pass. */
export interface Round {
  readonly copy: number;
  /** In the order of backends, activations, and value before value with slope. */
  readonly passes: readonly number[];
}

/** The value of every element, or the value and the slope; `shift` differs from step to step, so that no pass can be left out. */
function pass(activation: AnyActivation, withSlope: boolean, input: Tensor): StepDefinition {
  const learnt = activation.parameters ?? {};
  return {
    constants: { input },
    state: { result: { output: input, ...(withSlope && { slope: input }) } },
    step: (ops, { constants, inputs }) => {
      const given = { input: constants['input']!, shift: inputs['shift']! };
      const result = withSlope
        ? ops.map(given, (x, math) => {
            const { output, slope } = activate(activation, math.add(x.input, x.shift), constantsOf(learnt, math.constant), math);
            return { output, slope };
          })
        : ops.map(given, (x, math) => ({
            output: activation.formula(math.add(x.input, x.shift), math, constantsOf(learnt, math.constant)),
          }));
      return { state: { result }, outputs: {}, last: () => ({}) };
    },
  };
}

const constantsOf = <S>(values: { readonly [name: string]: number }, constant: (value: number) => S): { [name: string]: S } =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, constant(value)]));

/** Every pass and a copy of as many floats, one after the other in each round, so that what disturbs one disturbs its neighbours too. */
export async function timeRounds(
  activations: readonly AnyActivation[],
  elements: number,
  rounds: number,
  seed: number,
): Promise<readonly Round[]> {
  const input = random([elements], seed).mul(8).sub(4);
  const target = new Float32Array(elements);
  const programs: Program[] = [];
  for (const backend of backends)
    for (const activation of activations)
      for (const withSlope of [false, true]) programs.push(await backend.compile(pass(activation, withSlope, input)));
  const measured: Round[] = [];
  // The first rounds warm up.
  for (let round = -WARM; round < rounds; round++) {
    const copy = await timed(elements, () => target.set(input.data));
    const passes: number[] = [];
    for (const program of programs)
      passes.push(await timed(elements, () => program.run(1, { shift: new Tensor([1], Float32Array.of(round / 1024)) })));
    if (round >= 0) measured.push({ copy, passes });
  }
  for (const program of programs) program.dispose();
  return measured;
}

const WARM = 2;

async function timed(elements: number, work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return ((performance.now() - began) * 1e6) / elements;
}
