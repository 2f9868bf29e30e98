import type { AnyActivation } from '@nonlin/core';
import type { Standing } from '../experiment/experiment.ts';
import { aims } from '../experiment/learning.ts';
import type { Learning } from '../experiment/learning.ts';
import { answers, centred, rightRows } from '../experiment/xor.ts';
import { countsOf } from './bars.ts';
import { DOMAIN, jumpBetween, pointOf, rangesOf, sample } from './curves.ts';
import { answersOver, placeOf, UNDECIDED } from './surface.ts';
import type { Drawn } from './surface.ts';
import { COLOURS, escape, round, text } from './drawing.ts';
import { cut } from './text.ts';

export interface Scene {
  readonly activations: readonly AnyActivation[];
  readonly standings: readonly Standing[];
  readonly seeds: number;
  /** One trained network for each activation, in the same order. */
  readonly drawn: readonly Drawn[];
  /** Hidden units and seed of those networks. */
  readonly hidden: number;
  readonly seed: number;
  readonly learning: Learning;
}

// All in pixels at a width of 800, which is what a README shows.
const WIDTH = 800;
const LEFT = 92;
const GAP = 14;
const COLUMNS = 6;
const COLUMN = (WIDTH - LEFT - 24 - GAP * (COLUMNS - 1)) / COLUMNS;
const CURVE = 84;
const BAR = 12;
const CELLS = 32;
/** What stands beside a bar: `100 (100)`. */
const COUNT = 60;
const FOOT = 54;

/** Written out for both schemes rather than as CSS variables, which not every renderer knows. */
const coloured = (scheme: 0 | 1): string => {
  const { ground, ink, faint, line, value, slope, learnt, luck, wrong } = Object.fromEntries(
    Object.entries(COLOURS).map(([name, pair]) => [name, pair[scheme]]),
  ) as Record<keyof typeof COLOURS, string>;
  return `text, .corner-yes { fill: ${ink} } .faint { fill: ${faint} } .value-text, .yes { fill: ${value} } .slope-text, .no { fill: ${slope} } .ground { fill: ${ground}; stroke: ${line} } .axis { stroke: ${line} } .value { stroke: ${value} } .slope { stroke: ${slope} } .track { fill: ${line} } .open { fill: ${ground} } .full.value { fill: ${value} } .full.slope { fill: ${slope} } .learnt { fill: ${learnt} } .luck { fill: ${luck} } .corner { stroke: ${ink} } .corner-no { fill: ${ground} } .cross { stroke: ${wrong} }`;
};

/** A ground of its own under colours that follow the reader's scheme: it does not depend on the page around it. */
const STYLE = `
text { font-family: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; font-size: 12px }
.title { font-size: 19px; font-weight: 600 } .name { font-size: 14px; font-weight: 600 } .right { text-anchor: end } .number { font-variant-numeric: tabular-nums }
.axis, .value, .slope, .cross { fill: none } .value, .slope { stroke-width: 2; stroke-linejoin: round } path.slope { stroke-dasharray: 4 2.5 } .open, .full { stroke-width: 1.5 }
.track { opacity: 0.5 } .corner { stroke-width: 1.5 } .cross { stroke-width: 2.5 }
${coloured(0)}
@media (prefers-color-scheme: dark) { ${coloured(1)} }
`;

