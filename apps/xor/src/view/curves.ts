import { activate, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';
import { Canvas } from './canvas.ts';
import { beside, fit } from './text.ts';
import type { Paint } from './text.ts';

/** The part of the x axis that is drawn. */
export const DOMAIN: readonly [number, number] = [-3, 3];

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** f(x) and f′(x), read from the formula. */
export function pointOf(activation: AnyActivation, x: number): { value: number; slope: number } {
  const { output, slope } = activate<number>(activation, x, activation.parameters ?? {}, numbers);
  return { value: output, slope };
}

/** One range of heights for all, so that the curves can be compared; what lies far outside the usual is cut. */
export function rangesOf(activations: readonly AnyActivation[]): { value: Range; slope: Range } {
  const range = (of: 'value' | 'slope', low: number, high: number): Range => {
    const seen = activations.flatMap((activation) => sample(61).map((x) => pointOf(activation, x)[of])).filter(Number.isFinite);
    return { low: Math.max(-2, Math.min(low, ...seen)), high: Math.min(2, Math.max(high, ...seen)) };
  };
  return { value: range('value', -0.5, 1.5), slope: range('slope', -0.2, 1.2) };
}

/** `count` points evenly over the domain, ends included. */
export const sample = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => DOMAIN[0] + ((DOMAIN[1] - DOMAIN[0]) * i) / (count - 1));

/** A place where a function jumps: what it comes to from both sides, and what it is there. */
export interface Jump {
  readonly at: number;
  readonly left: number;
  readonly right: number;
  readonly value: number;
}

/** What is a jump on the pictures' scale; less is a steep slope. */
const JUMP = 0.2;

/** The jump of `f` between two points whose values differ, found by halving; none where `f` goes from one to the other steadily. */
export function jumpBetween(f: (x: number) => number, from: number, to: number): Jump | undefined {
  let [low, high] = [from, to];
  for (let i = 0; i < 80; i++) {
    const [middle, left, right] = [(low + high) / 2, f(low), f(high)];
    if (!(Math.abs(right - left) >= JUMP)) return undefined;
    if (Math.abs(f(middle) - left) < Math.abs(f(middle) - right)) low = middle;
    else high = middle;
  }
  const at = Number(high.toFixed(12)) + 0; // the number that was meant: halving ends beside it
  return { at, left: f(low), right: f(high), value: f(at) };
}

/** A curve over its dotted zero line. Drawn through many more points than dots: where a gap stays, the function jumps. */
function curve(f: (x: number) => number, { low, high }: Range, columns: number, rows: number): string[] {
  const canvas = new Canvas(columns, rows);
  const [width, height] = [columns * 2 - 1, rows * 4 - 1];
  const y = (value: number): number => Math.round(((high - value) / (high - low)) * height);
  for (let x = 0; x <= width; x += 4) canvas.dot(x, y(0));
  for (const x of sample(2000)) canvas.dot(Math.round(((x - DOMAIN[0]) / (DOMAIN[1] - DOMAIN[0])) * width), y(f(x)));
  return canvas.lines();
}

/** Each activation's curve, and its slope below it; as many beside one another as fit. */
export function curves(activations: readonly AnyActivation[], width: number, paint: Paint): string[] {
  const [columns, rows, gap] = [10, 4, '  '];
  const ranges = rangesOf(activations);
  const perLine = Math.max(1, Math.floor((width - '  value'.length) / (columns + gap.length)));
  const lines: string[] = [];
  for (let from = 0; from < activations.length; from += perLine) {
    const shown = activations.slice(from, from + perLine);
    const drawing = (of: 'value' | 'slope', colour: 'cyan' | 'magenta'): string[] => {
      const label = Array.from({ length: rows }, (_, row) => (row === 0 ? of : ' '.repeat(of.length)));
      const drawn = shown.map((activation) =>
        curve((x) => pointOf(activation, x)[of], ranges[of], columns, rows).map((line) => paint(colour, line)),
      );
      return beside([label, ...drawn], gap).map((line) => `  ${line}`);
    };
    if (from > 0) lines.push('');
    lines.push(['       ', ...shown.map(({ name }) => paint('bold', fit(name, columns)))].join(gap));
    lines.push(...drawing('value', 'cyan'), ...drawing('slope', 'magenta'));
  }
  return lines;
}
