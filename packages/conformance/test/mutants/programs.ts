import { reference, referenceBackend, Tensor } from '@nonlin/core';
import type { Backend, Named, Program, State, StepDefinition } from '@nonlin/core';
import { mapNamed, withOps } from './backend.ts';
import type { BackendMutant } from './backend.ts';

type Now = Awaited<ReturnType<Program['run']>>;
interface EagerProgram {
  run(count: number, inputs: Named<Tensor>): Now;
  state(): State<Tensor>;
  dispose(): void;
}
const compile = (definition: StepDefinition): EagerProgram => referenceBackend.compile(definition) as EagerProgram;

/** The reference with programs that behave otherwise. */
const withProgram = (change: (program: EagerProgram, definition: StepDefinition) => Partial<EagerProgram>): Backend => ({
  name: 'mutant',
  compile: (definition) => {
    const program = compile(definition);
    return { ...program, ...change(program, definition) };
  },
});

/** An input whose first entry ever is used for all steps. */
function baked(name: string): Backend {
  return withProgram((program) => {
    let first: Tensor | undefined;
    return {
      run(count, inputs) {
        const given = inputs[name];
        if (given === undefined) return program.run(count, inputs);
        first ??= given.slice(0, 1);
        const entry = first;
        return program.run(count, { ...inputs, [name]: reference.gather(entry, new Tensor([count], new Float32Array(count))) });
      },
    };
  });
}

const programs = new Map<unknown, EagerProgram>();
let compiled = 0;

export const programMutants: readonly BackendMutant[] = [
  {
    fault: 'state that each run begins anew',
    backend: withProgram((_, definition) => {
      let last = compile(definition);
      return { run: (count, inputs) => (last = compile(definition)).run(count, inputs), state: () => last.state() };
    }),
    caught: ['state'],
  },
  {
    fault: 'state that no step hands on',
    backend: {
      name: 'mutant',
      compile: (definition) => {
        const program = compile({ ...definition, step: (ops, given) => ({ ...definition.step(ops, given), state: given.state }) });
        return program;
      },
    },
    caught: ['state'],
  },

  {
    fault: 'state() that is not a copy',
    backend: withProgram((program) => {
      const live = mapNamed(program.state(), (group) => mapNamed(group, ({ shape, data }) => new Tensor(shape, data.slice())));
      return {
        state: () => {
          for (const [group, tensors] of Object.entries(program.state()))
            for (const [name, { data }] of Object.entries(tensors)) live[group]![name]!.data.set(data);
          return live;
        },
      };
    }),
    caught: ['copies'],
  },
  {
    fault: 'outputs that the next run overwrites',
    backend: withProgram((program) => {
      const held: { [name: string]: Tensor } = {};
      return {
        run: (count, inputs) => {
          const { outputs, last } = program.run(count, inputs);
          return {
            last,
            outputs: mapNamed(outputs, (output, name) => {
              const mine = held[name];
              if (mine?.size !== output.size) return (held[name] = output);
              mine.data.set(output.data);
              return mine;
            }),
          };
        },
      };
    }),
    caught: ['copies'],
  },
  {
    fault: 'programs that share their state',
    backend: {
      name: 'mutant',
      compile: (definition) => {
        const program = programs.get(definition.state) ?? compile(definition);
        programs.set(definition.state, program);
        return { ...program, dispose: () => void programs.delete(definition.state) };
      },
    },
    caught: ['programs apart'],
  },
  { fault: 'the first rate baked in', backend: baked('rate'), caught: ['another rate'] },
  { fault: 'the first key baked in', backend: baked('key'), caught: ['another key'] },
  { fault: 'the first batch baked in', backend: baked('rows'), caught: ['another batch'] },
  {
    fault: 'the first batch size baked in',
    backend: {
      name: 'mutant',
      compile: (definition) => {
        const sizes = new Map<number | undefined, number>();
        return compile({
          ...definition,
          step: (ops, given) =>
            definition.step(
              {
                ...ops,
                sizeOf: (x, axis) => {
                  const size = ops.shapeOf(x).at(axis ?? 0) ?? 1;
                  if (axis === undefined) return ops.sizeOf(x);
                  if (!sizes.has(axis)) sizes.set(axis, size);
                  return ops.constant(sizes.get(axis)!);
                },
              },
              given,
            ),
        });
      },
    },
    caught: ['another batch size'],
  },
  {
    fault: 'last of the first step',
    backend: withProgram((program) => ({
      run(count, inputs) {
        if (count === 1) return program.run(count, inputs);
        const first = program.run(
          1,
          mapNamed(inputs, (input) => input.slice(0, 1)),
        );
        const rest = program.run(
          count - 1,
          mapNamed(inputs, (input) => input.slice(1)),
        );
        const join = (output: Tensor, name: string): Tensor =>
          new Tensor([count, ...output.shape.slice(1)], Float32Array.of(...output.data, ...rest.outputs[name]!.data));
        return { last: first.last, outputs: mapNamed(first.outputs, join) };
      },
    })),
    caught: ['last'],
  },

  {
    fault: 'one kernel for all layers of a size, whatever their activation',
    backend: withOps((ops) => {
      const kernels = new Map<string, unknown>();
      return {
        map: (inputs, formula) => {
          if (!('product' in inputs)) return ops.map(inputs, formula);
          const key = Object.values(inputs)
            .map((x) => ops.shapeOf(x).join())
            .join(';');
          if (!kernels.has(key)) kernels.set(key, formula);
          return ops.map(inputs, kernels.get(key) as typeof formula);
        },
      };
    }),
    caught: ['training step'],
  },
  {
    fault: 'room for the outputs of 500 steps in all',
    backend: withProgram((program) => {
      let steps = 0;
      return {
        run: (count, inputs) => {
          const { outputs, last } = program.run(count, inputs);
          steps += count;
          if (steps > 500) for (const { data } of Object.values(outputs)) data.fill(NaN, data.length - 1);
          return { outputs, last };
        },
      };
    }),
    caught: ['train'],
  },
  {
    fault: 'another last bit in every other program',
    backend: {
      name: 'mutant',
      compile: (definition) => {
        const { state } = definition;
        const odd = compiled++ % 2 === 1 && 'velocity' in state;
        return compile({
          ...definition,
          state: odd
            ? {
                ...state,
                parameters: mapNamed(
                  state['parameters']!,
                  ({ shape, data }) =>
                    new Tensor(
                      shape,
                      data.map((w) => w * (1 + 2 ** -23)),
                    ),
                ),
              }
            : state,
        });
      },
    },
    caught: ['repeatable'],
  },
];