/** The demo in one picture: under each activation its curve and slope, its race, and one network's answers over the plane. */
export function picture(scene: Scene): string {
  const widths = [...new Set(scene.standings.map(({ hidden }) => hidden))];
  const block = 26 + CURVE + 22 + widths.length * (BAR + 8) + 22 + COLUMN + 30;
  const blocks = Math.ceil(scene.activations.length / COLUMNS);
  const top = 84;
  const height = top + blocks * block + FOOT;
  const { epochs, optimizer, rate } = scene.learning;
  const parts: string[] = [
    `<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    text(24, 36, 'Learning XOR, by activation', 'title'),
    `<text x="24" y="60" class="faint">2-H-1 networks, ${scene.seeds} seeds, ${epochs} epochs of ${escape(optimizer)} at ${rate}.</text>`,
    ...legend(),
  ];
  for (const [i, activation] of scene.activations.entries()) {
    const x = LEFT + (i % COLUMNS) * (COLUMN + GAP);
    const y = top + Math.floor(i / COLUMNS) * block;
    parts.push(...column(scene, activation, i, widths, x, y));
    if (i % COLUMNS === 0) parts.push(...rowLabels(scene, widths, y));
  }
  parts.push(...foot(scene, height));
  const summary = scene.standings
    .map(
      (standing) =>
        `${standing.activation} with ${standing.hidden} hidden units: ${countsOf(standing).right} of ${scene.seeds} right, frozen control ${countsOf(standing).rightFrozen}`,
    )
    .join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${round(height)}" width="${WIDTH}" height="${round(height)}" role="img" aria-labelledby="title summary">
<title id="title">XOR learnt with different activations</title>
<desc id="summary">${escape(summary)}.</desc>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
}

function legend(): string[] {
  return [
    `<rect class="learnt" x="432" y="50" width="${BAR}" height="${BAR}" rx="2"/>`,
    text(450, 60, 'learnt', ''),
    `<rect class="luck" x="506" y="50" width="${BAR}" height="${BAR}" rx="2"/>`,
    text(524, 60, 'luck: the frozen control is right as often', ''),
  ];
}

function foot({ seeds, seed }: Scene, height: number): string[] {
  const [first, second] = [height - 36, height - 16];
  const swatch = (x: number, kind: string, name: string): string[] => [
    `<rect ${kind} x="${x}" y="${second - 10}" width="${BAR}" height="${BAR}" rx="2"/>`,
    text(x + 18, second, name, 'faint'),
  ];
  return [
    text(24, first, `Bars: right of ${seeds} networks; in brackets, of their controls, whose hidden layer is frozen.`, 'faint'),
    ...swatch(24, 'class="yes" opacity="0.72"', 'yes'),
    ...swatch(78, 'class="no" opacity="0.72"', 'no'),
    ...swatch(126, 'class="track"', 'undecided'),
    text(222, second, `Corners: filled should be yes, open no; a cross is wrong, or right by less than the margin. Seed ${seed}.`, 'faint'),
  ];
}

function rowLabels({ hidden }: Scene, widths: readonly number[], y: number): string[] {
  const race = y + 26 + CURVE + 22;
  const surface = race + widths.length * (BAR + 8) + 22;
  return [
    text(24, y + 26 + CURVE / 2 - 4, 'value', 'value-text'),
    text(24, y + 26 + CURVE / 2 + 12, 'slope', 'slope-text'),
    ...widths.map((width, row) => text(24, race + row * (BAR + 8) + BAR - 2, `H = ${width}`, 'number')),
    text(24, surface + COLUMN / 2 - 4, 'answers', ''),
    text(24, surface + COLUMN / 2 + 12, `at H = ${hidden}`, 'faint'),
  ];
}

function column(scene: Scene, activation: AnyActivation, place: number, widths: readonly number[], x: number, y: number): string[] {
  const race = y + 26 + CURVE + 22;
  const surface = race + widths.length * (BAR + 8) + 22;
  return [
    `<text x="${round(x)}" y="${y + 12}" class="name">${escape(cut(activation.name, 12))}</text>`,
    ...curves(scene.activations, activation, x, y + 26),
    ...widths.flatMap((width, row) => bar(scene, activation.name, width, x, race + row * (BAR + 8))),
    ...plane(scene, scene.drawn[place]!, x, surface),
  ];
}

function curves(all: readonly AnyActivation[], activation: AnyActivation, x: number, y: number): string[] {
  const ranges = rangesOf(all);
  const [low, high] = [Math.min(ranges.value.low, ranges.slope.low), Math.max(ranges.value.high, ranges.slope.high)];
  const toX = (at: number): number => x + ((at - DOMAIN[0]) / (DOMAIN[1] - DOMAIN[0])) * COLUMN;
  const toY = (at: number): number => y + ((high - at) / (high - low)) * CURVE;
  const isInside = (value: number): boolean => value >= low && value <= high;
  const drawing = (of: 'value' | 'slope'): string[] => {
    const f = (at: number): number => pointOf(activation, at)[of];
    const points = sample(241);
    const dots: string[] = [];
    let path = '';
    let isDown = false;
    const go = (at: number, value: number): void => {
      if (isInside(value)) path += `${isDown ? 'L' : 'M'}${round(toX(at))} ${round(toY(value))}`;
      isDown = isInside(value);
    };
    for (const [i, at] of points.entries()) {
      const jump = i === 0 ? undefined : jumpBetween(f, points[i - 1]!, at);
      if (jump !== undefined) {
        go(jump.at, jump.left);
        isDown = false; // across a jump the pen is lifted
        go(jump.at, jump.right);
        for (const [value, kind] of [[jump.left, 'open'] as const, [jump.right, 'open'] as const, [jump.value, 'full'] as const])
          if (isInside(value)) dots.push(`<circle class="${of} ${kind}" cx="${round(toX(jump.at))}" cy="${round(toY(value))}" r="2.5"/>`);
      }
      go(at, f(at));
    }
    return [`<path class="${of}" d="${path}"/>`, ...dots];
  };
  return [
    `<path class="axis" d="M${round(x)} ${round(toY(0))}h${round(COLUMN)}M${round(toX(0))} ${y}v${CURVE}"/>`,
    ...drawing('slope'),
    ...drawing('value'),
  ];
}

function bar({ standings, seeds }: Scene, name: string, hidden: number, x: number, y: number): string[] {
  const { right, rightFrozen } = countsOf(standings.find((standing) => standing.activation === name && standing.hidden === hidden)!);
  const width = COLUMN - COUNT;
  const luck = Math.min(right, rightFrozen);
  return [
    `<rect class="track" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" rx="2"/>`,
    `<rect class="luck" x="${round(x)}" y="${y}" width="${round((luck / seeds) * width)}" height="${BAR}" rx="2"/>`,
    `<rect class="learnt" x="${round(x + (luck / seeds) * width)}" y="${y}" width="${round(((right - luck) / seeds) * width)}" height="${BAR}" rx="2"/>`,
    `<text x="${round(x + COLUMN)}" y="${y + BAR - 2}" class="number right">${right} <tspan class="faint">(${rightFrozen})</tspan></text>`,
  ];
}

