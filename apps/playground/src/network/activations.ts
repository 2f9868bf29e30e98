import type { AnyActivation } from '@nonlin/core';
import { parseFormula } from '@nonlin/formula';
import { gelu } from '@nonlin/gelu';
import { relu } from '@nonlin/relu';
import { sigmoid } from '@nonlin/sigmoid';
import { silu } from '@nonlin/silu';
import { step } from '@nonlin/step';
import { OWN } from '../state/settings.ts';
import type { LaneName } from '../state/settings.ts';

const known: { readonly [name in Exclude<LaneName, typeof OWN>]: AnyActivation } = { step, sigmoid, relu, silu, gelu };

/** The activation of a lane. Throws a `FormulaError` for a formula that is none. */
export const activationOf = (lane: LaneName, formula: string): AnyActivation =>
  lane === OWN ? parseFormula(formula, { name: OWN }) : known[lane];
