export { toOnnx } from './to-onnx.ts';
export type { ToOnnxOptions } from './to-onnx.ts';
export { trainingToOnnx } from './training-to-onnx.ts';
export type { TrainingPart, TrainingToOnnxOptions } from './training-to-onnx.ts';
export type { ExportOptions } from './export-graph.ts';
export { OnnxFormatError, OnnxUnsupportedError } from './errors.ts';
export type { OnnxPlace } from './errors.ts';
