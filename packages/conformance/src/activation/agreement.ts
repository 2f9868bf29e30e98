import { activate, numbers, reference as backend, tensor } from '@nonlin/core';
import { text } from '../finding.ts';
import type { Failure } from '../finding.ts';
import { float32, same, unitInLastPlace } from '../float32.ts';
import { FEW_ROUNDINGS } from './facts.ts';
import type { Interpreter, Tolerance } from './facts.ts';
import { dualOver, isFiniteFloat32 } from './subject.ts';
import type { Subject } from './subject.ts';

const bound = ({ ulp, absolute = 0 }: Tolerance, exact: number): number => ulp * unitInLastPlace(exact) + absolute;

/** The interpreters that come with core: their numbers are those of plain numbers, rounded once. */
function builtIn({ parameters, options }: Subject): readonly Interpreter[] {
  const exact: Tolerance = { ulp: 1 };
  return [
    {
      name: 'duals over plain numbers',
      tolerance: exact,
      read: (activation, inputs) => ({ value: Array.from(inputs, (x) => dualOver(activation, numbers, parameters, x).value) }),
    },
    {
      name: 'whole columns',
      tolerance: exact,
      // Each input in a column of its own equals: an element that minds its neighbours is another check's to find.
      read: (activation, inputs) => {
        const read = Array.from(inputs, (x) =>
          backend.map({ x: tensor([x, x, x]) }, (given, math) => {
            const constants = Object.fromEntries(Object.entries(parameters).map(([name, initial]) => [name, math.constant(initial)]));
            const { output, slope } = activate(activation, given.x, constants, math);
            return { output, slope, value: activation.formula(given.x, math, constants) };
          }),
        );
        for (const { output, value } of read)
          if (!same(output.data[1]!, value.data[1]!)) return { value: read.map(({ output }) => output.data[1]!) };
        return { value: read.map(({ value }) => value.data[1]!), slope: read.map(({ slope }) => slope.data[1]!) };
      },
    },
    {
      name: 'operations rounded to float32',
      tolerance: options.rounded ?? FEW_ROUNDINGS,
      read: (activation, inputs) => {
        const read = Array.from(inputs, (x) => dualOver(activation, float32, parameters, x));
        return { value: read.map(({ value }) => value), slope: read.map(({ slope }) => slope) };
      },
    },
  ];
}

/**
 * How far value and slope are from themselves where x is off by a unit of 2⁻²⁴: |x · f′(x)| and |x · f″(x)|, and where f waves
 * |x| times the largest of either, for far out that may be many waves.
 */
function conditionOf({ facts, near, slope, curvature }: Subject): (x: number) => { readonly value: number; readonly slope: number } {
  const finite = (y: number): number => (Number.isFinite(y) ? Math.abs(y) : 0);
  const waving = facts.waves || facts.limits.some(Number.isNaN);
  const largest = (f: (x: number) => number): number => near.reduce((most, x) => Math.max(most, finite(f(x))), 0);
  const [steepest, bend] = waving ? [largest(slope), largest(curvature)] : [0, 0];
  return (x) => ({
    value: Math.abs(x) * Math.max(steepest, finite(slope(x))) * 2 ** -24,
    slope: Math.abs(x) * Math.max(bend, finite(curvature(x))) * 2 ** -24,
  });
}

/** Every interpreter gives the value and slope that plain numbers give, within its tolerance; where one is not finite, other checks tell. */
export function* agreement(subject: Subject): Iterable<Failure> {
  const { activation, parameters, options, facts } = subject;
  // A few roundings move a kink or jump by as many float32: which side its neighbours are on is then a matter of precision.
  const moved = (x: number): boolean =>
    [...facts.kinks, ...facts.jumps].some((place) => x !== place && Math.abs(x - place) <= FEW_ROUNDINGS.ulp * unitInLastPlace(place));
  const inputs = Float32Array.from(subject.inputs).filter((x) => !moved(x));
  const exact = Array.from(inputs, (x) => dualOver(activation, numbers, parameters, x));
  const values = Array.from(inputs, (x) => subject.value(x));
  const condition = conditionOf(subject);
  for (const { name, read, tolerance = FEW_ROUNDINGS } of [...builtIn(subject), ...(options.interpreters ?? [])]) {
    const got = read(activation, inputs);
    for (const [i, x] of inputs.entries()) {
      for (const [part, its, expected] of [
        ['value', got.value[i], values[i]!],
        ['slope', got.slope?.[i], exact[i]!.slope],
      ] as const) {
        if (its === undefined || !Number.isFinite(its) || !isFiniteFloat32(expected)) continue;
        let allowed = bound(tolerance, expected);
        if (Math.abs(its - expected) <= allowed) continue;
        allowed += tolerance.ulp * condition(x)[part];
        if (!(Math.abs(its - expected) <= allowed))
          yield {
            input: `x = ${text(x)}, read as ${name}`,
            got: `the ${part} ${its}`,
            expected: `${expected} ± ${allowed.toExponential(1)}`,
          };
      }
    }
  }
}

/** The reference backend meets each row within 2 ULP, the slope also within the absolute bound for its zeros. */
export function* reference({ activation, parameters, options }: Subject): Iterable<Failure> {
  const rows = options.reference ?? [];
  const nearZero = options.nearZeroOfSlope ?? 1e-15;
  for (const [x, value, slope] of rows) {
    const got = backend.map({ x: tensor([x, x]) }, (given, math) => {
      const constants = Object.fromEntries(Object.entries(parameters).map(([name, initial]) => [name, math.constant(initial)]));
      const { output, slope } = activate(activation, given.x, constants, math);
      return { output, slope };
    });
    for (const [part, its, expected, absolute] of [
      ['value', got.output.data[0]!, value, 0],
      ['slope', got.slope.data[0]!, slope, nearZero],
    ] as const) {
      if (its === expected || (Number.isNaN(its) && Number.isNaN(expected))) continue;
      const allowed = Math.max(2 * unitInLastPlace(expected), absolute);
      if (!(Math.abs(its - expected) <= allowed))
        yield { input: `x = ${text(x)}`, got: `the ${part} ${its}`, expected: `${expected} ± ${allowed.toExponential(1)}` };
    }
  }
}
