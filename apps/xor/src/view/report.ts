import type { AnyActivation } from '@nonlin/core';
import { byHand } from '../activations.ts';
import { setByHand } from '../experiment/by-hand.ts';
import { HIDDEN, RULE } from '../experiment/everywhere.ts';
import type { compareEverywhere, Standing } from '../experiment/experiment.ts';
import { aims } from '../experiment/learning.ts';
import type { Learning } from '../experiment/learning.ts';
import { LOOK } from '../experiment/race.ts';
import type { RaceResult } from '../experiment/summary.ts';
import { answers, questions } from '../experiment/xor.ts';
import { countsOf, legend, raceBars } from './bars.ts';
import { curves, pointOf } from './curves.ts';
import { surfaces } from './surface.ts';
import type { Drawn } from './surface.ts';
import { raceTable } from './table.ts';
import { fit, listed, NAME_WIDTH, short, wrap } from './text.ts';
import type { Paint } from './text.ts';

/** Where sections are written, and how. */
export interface Page {
  readonly write: (text: string) => void;
  readonly width: number;
  readonly paint: Paint;
}

const heading = ({ write, width, paint }: Page, number: number, title: string): void =>
  write(`\n${paint('bold', `${number}  ${wrap(title, width, '   ').trimStart()}`)}\n\n`);
const paragraph = ({ write, width }: Page, text: string): void => write(`${wrap(text, width)}\n`);
const print = ({ write }: Page, lines: readonly string[]): void => write(`${lines.join('\n')}\n`);

export function title(page: Page): void {
  page.write(`\n${page.paint('bold', 'XOR: one or the other, not both')}\n`);
  paragraph(
    page,
    'The smallest question that no straight line answers. A hidden layer can bend the line, if its activation lets it learn how.',
  );
}

/** 1. A network of steps can say it. */
export function reportByHand(page: Page): void {
  const { model, hidden } = setByHand(byHand);
  const [inside, outputs] = [hidden.predict(questions), model.predict(questions)];
  heading(page, 1, 'It can say it');
  paragraph(page, `Two hidden units and an output, each a ${byHand.name}, weights set by hand:`);
  page.write('\n');
  const formulas = ['or  = step(a + b − 0.5)', 'and = step(a + b − 1.5)', 'out = step(or − and − 0.5)'];
  const table = ['a b   or and   out'];
  let right = 0;
  for (const [row, answer] of answers.entries()) {
    const ok = outputs.at(row, 0) === answer;
    if (ok) right++;
    const [a, b] = [questions.at(row, 0), questions.at(row, 1)];
    table.push(
      `${a} ${b}    ${inside.at(row, 0)}   ${inside.at(row, 1)}     ${outputs.at(row, 0)}  ${ok ? page.paint('green', '✓') : page.paint('red', '✗')}`,
    );
  }
  const lines = table.map((line, i) => (i === 0 ? page.paint('dim', line) : line));
  const isWide = page.width >= 60;
  if (!isWide) print(page, [...formulas.map((formula) => `  ${formula}`), '']);
  print(
    page,
    lines.map((line, i) => `  ${isWide ? fit(formulas[i - 1] ?? '', 30) : ''}${line}`),
  );
  page.write('\n');
  paragraph(page, `${right} of ${answers.length} right. The weights exist; the question is whether training finds them.`);
}

/** 2. It cannot learn it. */
export function reportEverywhere(page: Page, compared: Awaited<ReturnType<typeof compareEverywhere>>, { epochs }: Learning): void {
  const { paint } = page;
  const stuck = compared.filter(({ runs, result }) => result.weightChange === 0 && runs.every(({ gradient }) => gradient === 0));
  const seeds = compared[0]!.result.seeds;
  heading(page, 2, stuck.length > 0 ? 'It cannot learn it' : 'Can it learn it?');
  paragraph(
    page,
    `The same 2-${HIDDEN}-1 network with one activation throughout, output included, trained from ${plural(seeds, 'random start')} by mean squared error for ${plural(epochs, 'epoch')}. Right: every output within ${RULE.margin} of its answer.`,
  );
  page.write('\n');
  const longest = Math.max(10, ...compared.map(({ activation }) => activation.name.length + 2));
  const isWide = page.width >= 2 + NAME_WIDTH + 61;
  const widths = isWide ? [14, 20, 27] : [8, 9, 9];
  const label = Math.min(NAME_WIDTH, longest, page.width - 2 - widths.reduce((sum, width) => sum + width));
  const row = (name: string, cells: readonly string[]): string =>
    `  ${fit(name, label)}${cells.map((cell, i) => cell.padStart(widths[i]!)).join('')}`;
  const heads = isWide
    ? [[`right of ${seeds}`, 'largest gradient', 'largest move of a weight']]
    : [
        ['', '', 'largest'],
        ['right', 'largest', 'move of'],
        [`of ${seeds}`, 'gradient', 'a weight'],
      ];
  const lines = heads.map((cells) => paint('dim', row('', cells)));
  for (const { activation, runs, result } of compared) {
    const gradient = Math.max(...runs.map((run) => run.gradient));
    const line = row(activation.name, [
      String(result.learned),
      short(Number.isFinite(gradient) ? gradient : null),
      short(result.weightChange),
    ]);
    lines.push(result.weightChange === 0 ? paint('red', line) : line);
  }
  print(page, lines);
  if (stuck.length === 0) return;
  page.write('\n');
  const [names, luck] = [
    listed(stuck.map(({ activation }) => activation.name)),
    stuck.reduce((sum, { result }) => sum + result.learned, 0),
  ];
  const flat = stuck.every(({ activation }) => isJump(activation));
  paragraph(
    page,
    `${names}: the gradient is exactly 0 in every layer, and not one weight moved in any of ${plural(seeds, 'run')}. ${
      flat
        ? 'The slope is 0 on both sides of the jump and undefined at it: nothing says which way is better.'
        : 'Wherever it was looked at, nothing said which way is better.'
    }${luck > 0 ? ` (Right in ${luck} by its first draw, not by training.)` : ''}`,
  );
}

