import { mapNamed } from '../layers/layer.ts';
import type { Named, State } from '../layers/layer.ts';
import type { TensorOps } from '../tensor/ops.ts';
import { reference } from '../tensor/reference.ts';
import { sizeOf } from '../tensor/shape.ts';
import { full, own, Tensor, zeros } from '../tensor/tensor.ts';

type Awaitable<T> = T | Promise<T>;

/** A step of a computation that is run many times, written once over `TensorOps`. */
export interface StepDefinition {
  /** Tensors that never change: the data. */
  readonly constants: Named<Tensor>;
  /** What the first step starts from. */
  readonly state: State<Tensor>;
  /** One step. `inputs` is what differs from step to step; `last` is read after the last step of a run only. */
  step<T>(
    ops: TensorOps<T>,
    given: { readonly constants: Named<T>; readonly state: State<T>; readonly inputs: Named<T> },
  ): { readonly state: State<T>; readonly outputs: Named<T>; readonly last: () => Named<T> };
}

/** A step ready to run, with the state it has reached. */
export interface Program {
  /**
   * Runs `count` steps. Each input has a leading axis of `count`; so has each of `outputs`. `last` belongs to the last step.
   * Shapes of inputs may differ from run to run (the last batch of an epoch is shorter).
   */
  run(count: number, inputs: Named<Tensor>): Awaitable<{ outputs: Named<Tensor>; last: Named<Tensor> }>;
  /** The state reached; the program's further steps leave it as it is. */
  state(): Awaitable<State<Tensor>>;
  /** Gives back what the program holds; it must not be used afterwards. */
  dispose(): void;
}

/** What turns a step into a program. The step knows nothing of it, and it knows no layer, loss, optimizer or activation by name. */
export interface Backend {
  readonly name: string;
  compile(definition: StepDefinition, options?: CompileOptions): Awaitable<Program>;
}

export interface CompileOptions {
  /** The same bits on every engine and machine, for some speed. The reference always gives them. */
  readonly deterministic?: boolean;
}

/** Runs each operation at once, in plain TypeScript. */
export const referenceBackend: Backend = {
  name: 'reference',
  compile({ constants, state: initial, step }) {
    let state = initial;
    return {
      run(count, inputs) {
        const entries = mapNamed(inputs, entriesOf);
        const collected: { [name: string]: Tensor } = {};
        let last: Named<Tensor> = {};
        for (let i = 0; i < count; i++) {
          const result = step(reference, { constants, state, inputs: mapNamed(entries, (entry) => entry(i)) });
          state = result.state;
          for (const name in result.outputs) {
            const { shape, size, data } = result.outputs[name]!;
            collected[name] ??= zeros([count, ...shape]);
            collected[name].data.set(data, i * size);
          }
          if (i === count - 1) last = mapNamed(result.last(), own);
        }
        return { outputs: collected, last };
      },
      state: () => state, // its tensors are never written to again
      dispose: () => {},
    };
  },
};

/** The entries of the first axis, each as a view; a number is cheaper to copy. */
function entriesOf({ shape: [, ...rest], data }: Tensor): (i: number) => Tensor {
  if (rest.length === 0) return (i) => full([], data[i]!);
  const size = sizeOf(rest);
  return (i) => new Tensor(rest, new Float32Array(data.buffer, data.byteOffset + i * size * 4, size));
}
