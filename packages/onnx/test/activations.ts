import type { AnyActivation } from '@nonlin/core';
import { parseFormula } from '@nonlin/formula';
import * as gallery from '@nonlin/gallery';
import { gelu, geluTanh } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';

/** Every activation of every package, some with other options than the defaults, and formulas of one's own. */
export const activations: readonly AnyActivation[] = [
  step,
  sigmoid,
  relu,
  silu,
  gelu,
  geluTanh,
  ...Object.values(gallery).map((made) => (typeof made === 'function' ? made() : made)),
  gallery.prelu({ perUnit: true, alpha: 0.1 }),
  gallery.swish({ perUnit: true, beta: 1.5 }),
  gallery.leakyRelu({ slope: 0.3 }),
  gallery.elu({ alpha: 0.5 }),
  gallery.celu({ alpha: 2 }),
  gallery.hardSigmoid({ slope: 0.2 }),
  gallery.hardTanh({ low: -2, high: 0.5 }),
  gallery.threshold({ threshold: 0.25, value: -1 }),
  gallery.softShrink({ threshold: 0.75 }),
  gallery.softplus({ beta: 3 }),
  { name: 'a number as a condition', formula: (x, ops) => ops.where(ops.max(x, 0), ops.tanh(x), ops.mul(-0.5, ops.less(x, -1))) },
  parseFormula('x * cos(x) / (1 + x^2)'),
  parseFormula('a * tanh(b * x) + erf(x)', { parameters: { a: 0.7, b: 1.3 } }),
];
