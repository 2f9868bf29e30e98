import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Tensor } from '@nonlin/core';
import { fromOnnx, OnnxUnsupportedError } from '@nonlin/onnx';
import { decode } from '../src/messages/decode.ts';

interface Values {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

interface Case {
  readonly name: string;
  readonly opset: number;
  readonly model: string;
  readonly setsFrom?: string;
  readonly inputs?: readonly Values[];
  readonly outputs?: readonly Values[];
}

// Models of the ONNX project's own tests; source and licence stand in the file.
const { cases } = JSON.parse(readFileSync(new URL('fixtures/onnx-models.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };
const byName = new Map(cases.map((row) => [row.name, row]));

const numbersOf = ({ data }: Values): Float32Array => Float32Array.from(data, Number);

/** The rest are refused, each by the operator or what else a sequential has no place for. */
const REFUSED: { readonly [name: string]: string } = {
  test_adagrad: 'operator ai.onnx.preview.training.Adagrad of opset 1',
  test_nesterov_momentum: 'operator ai.onnx.preview.training.Momentum of opset 1',
  test_argmax_default_axis_example: 'operator ArgMax of opset 13',
  test_argmax_default_axis_example_select_last_index: 'operator ArgMax of opset 13',
  test_argmax_keepdims_example: 'operator ArgMax of opset 13',
  test_argmax_keepdims_random_select_last_index: 'operator ArgMax of opset 13',
  test_argmax_negative_axis_keepdims_random: 'operator ArgMax of opset 13',
  test_argmax_no_keepdims_random_select_last_index: 'operator ArgMax of opset 13',
  test_cast_FLOAT_to_DOUBLE: 'operator Cast of opset 25: it casts to float64',
  test_concat_1d_axis_negative_1: 'operator Concat of opset 13',
  test_concat_2d_axis_1: 'operator Concat of opset 13',
  test_dropout_default_mask_ratio: 'the model has 2 outputs ("y", "z")',
  test_equal_bcast: 'the input "x" holds int32',
  test_expand_dim_unchanged: 'operator Expand of opset 13',
  test_gemm_default_matrix_bias: 'operator Gemm of opset 13: it adds a tensor of shape [3, 4]',
  test_hardmax_axis_1: 'operator Hardmax of opset 13',
  test_hardmax_negative_axis: 'operator Hardmax of opset 13',
  test_matmul_4d: 'operator MatMul of opset 13: expected float32 weights of shape [in, out], got [1, 2, 4, 3]',
  test_max_float64: 'the input "data_0" holds float64',
  test_nllloss_NCd1: 'operator NegativeLogLikelihoodLoss of opset 22',
  test_nllloss_NCd1_ii: 'operator NegativeLogLikelihoodLoss of opset 22',
  test_nllloss_NCd1_weight: 'operator NegativeLogLikelihoodLoss of opset 22',
  test_nllloss_NCd1d2_with_weight_reduction_sum_ii: 'operator NegativeLogLikelihoodLoss of opset 22',
  test_nllloss_NCd1d2d3_none_no_weight_negative_ii: 'operator NegativeLogLikelihoodLoss of opset 22',
  test_onehot_without_axis: 'operator OneHot of opset 11',
  test_pow: 'operator Pow of opset 15: expected a number as its exponent',
  test_reduce_max_do_not_keepdims_example: 'operator ReduceMax of opset 18',
  test_reduce_max_empty_set: 'operator ReduceMax of opset 20',
  test_reduce_max_keepdims_example: 'operator ReduceMax of opset 18',
  test_reduce_max_keepdims_random: 'operator ReduceMax of opset 18',
  test_reduce_mean_do_not_keepdims_random: 'operator ReduceMean of opset 18',
  test_reduce_mean_keepdims_example: 'operator ReduceMean of opset 18',
  test_reduce_sum_default_axes_keepdims_random: 'operator ReduceSum of opset 13',
  test_reduce_sum_empty_axes_input_noop: 'operator ReduceSum of opset 13',
  test_reduce_sum_negative_axes_keepdims_example: 'operator ReduceSum of opset 13',
  test_reduce_sum_square_keepdims_example: 'operator ReduceSumSquare of opset 18',
  test_reduce_sum_square_negative_axes_keepdims_example: 'operator ReduceSumSquare of opset 18',
  test_reduce_sum_square_negative_axes_keepdims_random: 'operator ReduceSumSquare of opset 18',
  test_reshape_allowzero_reordered: 'operator Reshape of opset 25: its shape is [3, 4, 0]',
  test_reshape_negative_extended_dims: 'operator Reshape of opset 25: its shape is [-1, 2, 3, 4]',
  test_sce_NCd1d2d3_sum_weight_high_ii_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_3d_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_no_weight_ii_4d_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_weight: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_weight_ii_4d: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_mean_weight_ii_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_none_weights_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_sum: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_sce_sum_log_prob: 'operator SoftmaxCrossEntropyLoss of opset 13',
  test_softmax_axis_1: 'operator Softmax of opset 13: its axis is 1 of 3 dimensions, expected the last',
  test_softmax_axis_1_expanded: 'operator ReduceMax of opset 13',
  test_softmax_axis_1_expanded_ver18: 'operator ReduceMax of opset 18',
  test_squeeze: 'operator Squeeze of opset 25',
  test_swiglu_alpha: 'operator SwiGLU of opset 28',
  test_transpose_all_permutations_1: 'operator Transpose of opset 25',
  test_transpose_all_permutations_2: 'operator Transpose of opset 25',
  test_unsqueeze_three_axes: 'operator Unsqueeze of opset 25',
  test_unsqueeze_two_axes: 'operator Unsqueeze of opset 25',
  test_where_example: 'the input "condition" holds bool',
  test_operator_non_float_params: 'the input "0" holds int64',
  test_operator_reduced_mean_keepdim: 'operator ReduceMean of opset 6',
  test_operator_reduced_sum: 'operator ReduceSum of opset 6',
  test_operator_reduced_sum_keepdim: 'operator ReduceSum of opset 6',
  test_operator_permute2: 'operator Transpose of opset 6',
};

describe('models of the ONNX project’s own tests', () => {
  test('are all here', () => {
    expect(cases.length).toBe(127);
    expect(Object.keys(REFUSED).every((name) => byName.has(name))).toBe(true);
  });

  test.for(cases.map((row) => [row.name, REFUSED[row.name] ?? 'read, outputs within 2 · 10⁻⁶ + 2 · 10⁻⁶ · |y|', row] as const))(
    '%s: %s',
    ([name, , { model: bytes, setsFrom }]) => {
      const { inputs, outputs } = byName.get(setsFrom ?? name)!;
      const file = Uint8Array.from(Buffer.from(bytes, 'base64'));
      const { graph } = decode(file);
      const held = new Set(graph!.initializer?.map((tensor) => tensor.name));
      const names = graph!.input!.map((input) => input.name!).filter((input) => !held.has(input));
      // Rows go in by the first input; what weights are in a model is an input in its test.
      const constants = Object.fromEntries(
        names.slice(1).map((input, i) => [input, new Tensor(inputs![i + 1]!.shape, numbersOf(inputs![i + 1]!))]),
      );
      const read = (): ReturnType<typeof fromOnnx> => fromOnnx(file, { constants });
      const refusal = REFUSED[name];
      if (refusal !== undefined) {
        expect(read).toThrow(OnnxUnsupportedError);
        expect(read).toThrow(refusal);
        return;
      }
      const model = read();
      const rows = numbersOf(inputs![0]!);
      const columns = model.inputs ?? inputs![0]!.shape.at(-1) ?? 1;
      const output = model.predict(new Tensor([rows.length / columns, columns], rows));
      const expected = numbersOf(outputs![0]!);
      expect(output.data.length).toBe(expected.length);
      for (const [i, y] of expected.entries())
        expect(Math.abs(output.data[i]! - y), `element ${i}: ${output.data[i]} instead of ${y}`).toBeLessThanOrEqual(
          2e-6 + 2e-6 * Math.abs(y),
        );
    },
  );
});
