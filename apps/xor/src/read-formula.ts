import type { AnyActivation } from '@nonlin/core';
import { FormulaError, parseFormula } from '@nonlin/formula';
import { UsageError } from './usage-error.ts';

/** `name: formula`. No formula begins so: the colon of `a ? b : c` comes after its question mark. */
const NAMED = /^\s*([\p{L}_][\p{L}\p{N}_-]*)\s*:/u;

/**
 * The activation that a text on the command line states: `x * tanh(softplus(x))`, named like its text, or `mish: x * …`, named mish.
 * Throws a `UsageError` that shows the character at fault.
 */
export function readFormula(text: string): AnyActivation {
  const [start = '', name] = NAMED.exec(text) ?? [];
  const formula = text.slice(start.length).trim();
  if (formula === '') throw new UsageError(`--formula ${JSON.stringify(text)}: expected a formula, as "x * tanh(softplus(x))"`);
  try {
    return withFreeNames(parseFormula(formula, { name: name ?? formula.replaceAll(/\s+/g, ' ') }));
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw new UsageError(`--${error.message}\n  ${error.excerpt.replaceAll('\n', '\n  ')}`);
  }
}

/** What a dense layer calls its own values: a parameter of such a name would take its place. */
const TAKEN = ['weight', 'bias', 'product'];

function withFreeNames(activation: AnyActivation): AnyActivation {
  const taken = Object.keys(activation.parameters ?? {}).find((name) => TAKEN.includes(name));
  if (taken === undefined) return activation;
  throw new UsageError(`--formula: ${taken} is what a layer calls a value of its own; rename the parameter, as ${taken}2`);
}
