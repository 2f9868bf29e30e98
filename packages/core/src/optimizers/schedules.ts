import { expectBetween, expectOptions, expectWhole } from '../errors.ts';
import { cos, exp, log } from '../scalar/elementary.ts';

/** A learning rate as a function of the step, counted from 1. Any function will do; these are the usual ones. */
export type Schedule = (step: number) => number;

/** `rate · factor^⌊(step − 1) / every⌋`: falls by `factor` after every `every` steps. */
export function stepDecay(options: { readonly rate: number; readonly factor: number; readonly every: number }): Schedule {
  expectOptions('stepDecay', options, ['rate', 'factor', 'every']);
  const { rate, factor, every } = options;
  expectBetween('stepDecay: rate', rate, 0, Infinity);
  expectBetween('stepDecay: factor', factor, 0, Infinity, 'open');
  expectWhole('stepDecay: every', every, 1);
  return (step) => rate * exp(log(factor) * Math.floor((step - 1) / every));
}

/**
 * Half a cosine from `rate` at step 1 down to `end` at step `steps`, and `end` from there on.
 * Loshchilov & Hutter 2017, arXiv:1608.03983.
 */
export function cosineDecay(options: { readonly rate: number; readonly end?: number; readonly steps: number }): Schedule {
  expectOptions('cosineDecay', options, ['rate', 'end', 'steps']);
  const { rate, end = 0, steps } = options;
  expectBetween('cosineDecay: rate', rate, 0, Infinity);
  expectBetween('cosineDecay: end', end, 0, Infinity);
  expectWhole('cosineDecay: steps', steps, 2);
  return (step) => end + ((rate - end) * (1 + cos((Math.PI * Math.min(step - 1, steps - 1)) / (steps - 1)))) / 2;
}

/** Rises in equal steps to what `then` starts with, reached after `steps` steps; `then` counts from there. */
export function warmup(steps: number, then: number | Schedule): Schedule {
  expectWhole('warmup: steps', steps, 1);
  const after = typeof then === 'number' ? (): number => then : then;
  return (step) => (step <= steps ? (after(1) * step) / steps : after(step - steps));
}