/** Whether f jumps at 0 and is flat beside it. */
function isJump(activation: AnyActivation): boolean {
  const [left, right] = [pointOf(activation, -1e-9), pointOf(activation, 1e-9)];
  return left.slope === 0 && right.slope === 0 && Math.abs(right.value - left.value) > 0.01;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What the race is about: printed before it starts. */
export function announceRace(page: Page, seeds: number, { epochs, optimizer, rate, loss }: Learning): void {
  const { middle, margin } = aims[loss]!;
  heading(page, 3, 'The race, with a control');
  paragraph(
    page,
    `The activation in the hidden layer only, a plain sum as output, inputs −1 and 1. ${plural(seeds, 'seed')}, the same first draws for all, ${plural(epochs, 'epoch')} of ${optimizer} at ${rate}, ${loss.replaceAll('-', ' ')}. Right: after the last epoch all four outputs are on their side of ${middle}, by ${margin} or more.`,
  );
  page.write('\n');
  paragraph(
    page,
    'Beside each network runs its control: the same network with the hidden layer frozen. What the control gets right too was luck, not learning.',
  );
  page.write('\n');
}

/** 3. The race as it ended. */
export function reportRace(page: Page, standings: readonly Standing[], seeds: number): void {
  print(page, [...raceBars(standings, seeds, page.width, page.paint), '', ...legend(page.width, page.paint)]);
  for (const name of new Set(standings.map(({ activation }) => activation))) {
    const runs = standings.filter(({ activation }) => activation === name).flatMap((standing) => standing.runs);
    if (!runs.every(({ gradient, change, sameAsFrozen }) => gradient === 0 && change === 0 && sameAsFrozen)) continue;
    page.write('\n');
    paragraph(
      page,
      `${name}: in each of ${plural(runs.length, 'run')} the trained network ends as its frozen control, bit for bit; its hidden weights moved by exactly 0. What it gets right, it was dealt.`,
    );
  }
}

/** 6. The way out: the step's values with another slope, beside its own frozen control. */
export function reportWayOut(page: Page, standings: readonly Standing[], seeds: number): void {
  heading(page, 6, 'The way out that was found later');
  paragraph(
    page,
    `${standings[0]!.activation}: the values of ${byHand.name}, so the answers are still made of jumps; but on the way back it states another slope, that of a smooth curve (a surrogate gradient, as spiking networks use). The race again, the frozen control as before:`,
  );
  page.write('\n');
  print(page, raceBars(standings, seeds, page.width, page.paint));
  const ahead = standings.filter((standing) => countsOf(standing).right > countsOf(standing).rightFrozen);
  page.write('\n');
  const counts = standings
    .map((standing) => `${countsOf(standing).right} against ${countsOf(standing).rightFrozen} with ${plural(standing.hidden, 'unit')}`)
    .join(', ');
  paragraph(
    page,
    `Trained against frozen: ${counts}. ${ahead.length === standings.length ? 'What moves the weights now is the stated slope.' : ''}`.trim(),
  );
  page.write('\n');
}

/** 4. The table. */
export function reportTable(page: Page, results: readonly RaceResult[]): void {
  heading(page, 4, 'In numbers');
  printTable(page, results);
}

/** The table and what its columns hold. */
export function printTable(page: Page, results: readonly RaceResult[]): void {
  const seeds = results[0]!.seeds;
  print(page, raceTable(results, page.width, page.paint));
  page.write('\n');
  paragraph(
    page,
    `H: hidden units. right, frozen: of ${seeds}, trained and control. epochs: median until all four were right for the first time, looked at every ${LOOK}; – if half never were. gradient, slope, moved: the largest gradient norm that reached the hidden layer, slope of the activation in use, and change of a hidden weight, in any run.`,
  );
}

/** 5. Pictures. */
export function reportPictures(
  page: Page,
  activations: readonly AnyActivation[],
  drawn: readonly Drawn[],
  { hidden, seed, loss }: { hidden: number; seed: number; loss: string },
): void {
  heading(page, 5, 'What a gradient sees, and what came of it');
  print(page, curves(activations, page.width, page.paint));
  page.write('\n');
  paragraph(
    page,
    `What the networks of seed ${seed} with ${plural(hidden, 'hidden unit')} answer over the plane, both inputs from −2 to 2: darker means yes. Corners: ● should be yes, ○ no, ✗ wrong or not by enough.`,
  );
  page.write('\n');
  print(page, surfaces(drawn, aims[loss]!, page.width, page.paint));
  page.write('\n');
}
