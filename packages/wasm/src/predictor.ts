import { predicting, Tensor, tensor } from '@nonlin/core';
import type { CompileOptions, Nested, Sequential } from '@nonlin/core';
import { WasmProgram } from './program.ts';
import { expectSimd } from './wasm.ts';

/** A model's way forward as WebAssembly, with the weights that the model had when it was made. */
export interface Predictor {
  /** `model.predict(input)` in WebAssembly: [rows, inputs] to [rows, outputs]. */
  predict(input: Tensor | Nested): Tensor;
  /** The same as a promise: the form that every backend can have. */
  predictAsync(input: Tensor | Nested): Promise<Tensor>;
  /** Gives memory and modules back; the predictor must not be used afterwards. */
  dispose(): void;
}

/**
 * Compiles the way forward of `model`, for predictions that are asked for again and again. Each number of rows is compiled
 * when it comes along first, and the last eight are kept: few sizes are fast, a new one each time is not.
 * Weights are copied: after more training, make another.
 *
 * Throws an `Error` where the engine has no WebAssembly SIMD, a `TypeError` for a model without weights.
 */
export function predictor(model: Sequential, options: CompileOptions = {}): Predictor {
  expectSimd('predictor', 'use model.predict');
  const program = new WasmProgram(
    {
      constants: model.parameters,
      state: {},
      step: (ops, { constants, inputs }) => ({
        state: {},
        outputs: { output: model.forward(ops, constants, inputs['input']!, predicting).output },
        last: () => ({}),
      }),
    },
    options,
  );

  const predict = (input: Tensor | Nested): Tensor => {
    const rows = input instanceof Tensor ? input : tensor(input);
    const [count, columns] = rows.shape;
    // Where there is nothing to compute or something is wrong, the reference gives it or says it.
    if (rows.shape.length !== 2 || rows.size === 0 || (model.inputs ?? columns) !== columns) return model.predict(rows);
    const { outputs } = program.run(1, { input: new Tensor([1, count!, columns!], rows.data) });
    const { shape, data } = outputs['output']!;
    return new Tensor(shape.slice(1), data);
  };
  return {
    predict,
    // Async, so that what `predict` throws is a rejection.
    predictAsync: async (input) => predict(input),
    dispose: () => program.dispose(),
  };
}
