import { activate, random, referenceBackend, Tensor } from '@nonlin/core';
import type { AnyActivation, Backend, Program, StepDefinition } from '@nonlin/core';
import { wasm } from '@nonlin/wasm';

/** What is timed: each is a program that any backend compiles. */
export const backends: readonly Backend[] = [referenceBackend, wasm];

/** Nanoseconds for each element of one pass. */
export interface Round {
  /** Of the best of several copies. */
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

/** Every pass and copies of `copied` floats in WebAssembly's memory, one after the other in each round, so that what disturbs one disturbs its neighbours too. */
export async function timeRounds(
  activations: readonly AnyActivation[],
  elements: number,
  rounds: number,
  seed: number,
  copied: number,
): Promise<readonly Round[]> {
  const input = random([elements], seed).mul(8).sub(4);
  const memory = new Memory({ initial: Math.ceil((copied * 8) / PAGE) });
  const copies = new Float32Array(memory.buffer).fill(1); // pages are there once they are written
  const programs: Program[] = [];
  for (const backend of backends)
    for (const activation of activations)
      for (const withSlope of [false, true]) programs.push(await backend.compile(pass(activation, withSlope, input)));
  const measured: Round[] = [];
  // The first rounds warm up.
  for (let round = -WARM; round < rounds; round++) {
    let copy = Infinity;
    for (let i = 0; i < COPIES; i++) copy = Math.min(copy, await timed(copied, () => copies.copyWithin(copied, 0, copied)));
    const passes: number[] = [];
    for (const program of programs)
      passes.push(await timed(elements, () => program.run(1, { shift: new Tensor([1], Float32Array.of(round / 1024)) })));
    if (round >= 0) measured.push({ copy, passes });
  }
  for (const program of programs) program.dispose();
  return measured;
}

const WARM = 2;
const COPIES = 3;

/** Bytes by which WebAssembly's memory grows. */
const PAGE = 65_536;

// Node's types leave WebAssembly to those of browsers.
const { Memory } = (
  globalThis as unknown as { WebAssembly: { Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer } } }
).WebAssembly;

async function timed(elements: number, work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return ((performance.now() - began) * 1e6) / elements;
}
