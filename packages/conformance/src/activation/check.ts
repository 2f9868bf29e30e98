import type { AnyActivation } from '@nonlin/core';
import { collect } from '../finding.ts';
import type { Failure, Finding } from '../finding.ts';
import { agreement, reference } from './agreement.ts';
import { largestSlope, monotonic, range, slopeAtZero } from './curve.ts';
import type { ActivationOptions } from './facts.ts';
import { finite, finiteInFloat32, limits, notANumber, overflow } from './finite.ts';
import { declaration, elementByElement, gain } from './form.ts';
import { curvature, jumps, kinks, parameters, slope } from './slope.ts';
import { subjectOf } from './subject.ts';
import type { Subject } from './subject.ts';

export interface ActivationCheck {
  readonly name: string;
  /** What holds when it passes, with its tolerance. */
  readonly promise: string;
  readonly run: (subject: Subject) => Iterable<Failure>;
  /** Why there is nothing to check, where that is so. */
  readonly skip?: (activation: AnyActivation, options: ActivationOptions) => string | false;
}

/** All checks, in the order in which a fault is best understood. */
export const activationChecks: readonly ActivationCheck[] = [
  { name: 'declaration', promise: 'name, formula, parameters and facts are well formed', run: declaration },
  { name: 'element by element', promise: 'shape stays, each result depends on its element alone, to the bit', run: elementByElement },
  { name: 'finite', promise: 'value and slope are finite for all float32 inputs that do not overflow', run: finite },
  { name: 'finite in float32', promise: 'so they are with every operation rounded to float32', run: finiteInFloat32 },
  { name: 'NaN', promise: 'NaN stays NaN in the value', run: notANumber },
  { name: 'limits', promise: 'far out, values approach the declared limits within 1e-6', run: limits },
  {
    name: 'overflow',
    promise: 'float32 overflows where declared, within 0.1 %',
    run: overflow,
    skip: (_, { facts }) => facts.overflowsAt === undefined && 'no overflow is declared',
  },
  {
    name: 'slope',
    promise: 'duals agree with finite differences in double precision, relative 1e-6',
    run: slope,
    skip: (_, { facts }) => facts.statesOwnSlope === true && "the slope is stated by the author, not the function's own",
  },
  {
    name: 'curvature',
    promise: 'duals of duals agree with finite differences of the slope, relative 1e-6 and absolute 1e-9, without a jump above 1e-4',
    run: curvature,
    skip: (_, { facts }) => !facts.smooth && 'it is not declared smooth',
  },
  { name: 'kinks', promise: 'the slope jumps (above 1e-5) at the declared kinks only, and lies between its sides there', run: kinks },
  { name: 'jumps', promise: 'the value jumps (above 1e-6) at the declared jumps only', run: jumps },
  { name: 'range', promise: 'values keep to the declared range and reach its ends within 1e-6', run: range },
  { name: 'largest slope', promise: 'it is as large as declared, and where, within 1e-6', run: largestSlope },
  { name: 'slope at zero', promise: 'it is the declared one within 1e-6', run: slopeAtZero },
  { name: 'monotonic', promise: 'it is or is not, as declared', run: monotonic },
  { name: 'agreement', promise: 'every interpreter gives what plain numbers give, within its tolerance', run: agreement },
  {
    name: 'parameters',
    promise: 'values depend on each, and its slope agrees with finite differences, relative 1e-6',
    run: parameters,
    skip: (activation) => Object.keys(activation.parameters ?? {}).length === 0 && 'it learns no parameter',
  },
  { name: 'gain', promise: 'the layer that follows can scale its weights', run: gain },
  {
    name: 'reference',
    promise: 'values and slopes are the given ones within 2 ULP of float32',
    run: reference,
    skip: (_, { reference = [] }) => reference.length === 0 && 'no reference values are given',
  },
];

/**
 * Everything an activation does otherwise than its facts and the contract say: an empty list when it conforms.
 * Needs no test runner. When the declaration itself fails, nothing else is tried.
 */
export function checkActivation(activation: AnyActivation, options: ActivationOptions): readonly Finding[] {
  const name = options.title ?? activation.name;
  const findings: Finding[] = [];
  const subject = subjectOf(activation, options);
  for (const check of activationChecks) {
    if (check.skip?.(activation, options)) continue;
    findings.push(...collect(name, check.name, () => check.run(subject)));
    if (check.name === 'declaration' && findings.length > 0) break;
  }
  return findings;
}
