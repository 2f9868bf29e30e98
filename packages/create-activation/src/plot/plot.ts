import { activate, numbers } from '@nonlin/core';
import type { AnyActivation } from '@nonlin/core';

type Point = readonly [x: number, y: number];

/** Where a text begins (or ends, or has its middle), in the plot's own coordinates. */
interface Label {
  readonly text: string;
  readonly at: Point;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export interface PlotOptions {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly value: Label;
  readonly slope: Label;
  /** What is said of the largest slope, a line each; `mark` is where it is, if at one place. */
  readonly largest: {
    readonly lines: readonly string[];
    readonly at: Point;
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly mark?: number;
  };
  readonly inset?: InsetOptions;
}

/** A small picture in a corner: a difference of two curves. */
interface InsetOptions {
  readonly title: string;
  readonly f: (x: number) => number;
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly yTicks: readonly (readonly [y: number, text: string])[];
  readonly xTicks: readonly number[];
  /** The box it is drawn in, in the plot's own coordinates. */
  readonly box: { readonly x: readonly [from: number, to: number]; readonly y: readonly [from: number, to: number] };
}

const WIDTH = 480;
const HEIGHT = 300;
const MARGIN = { left: 40, right: 14, top: 14, bottom: 28 };
/** The plot inside its margins. */
export const SIZE: { readonly width: number; readonly height: number } = {
  width: WIDTH - MARGIN.left - MARGIN.right,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
};

// GitHub's own colours for text and lines; blue and orange differ for every kind of colour vision, and one curve is dashed.
const STYLE = [
  'text{font:13px system-ui,-apple-system,Segoe UI,Helvetica,Arial,sans-serif;fill:#59636e;stroke:#fff;stroke-width:4px;paint-order:stroke}',
  '.small{font-size:11px}.card{fill:#fff;stroke:#d1d9e0}.grid{stroke:#eaeef2}.axis{stroke:#818b98}',
  'path{fill:none;stroke-width:2.5;stroke-linejoin:round}path.grid,path.axis{stroke-width:1}',
  '.value{stroke:#0969da}.slope{stroke:#c4500a}path.slope{stroke-dasharray:7 4}',
  'text.value,text.slope{stroke:#fff;font-weight:600}text.value{fill:#0969da}text.slope{fill:#b3470a}',
  'circle{stroke-width:2}circle.value{fill:#0969da}circle.slope{fill:#c4500a}circle.open{fill:#fff}',
  '@media(prefers-color-scheme:dark){text{fill:#9198a1;stroke:#0d1117}.card{fill:#0d1117;stroke:#3d444d}.grid{stroke:#1f262e}.axis{stroke:#6e7681}',
  '.value,circle.value{stroke:#58a6ff}.slope,circle.slope{stroke:#f0a050}text.value,circle.value{fill:#58a6ff}text.slope,circle.slope{fill:#f0a050}',
  'circle.open{fill:#0d1117}text.value,text.slope{stroke:#0d1117}}',
].join('');

/** A picture of an activation and its slope, both read from the formula: SVG for light and dark pages. Same formula, same text. */
export function plot(activation: AnyActivation, options: PlotOptions): string {
  const frame = {
    x: scale(options.x, [MARGIN.left, WIDTH - MARGIN.right]),
    y: within(scale(options.y, [HEIGHT - MARGIN.bottom, MARGIN.top])),
  };
  const read = reader(activation);
  const curves = (['value', 'slope'] as const).map((part) => curve((x) => read(x)[part], options.x, frame, part));
  const { largest, inset } = options;
  const mark = largest.mark === undefined ? '' : dot(frame, [largest.mark, read(largest.mark).slope], 'slope');
  const lines = largest.lines.map((text, i) => label(frame, { ...largest, text }, 'small', i * 15));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escaped(activation.name)}: value and slope for x from ${written(options.x[0])} to ${written(options.x[1])}; ${escaped(largest.lines.join(' '))}</title>`,
    `<style>${STYLE}</style>`,
    `<clipPath id="plot"><rect x="${MARGIN.left}" y="${MARGIN.top}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${HEIGHT - MARGIN.top - MARGIN.bottom}"/></clipPath>`,
    `<rect class="card" x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="6"/>`,
    ...axes(options, frame),
    `<g clip-path="url(#plot)">${curves.map(({ path }) => path).join('')}</g>`,
    ...curves.map(({ dots }) => dots),
    mark,
    label(frame, options.value, 'value'),
    label(frame, options.slope, 'slope'),
    ...lines,
    ...(inset === undefined ? [] : insetOf(inset, frame)),
    '</svg>',
  ]
    .filter((line) => line !== '')
    .join('\n')
    .concat('\n');
}

/** Value and slope at x, the parameters at their first values. */
export function reader(activation: AnyActivation): (x: number) => { value: number; slope: number } {
  return (x) => {
    const { output, slope } = activate(activation, x, activation.parameters ?? {}, numbers);
    return { value: output, slope };
  };
}

interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const scale =
  ([from, to]: readonly [number, number], [start, end]: readonly [number, number]) =>
  (value: number): number =>
    start + ((value - from) / (to - from)) * (end - start);

/** Far outside of the picture one place is as good as another; curves that leave it need no points there. */
const within =
  (scaled: (value: number) => number) =>
  (value: number): number =>
    Math.min(3 * HEIGHT, Math.max(-2 * HEIGHT, scaled(value)));

/** A tenth of a pixel is finer than can be seen. */
const pixels = (length: number): number => Math.round(length * 10) / 10;
/** A text inside SVG. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const written = (x: number): string => String(x).replace('-', '−');

/** Lines of the grid, the axes through 0, and their numbers along the left and lower edge. */
function axes({ x, y, xTicks, yTicks }: Pick<PlotOptions, 'x' | 'y' | 'xTicks' | 'yTicks'>, frame: Frame): string[] {
  const vertical = (at: number): string => `M${pixels(frame.x(at))} ${pixels(frame.y(y[0]))}V${pixels(frame.y(y[1]))}`;
  const horizontal = (at: number): string => `M${pixels(frame.x(x[0]))} ${pixels(frame.y(at))}H${pixels(frame.x(x[1]))}`;
  return [
    `<path class="grid" d="${[...xTicks.map(vertical), ...yTicks.map(horizontal)].join('')}"/>`,
    `<path class="axis" d="${vertical(0)}${horizontal(0)}"/>`,
    ...xTicks.map(
      (tick) => `<text class="small" x="${pixels(frame.x(tick))}" y="${HEIGHT - 11}" text-anchor="middle">${written(tick)}</text>`,
    ),
    ...yTicks.map(
      (tick) => `<text class="small" x="${MARGIN.left - 7}" y="${pixels(frame.y(tick) + 4)}" text-anchor="end">${written(tick)}</text>`,
    ),
  ];
}

/** A curve as straight pieces that stay within a tenth of a pixel; where it jumps it ends in a dot and begins anew. */
function curve(
  f: (x: number) => number,
  [from, to]: readonly [number, number],
  frame: Frame,
  className: string,
): { path: string; dots: string } {
  const jumps = jumpsOf(f, from, to);
  const ends = [from, ...jumps.flatMap(({ left, right }) => [left, right]), to];
  let path = '';
  for (let i = 0; i < ends.length; i += 2) path += pieces(f, ends[i]!, ends[i + 1]!, frame);
  // The value at a jump is that of the side with the closed dot.
  const dots = jumps.flatMap(({ left, right }) =>
    [left, right].map((x) => {
      const held = f(x) === f(Math.round(x * 1e6) / 1e6);
      return dot(frame, [x, f(x)], held ? className : `${className} open`);
    }),
  );
  return { path: `<path class="${className}" d="${path}"/>`, dots: dots.join('') };
}

/** Pairs of neighbouring numbers between which f jumps. */
function jumpsOf(f: (x: number) => number, from: number, to: number): { left: number; right: number }[] {
  const found: { left: number; right: number }[] = [];
  const cells = 997;
  for (let i = 0; i < cells; i++) {
    let [left, right] = [from + ((to - from) * i) / cells, from + ((to - from) * (i + 1)) / cells];
    for (let halving = 0; halving < 40 && Math.abs(f(right) - f(left)) > 0.1; halving++) {
      const middle = (left + right) / 2;
      if (Math.abs(f(middle) - f(left)) > Math.abs(f(right) - f(middle))) right = middle;
      else left = middle;
    }
    if (Math.abs(f(right) - f(left)) > 0.1) found.push({ left, right });
  }
  return found;
}

function pieces(f: (x: number) => number, from: number, to: number, frame: Frame): string {
  const points: number[] = [from];
  const halve = (a: number, b: number, depth: number): void => {
    const middle = (a + b) / 2;
    const sag = (x: number): number => Math.abs(frame.y(f(x)) - frame.y(f(a) + ((f(b) - f(a)) * (x - a)) / (b - a)));
    if (depth < 3 || (depth < 12 && Math.max(sag(middle), sag(a + (b - a) / 4), sag(b - (b - a) / 4)) > 0.1)) {
      halve(a, middle, depth + 1);
      halve(middle, b, depth + 1);
    } else points.push(b);
  };
  halve(from, to, 0);
  // Points on one straight line add nothing.
  const corners = points
    .map((x): Point => [pixels(frame.x(x)), pixels(frame.y(f(x)))])
    .filter(([, y], i, all) => i === 0 || i === all.length - 1 || all[i - 1]![1] !== y || all[i + 1]![1] !== y);
  return `M${corners.map(([x, y]) => `${x} ${y}`).join('L')}`;
}

const dot = (frame: Frame, [x, y]: Point, className: string): string =>
  `<circle class="${className}" cx="${pixels(frame.x(x))}" cy="${pixels(frame.y(y))}" r="4"/>`;

const label = (frame: Frame, { text, at, anchor }: Label, className: string, down = 0): string =>
  `<text class="${className}" x="${pixels(frame.x(at[0]))}" y="${pixels(frame.y(at[1]) + down)}"${anchor === undefined ? '' : ` text-anchor="${anchor}"`}>${escaped(text)}</text>`;

function insetOf({ title, f, x, y, xTicks, yTicks, box }: InsetOptions, outer: Frame): string[] {
  const [left, right] = [outer.x(box.x[0]), outer.x(box.x[1])];
  const [bottom, top] = [outer.y(box.y[0]), outer.y(box.y[1])];
  const frame = { x: scale(x, [left, right]), y: scale(y, [bottom, top]) };
  const at = (length: number): string => String(pixels(length));
  return [
    `<rect class="card" x="${at(left - 66)}" y="${at(top - 24)}" width="${at(right - left + 76)}" height="${at(bottom - top + 42)}" rx="4"/>`,
    `<path class="grid" d="${yTicks.map(([tick]) => `M${at(left)} ${at(frame.y(tick))}H${at(right)}`).join('')}"/>`,
    `<path class="axis" d="M${at(left)} ${at(frame.y(0))}H${at(right)}M${at(frame.x(0))} ${at(bottom)}V${at(top)}"/>`,
    `<path class="value" style="stroke-width:1.5" d="${pieces(f, x[0], x[1], frame)}"/>`,
    `<text class="small" x="${at((left + right) / 2 - 26)}" y="${at(top - 9)}" text-anchor="middle">${title}</text>`,
    ...yTicks.map(
      ([tick, text]) => `<text class="small" x="${at(left - 6)}" y="${at(frame.y(tick) + 4)}" text-anchor="end">${text}</text>`,
    ),
    ...xTicks.map(
      (tick) => `<text class="small" x="${at(frame.x(tick))}" y="${at(bottom + 13)}" text-anchor="middle">${written(tick)}</text>`,
    ),
  ];
}