const NEUTRAL = -1;

/** Answers over the plane as cells of eight strengths, and one for none; equal neighbours in one stroke. */
function plane({ learning }: Scene, drawn: Drawn, x: number, y: number): string[] {
  const rule = aims[learning.loss]!;
  const cell = COLUMN / CELLS;
  const paths = new Map<string, string>();
  for (const [row, line] of answersOver(drawn, rule, CELLS, CELLS).entries()) {
    const strengths = line.map((yes) => (yes === UNDECIDED ? NEUTRAL : Math.min(7, Math.floor(yes * 8))));
    for (let from = 0; from < CELLS;) {
      let to = from;
      while (to < CELLS && strengths[to] === strengths[from]) to++;
      const strength = strengths[from]!;
      const key =
        strength === NEUTRAL
          ? 'class="track"'
          : `class="${strength > 3 ? 'yes' : 'no'}" opacity="${[0.72, 0.5, 0.3, 0.12, 0.12, 0.3, 0.5, 0.72][strength]}"`;
      paths.set(key, `${paths.get(key) ?? ''}M${from} ${row}h${to - from}v1h${from - to}z`);
      from = to;
    }
  }
  const right = rightRows(drawn.model.predict(centred), rule);
  const corners = answers.map((answer, row) => {
    const [cx, cy] = [round(x + placeOf(centred.at(row, 0)) * COLUMN), round(y + (1 - placeOf(centred.at(row, 1))) * COLUMN)];
    return right[row]
      ? `<circle class="corner corner-${answer === 1 ? 'yes' : 'no'}" cx="${cx}" cy="${cy}" r="5"/>`
      : `<path class="cross" d="M${cx} ${cy}m-5 -5l10 10m0 -10l-10 10"/>`;
  });
  return [
    `<g transform="translate(${round(x)} ${round(y)}) scale(${round(cell)})" shape-rendering="crispEdges">${[...paths].map(([key, path]) => `<path ${key} d="${path}"/>`).join('')}</g>`,
    ...corners,
    text(x, y + COLUMN + 16, `${right.filter(Boolean).length} of 4`, 'faint'),
  ];
}
