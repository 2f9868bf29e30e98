import { beforeAll, describe, expect, it } from 'vitest';
import { usual, wayOut } from '../src/activations.ts';
import { compareEverywhere, race, results } from '../src/experiment/experiment.ts';
import type { Standing } from '../src/experiment/experiment.ts';
import { trained } from '../src/experiment/race.ts';
import { readFormula } from '../src/read-formula.ts';
import {
  announceRace,
  reportByHand,
  reportEverywhere,
  reportPictures,
  reportRace,
  reportTable,
  reportWayOut,
  title,
} from '../src/view/report.ts';
import type { Page } from '../src/view/report.ts';
import type { Drawn } from '../src/view/surface.ts';

// All sections of the demo, as printed on terminals of other widths.
const formula = 'x * tanh(softplus(x)) + 0.001';
const activations = [...usual, readFormula(formula)];
const learning = { epochs: 10, optimizer: 'adam', rate: 0.05, loss: 'binary-cross-entropy', backend: 'wasm' };
const experiment = { wanted: ['all', { formula }], from: '.', activations, hidden: [2, 16], seed: 0, seeds: 2, learning };

/** The same runs fifty times: counts of three digits. */
const manifold = (standings: readonly Standing[]): Standing[] =>
  standings.map((standing) => ({ ...standing, runs: Array.from({ length: 50 }, () => standing.runs).flat() }));

let compared: Awaited<ReturnType<typeof compareEverywhere>>;
let standings: readonly Standing[];
let later: readonly Standing[];
let drawn: readonly Drawn[];
beforeAll(async () => {
  compared = await compareEverywhere(experiment);
  standings = manifold(await race(experiment));
  later = manifold(await race({ ...experiment, wanted: [wayOut.name], activations: [wayOut] }));
  drawn = await Promise.all(
    activations.map(async (activation) => ({ name: activation.name, model: (await trained(activation, 2, false, 0, learning)).model })),
  );
});

function printed(width: number): string {
  let text = '';
  const page: Page = { write: (more) => (text += more), width, paint: (_, text) => text };
  title(page);
  reportByHand(page);
  reportEverywhere(page, compared, learning);
  announceRace(page, 100, learning);
  reportRace(page, standings, 100);
  reportTable(page, results(standings));
  reportPictures(page, activations, drawn, { hidden: 2, seed: 0, loss: learning.loss });
  reportWayOut(page, later, 100);
  return text;
}

describe.each([40, 48, 60, 72, 79, 80, 100])('%i columns', (width) => {
  it('hold every line', () =>
    expect(
      printed(width)
        .split('\n')
        .filter((line) => line.length > width),
    ).toEqual([]));

  it('show every section, activation and number', () => {
    const text = printed(width);
    expect(text.match(/^\d {2}/gm)).toEqual(['1  ', '2  ', '3  ', '4  ', '5  ', '6  ']);
    for (const { name } of usual) expect(text.match(new RegExp(`^ +(?:.* )?${name}\\b`, 'gm'))!.length).toBeGreaterThanOrEqual(4);
    for (const head of ['right', 'frozen', 'epochs', 'gradient', 'slope', 'moved']) expect(text).toMatch(new RegExp(` ${head}( |$)`, 'm'));
    const [line] = text.match(/^ {2}sigmoid_.*█.*$|^ {2}sigmoid_.*▒.*$|^ {2}sigmoid_.*·.*$/gm)!;
    if (width >= 80) expect(line).toContain(`  ${wayOut.name} `);
  });
});
