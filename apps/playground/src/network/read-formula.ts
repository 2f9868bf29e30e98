import { dense } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { FormulaError, parseFormula } from '@nonlin/formula';
import { OWN } from '../state/settings.ts';

/** What became of a typed text. */
export type Reading =
  | { readonly kind: 'good'; readonly activation: AnyActivation }
  /** No formula: what is wrong and where, in UTF-16 units. */
  | { readonly kind: 'faulty'; readonly message: string; readonly position: number; readonly length: number }
  /** A formula that no layer takes. */
  | { readonly kind: 'unusable'; readonly message: string };

/** Reads a typed text as an activation of the name `own`. */
export function readFormula(text: string): Reading {
  try {
    const activation = parseFormula(text, { name: OWN });
    dense(1, 1, activation);
    return { kind: 'good', activation };
  } catch (error) {
    if (error instanceof FormulaError) return { kind: 'faulty', message: error.message, position: error.position, length: error.length };
    return { kind: 'unusable', message: error instanceof Error ? error.message : String(error) };
  }
}
