// Inference by ONNX Runtime, of models that this project writes.
import { readFileSync } from 'node:fs';
import { elementwiseToOnnx, networkToOnnx } from '../src/onnx.ts';
import { inputOf, numbers } from '../src/data.ts';

export const version = (variant) =>
  JSON.parse(readFileSync(new URL(`node_modules/onnxruntime-${variant}/package.json`, import.meta.url), 'utf8')).version;

async function sessionOf(bytes, variant) {
  const runtime = await import(variant === 'web' ? 'onnxruntime-web/wasm' : 'onnxruntime-node');
  const ort = runtime.default?.InferenceSession ? runtime.default : runtime;
  ort.env.logLevel = 'error';
  if (variant === 'web') ort.env.wasm.numThreads = 1;
  const options = variant === 'web' ? { executionProviders: ['wasm'] } : { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await ort.InferenceSession.create(bytes, { ...options, logSeverityLevel: 3 });
  return { session, Tensor: ort.Tensor };
}

export async function prepare(work, variant) {
  if (work.kind === 'train' || (work.kind === 'map' && work.slope)) return undefined;
  const [bytes, data, shape] =
    work.kind === 'predict'
      ? [networkToOnnx(work), inputOf(work), [work.batch, work.sizes[0]]]
      : work.kind === 'matmul'
        ? [networkToOnnx({ sizes: [work.size, work.size], activation: 'relu' }), numbers(work.size ** 2, 1, 1), [work.size, work.size]]
        : [elementwiseToOnnx(work.activation, 1000), numbers(work.elements, 6, 6), [work.elements / 1000, 1000]];
  const { session, Tensor } = await sessionOf(bytes, variant);
  const input = new Tensor('float32', data, shape);
  return { times: 1, run: () => session.run({ input }), dispose: () => void session.release() };
}
