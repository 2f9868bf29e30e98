// Rectifiers.
export { hardShrink } from './hard-shrink.ts';
export { leakyRelu } from './leaky-relu.ts';
export { prelu } from './prelu.ts';
export { relu6 } from './relu6.ts';
export { softShrink } from './soft-shrink.ts';
export { squaredRelu } from './squared-relu.ts';
export { threshold } from './threshold.ts';

// Rectifiers with the corner rounded off.
export { celu } from './celu.ts';
export { elu } from './elu.ts';
export { hardSwish } from './hard-swish.ts';
export { mish } from './mish.ts';
export { selu } from './selu.ts';
export { softplus } from './softplus.ts';
export { sparsePlus } from './sparse-plus.ts';
export { squareplus } from './squareplus.ts';
export { swish } from './swish.ts';

// From one level to another.
export { hardSigmoid } from './hard-sigmoid.ts';
export { hardTanh } from './hard-tanh.ts';
export { softsign } from './softsign.ts';
export { sparseSigmoid } from './sparse-sigmoid.ts';
export { tanh } from './tanh.ts';

// Others.
export { exponential } from './exponential.ts';
export { identity } from './identity.ts';
export { logSigmoid } from './log-sigmoid.ts';
export { sine } from './sine.ts';
export { learntSnake, snake } from './snake.ts';
export { tanhShrink } from './tanh-shrink.ts';

// The step with a stated slope, by which layers before it learn.
export { sigmoidSurrogate } from './sigmoid-surrogate.ts';
export { straightThrough } from './straight-through.ts';
export { superSpike } from './super-spike.ts';
