import { tensor } from '@nonlin/core';
import type { Sequential } from '@nonlin/core';
import { answers, centred, rightRows } from '../experiment/xor.ts';
import { beside, fit } from './text.ts';
import type { Paint } from './text.ts';

/** The part of the plane that is drawn, along both axes. */
const [LOW, HIGH] = [-2, 2];

/** Where outputs are read as yes or no. */
interface Rule {
  readonly middle: number;
  readonly margin: number;
}

/** A network to draw, with its name. */
export interface Drawn {
  readonly name: string;
  readonly model: Sequential;
}

/** The network's answer at the middle of each cell of a grid, top row first: 0 is a clear no, 1 a clear yes, `UNDECIDED` neither. */
export function answersOver({ model }: Drawn, rule: Rule, columns: number, rows: number): number[][] {
  const at = (i: number, count: number): number => LOW + ((HIGH - LOW) * (i + 0.5)) / count;
  const points = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => [at(column, columns), at(rows - 1 - row, rows)]),
  );
  const outputs = model.predict(tensor(points.flat()));
  return points.map((line, row) => line.map((_, column) => clarity(outputs.at(row * columns + column, 0), rule)));
}

/** So near the middle, an output says nothing: rounding alone may be what it leans by. */
const NEAR = 1e-3;

/** 0 to 1 for an output: ½ near the middle, and for what is not a number; ¼ and ¾ where the margin begins. */
const clarity = (output: number, { middle, margin }: Rule): number =>
  Number.isNaN(output) || Math.abs(output - middle) < NEAR ? UNDECIDED : 1 / (1 + Math.exp((-(output - middle) / margin) * Math.log(3)));

/** Where a corner of the square lies on a grid, 0 at its left or lower end, 1 at the other. */
export const placeOf = (x: number): number => (x - LOW) / (HIGH - LOW);

/** The answer that is neither yes nor no. */
export const UNDECIDED = 0.5;

const SHADES = [' ', '░', '▒', '▓', '█'];

/** What each network answers over the plane, the darker the more it says yes, with the four corners marked. */
export function surfaces(drawn: readonly Drawn[], rule: Rule, width: number, paint: Paint): string[] {
  const [columns, rows, gap] = [11, 5, 2]; // odd, so that the corners lie in the middle of a cell, evenly
  const perLine = Math.max(1, Math.floor((width - 2 + gap) / (columns + gap)));
  const blocks = drawn.map((one) => {
    const grid = answersOver(one, rule, columns, rows).map((line) =>
      line.map((yes) => paint('blue', SHADES[Math.min(4, Math.floor(yes * 5))]!)),
    );
    const right = rightRows(one.model.predict(centred), rule);
    for (const [row, answer] of answers.entries()) {
      const [x, y] = [Math.floor(placeOf(centred.at(row, 0)) * columns), Math.floor((1 - placeOf(centred.at(row, 1))) * rows)];
      grid[y]![x] = right[row] ? paint(['bold', 'green'], answer === 1 ? '●' : '○') : paint(['bold', 'red'], '✗');
    }
    const count = right.filter(Boolean).length;
    return [
      paint('bold', fit(one.name, columns)),
      ...grid.map((line) => line.join('')),
      paint(count === 4 ? 'green' : 'red', fit(`${count} of 4`, columns)),
    ];
  });
  const lines: string[] = [];
  for (let from = 0; from < blocks.length; from += perLine)
    lines.push(...(from > 0 ? [''] : []), ...beside(blocks.slice(from, from + perLine), ' '.repeat(gap)).map((line) => `  ${line}`));
  return lines;
}
