import type { Activation, Operand, ScalarOps } from '@nonlin/core';
import { clamp, FARTHEST } from './clamp.ts';
import { aboveZero, either, settings } from './settings.ts';

/** Snake: `x + sin²(ω·x) / ω`, ω the frequency; default 1. Ziyin et al. 2020, arXiv:2006.08195. */
export function snake(options: { readonly frequency?: number } = {}): Activation {
  const { frequency, suffix } = settings('snake', options, { frequency: aboveZero(1) });
  return {
    name: `snake${suffix}`,
    formula: (x, ops) => wave(x, frequency <= 1 ? x : clamp(x, -FARTHEST, FARTHEST, ops), frequency, ops),
    package: '@nonlin/gallery@0.0.0',
  };
}

/** Snake whose frequency is learnt: one for the layer, or with `perUnit` one for each unit. Ziyin et al. 2020, arXiv:2006.08195. */
export function learntSnake(options: { readonly frequency?: number; readonly perUnit?: boolean } = {}): Activation<'frequency'> {
  const { frequency, perUnit, suffix } = settings('learntSnake', options, { frequency: aboveZero(1), perUnit: either(false) });
  return {
    name: `learnt_snake${suffix}`,
    formula: (x, ops, { frequency }) => wave(x, clamp(x, -FARTHEST, FARTHEST, ops), frequency, ops),
    parameters: { frequency },
    perUnit,
    package: '@nonlin/gallery@0.0.0',
  };
}

function wave<S>(x: S, near: S, frequency: Operand<S>, ops: ScalarOps<S>): S {
  const y = ops.sin(ops.mul(frequency, near));
  return ops.add(x, ops.div(ops.mul(y, y), frequency));
}
