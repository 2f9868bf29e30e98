import { show } from '../errors.ts';
import { keyFromLimbs, uniforms } from '../random/random.ts';
import { allocate } from './allocate.ts';
import { mapColumns } from './columns.ts';
import { argmax, gather, matmul, max, mean, oneHot, sum, transpose } from './kernels.ts';
import type { TensorOps } from './ops.ts';
import { resolveAxis, sizeOf } from './shape.ts';
import type { Shape, Values } from './shape.ts';
import { full, Tensor } from './tensor.ts';

const make = (shape: Shape, data: Float32Array): Tensor => new Tensor(shape, data);
const wrap = ({ shape, data }: Values): Tensor => new Tensor(shape, data);

/**
 * The eager interpreter: every operation runs at once, in double precision, rounded once to float32.
 * All its functions are built on + − × ÷ √, so the same bits come out on every engine and machine.
 */
export const reference: TensorOps<Tensor> = {
  shapeOf: (x) => x.shape,
  constant: (value) => full([], value),
  matmul: (a, b, options) => wrap(matmul(a, b, options)),
  map: (inputs, formula) => mapColumns(inputs, formula, make),
  sum: (x, axis, options) => wrap(sum(x, axis, options)),
  mean: (x, axis, options) => wrap(mean(x, axis, options)),
  max: (x, axis, options) => wrap(max(x, axis, options)),
  argmax: (x, axis, options) => wrap(argmax(x, axis, options)),
  sizeOf: (x, axis) => full([], axis === undefined ? x.size : x.shape[resolveAxis('sizeOf', x.shape, axis)]!),
  gather: (x, indices) => wrap(gather(x, indices)),
  oneHot: (indices, classes) => wrap(oneHot(indices, classes)),
  random: (key, stream, like) => {
    if (key.size !== 4) throw new RangeError(`random: expected a key of 4 limbs, got shape ${show(key.shape)}`);
    const data = allocate(sizeOf(like.shape));
    uniforms(keyFromLimbs(key.data), data.length, data, stream);
    return new Tensor(like.shape, data);
  },
  reshape: (x, shape) => x.reshape(...shape),
  transpose: (x) => wrap(transpose(x)),
};
