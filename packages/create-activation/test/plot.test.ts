import { numbers } from '@nonlin/core';
import { parseFormula } from '@nonlin/formula';
import { expect, test } from 'vitest';
import { factsOf, plot, viewOf } from '../src/index.ts';

const shown = (formula: string) => {
  const activation = parseFormula(formula, { name: 'mine' });
  const view = viewOf(activation, factsOf(activation));
  return { activation, view, picture: plot(activation, view) };
};

test.each([
  ['x * tanh(softplus(x))', [-6, 6], ['largest slope', '1.0885 at x = 1.4906']],
  ['max(x, 0)', [-3, 3], ['largest slope 1,', 'at every x > 0']],
  ['clamp(x, 0, 6)', [-8, 8], ['largest slope 1,', 'at every x from 0 to 6']],
  ['softplus(x)', [-4, 4], ['largest slope 1,', 'approached towards ∞']],
  ['sin(x)', [-6, 6], ['largest slope', '1 at x = 0']],
  ['exp(x)', [-6, 6], ['largest slope ∞,', 'it grows without end']],
  ['x^2', [-6, 6], ['largest slope ∞,', 'it grows without end']],
  ['step(x - 12)', [-15, 15], ['largest slope 0,', 'everywhere']],
  ['sigmoid(20*x)', [-3, 3], ['largest slope', '5 at x = 0']],
  ['1e-3 * tanh(x)', [-3, 3], ['largest slope', '0.001 at x = 0']],
  ['1e6 * x', [-3, 3], ['largest slope 1e6,', 'everywhere']],
])('%s is shown over %j, in less than 8 kB', (formula, x, lines) => {
  const { view, picture } = shown(formula);
  expect([view.x, view.largest.lines]).toEqual([x, lines]);
  expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  expect(picture.length).toBeLessThan(8000);
  expect(view.y[0]).toBeLessThanOrEqual(0);
  expect(view.y[1]).toBeGreaterThan(view.y[0]);
  for (const ticks of [view.xTicks, view.yTicks])
    expect([ticks.length >= 3, ticks.length <= 9, ticks.includes(0)]).toEqual([true, true, true]);
});

test.each(['x * tanh(softplus(x))', 'max(x, 0)', 'where(x > 0, x, 0.25 * x)', 'exp(x)', 'clamp(x, 0, 6)', '2 * x'])(
  'the words on the plot of %s are on no curve and not on each other',
  (formula) => {
    const { activation, view } = shown(formula);
    const scale = (at: number, [from, to]: readonly [number, number], length: number): number => ((at - from) / (to - from)) * length;
    // Some seven pixels for a character, eleven above the line of writing and fifteen for each further line.
    const boxes = [view.value, view.slope, { ...view.largest, text: view.largest.lines.toSorted((a, b) => b.length - a.length)[0]! }].map(
      ({ text, at }, i) => {
        const [left, bottom] = [scale(at[0], view.x, 426), 258 - scale(at[1], view.y, 258)];
        return { left, right: left + 6.5 * text.length, top: bottom - 10, bottom: bottom + (i === 2 ? 15 : 2) };
      },
    );
    for (const [i, box] of boxes.entries()) {
      expect([box.left >= 0, box.right <= 430, box.top >= 0, box.bottom <= 258]).toEqual([true, true, true, true]);
      for (const other of boxes.slice(i + 1))
        expect(box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom).toBe(false);
      for (let pixel = 0; pixel <= 426; pixel++) {
        if (pixel < box.left || pixel > box.right) continue;
        const x = view.x[0] + (pixel / 426) * (view.x[1] - view.x[0]);
        const y = activation.formula(x, numbers);
        const height = 258 - scale(y, view.y, 258);
        expect(height > box.top && height < box.bottom, `${box.left} at x = ${x}`).toBe(false);
      }
    }
  },
);
