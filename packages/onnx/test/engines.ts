import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { Tensor } from '@nonlin/core';
import type { Named } from '@nonlin/core';

web.env.wasm.numThreads = 1;

/** A file loaded into an engine: named tensors in, named tensors out. */
export type Run = (inputs: Named<Tensor>) => Promise<Named<Tensor>>;

/** Engines that take the bytes of an ONNX file. */
export const engines: readonly { readonly engine: string; readonly start: (bytes: Uint8Array) => Promise<Run> }[] = [
  { engine: 'onnxruntime-node', start: (bytes) => start(node, bytes) },
  { engine: 'onnxruntime-web', start: (bytes) => start(web, bytes) },
];

/** Tensors that came through a message, as tensors again. */
export const own = (tensors: Named<Tensor>): Named<Tensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, { shape, data }]) => [name, new Tensor(shape, data)]));

export const startNode = (bytes: Uint8Array): Promise<Run> => start(node, bytes);

async function start(
  { InferenceSession, Tensor: Value }: Pick<typeof node, 'InferenceSession' | 'Tensor'>,
  bytes: Uint8Array,
): Promise<Run> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4, intraOpNumThreads: 1 });
  return async (inputs) => {
    const feeds = Object.entries(inputs).map(([name, { shape, data }]) => [name, new Value('float32', data, shape)] as const);
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => [name, new Tensor([...dims], Float32Array.from(data as Float32Array))]),
    );
  };
}
