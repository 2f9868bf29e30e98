import { readFileSync } from 'node:fs';
import { Tensor } from '@nonlin/core';
import type { Labelled } from './moons.ts';

/** Values of a digit, and the largest of them. */
const [VALUES, MOST] = [64, 16];

/** 1797 handwritten digits of 8 × 8, values from 0 to 1; source and licence stand beside the file. */
export function digits(): Labelled {
  const lines = readFileSync(new URL('../../../data/digits.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const input = new Float32Array(lines.length * VALUES);
  const target = new Float32Array(lines.length);
  for (const [row, line] of lines.entries()) {
    for (let i = 0; i < VALUES; i++) input[row * VALUES + i] = (line.charCodeAt(i) - 'a'.charCodeAt(0)) / MOST;
    target[row] = Number(line[VALUES]);
  }
  return { input: new Tensor([lines.length, VALUES], input), target: new Tensor([lines.length, 1], target) };
}
