import { tensor } from '@nonlin/core';
import type { Named, Shape, State, StepDefinition, TensorOps } from '@nonlin/core';
import { record } from '../src/record/record.ts';
import type { Recording } from '../src/record/record.ts';

/** A tensor of a shape with elements 1, 2, … */
const counting = (shape: Shape): ReturnType<typeof tensor> =>
  tensor(
    Array.from({ length: shape.reduce((product, dimension) => product * dimension, 1) }, (_, i) => i + 1),
    shape,
  );

/** What a step is given, by shapes. */
export interface Given {
  readonly constants?: Named<Shape>;
  readonly state?: Named<Shape>;
  readonly inputs?: Named<Shape>;
}

/** A definition over tensors named in `given`; `next` names what a step gives: outputs, and state where its names are known. */
function definitionOf({ constants = {}, state = {} }: Given, next: <T>(ops: TensorOps<T>, x: Named<T>) => Named<T>): StepDefinition {
  const filled = (shapes: Named<Shape>): Named<ReturnType<typeof tensor>> =>
    Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, counting(shape)]));
  return {
    constants: filled(constants),
    state: { kept: filled(state) },
    step: (ops, given) => {
      const kept = given.state['kept']!;
      const results = next(ops, { ...given.constants, ...kept, ...given.inputs });
      const outputs: { [name: string]: (typeof results)[string] } = {};
      const after: { [name: string]: (typeof results)[string] } = { ...kept };
      for (const name in results) (name in state ? after : outputs)[name] = results[name]!;
      return { state: { kept: after } satisfies State<(typeof results)[string]>, outputs, last: () => ({}) };
    },
  };
}

export const recordingOf = (given: Given, next: <T>(ops: TensorOps<T>, x: Named<T>) => Named<T>): Recording =>
  record(definitionOf(given, next), given.inputs ?? {});
