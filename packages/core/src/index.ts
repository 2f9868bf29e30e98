// Formulas: mathematics written once.
export { duals, fixed, readDual, valueAndSlope, variable } from './scalar/duals.ts';
export type { Dual } from './scalar/duals.ts';
export { numbers } from './scalar/numbers.ts';
export type { Formula, Operand, ScalarOps } from './scalar/ops.ts';

// Activations: what a plug-in is.
export { activate, identity } from './activation.ts';
export type { Activation, AnyActivation } from './activation.ts';

// Tensors, and the operations that layers are written over.
export { full, ones, random, Tensor, tensor, zeros } from './tensor/tensor.ts';
export type { Nested } from './tensor/tensor.ts';
export { reference } from './tensor/reference.ts';
export type { TensorOps } from './tensor/ops.ts';
export type { RecordFormula } from './tensor/columns.ts';
export type { MatmulOptions, ReduceOptions } from './tensor/kernels.ts';
export { broadcast, resolveAxis, sizeOf } from './tensor/shape.ts';
export type { Shape } from './tensor/shape.ts';

// Layers.
export { Dense, dense } from './layers/dense.ts';
export type { DenseOptions } from './layers/dense.ts';
export { dropout } from './layers/dropout.ts';
export { frozen } from './layers/frozen.ts';
export { standardize } from './layers/standardize.ts';
export { Sequential, sequential } from './layers/sequential.ts';
export type { Chain } from './layers/chain.ts';
export { noPull, predicting } from './layers/layer.ts';
export type { Beginning, Context, Forward, Layer, Named, Pulled, SavedLayer, State } from './layers/layer.ts';

// First weights.
export { glorotNormal, heNormal, unitVariance } from './initialization/initialization.ts';
export type { Fan, Initialization } from './initialization/initialization.ts';
export { gainOf } from './initialization/gain.ts';
export { deriveKey, keyOf, keyToLimbs, normals, permutation } from './random/random.ts';
export type { Key } from './random/random.ts';
export { threefry } from './random/threefry.ts';

// Losses.
export { binaryCrossEntropy } from './losses/binary-cross-entropy.ts';
export { hinge } from './losses/hinge.ts';
export { huber } from './losses/huber.ts';
export { elementwiseLoss } from './losses/loss.ts';
export type { Loss, LossFormula } from './losses/loss.ts';
export { meanSquaredError } from './losses/mean-squared-error.ts';
export { softmaxCrossEntropy } from './losses/softmax-cross-entropy.ts';

// Optimizers, schedules, clipping.
export { adam, adamW } from './optimizers/adam.ts';
export type { AdamOptions, AdamWOptions } from './optimizers/adam.ts';
export { clipNorm, clipValue } from './optimizers/clipping.ts';
export type { Clipping } from './optimizers/clipping.ts';
export { optimize, optimizer } from './optimizers/optimizer.ts';
export type { Optimizer } from './optimizers/optimizer.ts';
export { rmsprop } from './optimizers/rmsprop.ts';
export type { RmspropOptions } from './optimizers/rmsprop.ts';
export { cosineDecay, stepDecay, warmup } from './optimizers/schedules.ts';
export type { Schedule } from './optimizers/schedules.ts';
export { sgd } from './optimizers/sgd.ts';
export type { SgdOptions } from './optimizers/sgd.ts';

// Training and what comes after.
export { fit, train } from './training/train.ts';
export type { EpochReport, TrainingData, TrainingState, TrainOptions } from './training/train.ts';
export type { Data } from './training/data.ts';
export { NonFiniteError } from './training/non-finite.ts';
export { evaluate, predictClass, predictProbabilities } from './training/evaluate.ts';
export type { Evaluation } from './training/evaluate.ts';
export { accuracy, meanAbsoluteError, rootMeanSquaredError, rSquared } from './training/metrics.ts';
export type { Metric } from './training/metrics.ts';
export { diagnose } from './training/diagnose.ts';
export type { LayerDiagnosis, UnitDiagnosis } from './training/diagnose.ts';
export { load, save } from './training/save.ts';
export type { LoadOptions } from './training/save.ts';

// Backends.
export { referenceBackend } from './training/backend.ts';
export type { Backend, CompileOptions, Program, StepDefinition } from './training/backend.ts';
export { trainingContext, trainingStep } from './training/step.ts';
export type { Learning } from './training/step.ts';
