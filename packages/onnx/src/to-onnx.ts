import { predicting } from '@nonlin/core';
import type { Loss, Named, Sequential } from '@nonlin/core';
import { exportGraph } from './export-graph.ts';
import type { ExportOptions, Given } from './export-graph.ts';
import { expectModel, shown } from './expect.ts';
import type { Node } from './record/node.ts';
import type { Recorder } from './record/recorder.ts';
import { scoped } from './record/scoped.ts';

export interface ToOnnxOptions extends ExportOptions {
  /** The loss the model was trained with: the file gives probabilities instead of logits. */
  readonly probabilities?: Loss;
}

/**
 * The model as the bytes of an ONNX file: `input` [batch, inputs] to `output` [batch, outputs], any number of rows, float32.
 * Whatever runs here is written, layers and formulas of one's own included: each formula that is one of ONNX's operators as
 * that one, others in its arithmetic. Nodes are named by layer (`0.dense/Gemm`), weights as in `model.parameters`.
 *
 * Throws a `TypeError` for a model without weights or a loss whose outputs are no logits, a `RangeError` for a model that takes
 * any number of columns, for options that do not exist, and where a layer computes with the number of rows in JavaScript.
 */
export function toOnnx(model: Sequential, options: ToOnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const { inputs, parameters } = expectModel('toOnnx', model, options, ['opset', 'name', 'operators', 'probabilities']);
  const { probabilities: loss } = options;
  if (loss !== undefined && typeof loss?.measure !== 'function')
    throw new TypeError(`toOnnx: expected probabilities of a loss, as binaryCrossEntropy, got ${shown(loss)}`);
  if (loss !== undefined && loss.probabilities === undefined)
    throw new TypeError(
      `toOnnx: outputs trained with ${loss.name} are not logits; leave probabilities out, or train with binaryCrossEntropy or softmaxCrossEntropy`,
    );
  const graph = {
    name: model.name,
    given: (rows: number): { [name: string]: Given } => ({ input: { shape: [rows, inputs] }, ...parameters }),
    outputs: (recorder: Recorder, given: Named<Node>): Named<Node> => {
      const { output } = scoped(model, recorder).forward(recorder.ops, given, given['input']!, predicting);
      return { output: loss === undefined ? output : recorder.within('probabilities', () => loss.probabilities!(recorder.ops, output)) };
    },
  };
  return exportGraph('toOnnx', graph, options);
}
