import { expectBetween } from '../errors.ts';
import { mapNamed } from '../layers/layer.ts';
import type { Named } from '../layers/layer.ts';
import type { TensorOps } from '../tensor/ops.ts';

/** A change to all gradients of a step before the optimizer sees them. Several are applied in order: `clip: [a, b]`. */
export type Clipping = <T>(ops: TensorOps<T>, gradients: Named<T>) => Named<T>;

/** Each element of each gradient kept within [−limit, limit]. */
export function clipValue(limit: number): Clipping {
  expectBetween('clipValue: limit', limit, 0, Infinity, 'open');
  return (ops, gradients) =>
    mapNamed(
      gradients,
      (gradient) =>
        ops.map({ gradient }, (x, math) => ({ clipped: math.neg(math.max(math.neg(math.max(x.gradient, -limit)), -limit)) })).clipped,
    );
}

/**
 * All gradients shortened by one factor, `limit / ‖g‖`, where the norm of all of them together is above `limit`.
 * Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063.
 */
export function clipNorm(limit: number): Clipping {
  expectBetween('clipNorm: limit', limit, 0, Infinity, 'open');
  return (ops, gradients) => {
    const norm = normOf(ops, Object.values(gradients));
    return mapNamed(
      gradients,
      (gradient) =>
        ops.map({ gradient, norm }, (x, math) => ({ clipped: math.mul(x.gradient, math.div(limit, math.max(x.norm, limit))) })).clipped,
    );
  };
}

/**
 * `√Σ g²` over all elements of all tensors, a scalar; 0 of none. As `m · √Σ (g/m)²`, m the largest |g|: between
 * operations numbers are float32, whose squares overflow from 2e19 on and vanish below 3e-23.
 */
export function normOf<T>(ops: TensorOps<T>, tensors: readonly T[]): T {
  let largest = ops.constant(0);
  for (const tensor of tensors) {
    const { size } = ops.map({ tensor }, (x, math) => ({ size: math.abs(x.tensor) }));
    largest = ops.map({ largest, part: ops.max(size) }, (x, math) => ({ largest: math.max(x.largest, x.part) })).largest;
  }
  let total = ops.constant(0);
  for (const tensor of tensors) {
    const { square } = ops.map({ tensor, largest }, (x, math) => {
      const share = math.where(math.equal(x.largest, 0), 0, math.div(x.tensor, x.largest));
      return { square: math.mul(share, share) };
    });
    total = ops.map({ total, part: ops.sum(square) }, (x, math) => ({ sum: math.add(x.total, x.part) })).sum;
  }
  return ops.map({ largest, total }, (x, math) => ({ norm: math.mul(x.largest, math.sqrt(x.total)) })).norm;
}
