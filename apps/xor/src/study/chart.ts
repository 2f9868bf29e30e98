import { COLOURS, escape, round, text } from '../view/drawing.ts';
import { cut, wrap } from '../view/text.ts';

/** Pixels across a picture: beside a text, and on a phone, where what stands side by side stands one below the other. */
export type Across = 800 | 360;

/** Whether there is room side by side. */
export const isWide = (across: Across): boolean => across === 800;

/** Colours of series, on light and on dark; told apart in grey as well as the eye allows, and always labelled. */
const SERIES = [
  ['#6e40c9', '#bc8cff'],
  ['#bc4c00', '#f0883e'],
  ['#0969da', '#58a6ff'],
  ['#1a7f37', '#3fb950'],
  ['#bf3989', '#f778ba'],
  ['#57606a', '#8b949e'],
  ['#9a6700', '#d29922'],
  ['#0e7490', '#56d4dd'],
] as const;

/** The class of the series at this place; it colours strokes of `line`s, fills of `mark`s and of text. */
export const series = (place: number): string => `s${place % SERIES.length}`;

const coloured = (scheme: 0 | 1): string => {
  const of = (name: keyof typeof COLOURS): string => COLOURS[name][scheme];
  return [
    `text { fill: ${of('ink')} } .faint { fill: ${of('faint')} } .ground { fill: ${of('ground')}; stroke: ${of('line')} }`,
    `.axis, .grid { stroke: ${of('line')} } .bound { stroke: ${of('faint')} } .rule { stroke: ${of('ink')} } .track { fill: ${of('line')} }`,
    `.hollow { fill: ${of('ground')} } .good { fill: ${of('learnt')} } .fair { fill: ${of('luck')} } .bad { fill: ${of('wrong')} }`,
    ...SERIES.map((pair, i) => `text.s${i}, .mark.s${i} { fill: ${pair[scheme]} } .line.s${i} { stroke: ${pair[scheme]} }`),
  ].join(' ');
};

const STYLE = `
text { font-family: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; font-size: 12px }
.title { font-size: 19px; font-weight: 600 } .name { font-size: 13px; font-weight: 600 } .right { text-anchor: end } .middle { text-anchor: middle } .number { font-variant-numeric: tabular-nums }
.line, .axis, .grid, .bound, .rule { fill: none } .line { stroke-width: 2; stroke-linejoin: round } .grid { opacity: 0.6 } .bound { stroke-dasharray: 4 3 } .rule { stroke-width: 1.5 } .track { opacity: 0.5 } .dim { opacity: 0.35 } .hollow { stroke-width: 2 }
${coloured(0)}
@media (prefers-color-scheme: dark) { ${coloured(1)} }
`;

/** A whole picture: a ground, a heading with one line below it, and what is drawn. `summary` is for those who do not see it. */
export function page(
  {
    across,
    title,
    under,
    summary,
    height,
  }: { readonly across: Across; readonly title: string; readonly under: string; readonly summary: string; readonly height: number },
  parts: readonly string[],
): string {
  const [titles, unders] = [linesOf(title, across, 11.6), linesOf(under, across, 6.1)];
  const down = (titles.length - 1) * 24 + (unders.length - 1) * 16;
  const whole = round(height + down);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${across} ${whole}" width="${across}" height="${whole}" role="img" aria-labelledby="title summary">
<title id="title">${escape(title)}</title>
<desc id="summary">${escape(summary)}</desc>
<style>${STYLE}</style>
<rect class="ground" x="0.5" y="0.5" width="${across - 1}" height="${whole - 1}" rx="8"/>
${titles.map((line, i) => text(24, 36 + i * 24, line, 'title')).join('\n')}
${unders.map((line, i) => text(24, 60 + (titles.length - 1) * 24 + i * 16, line, 'faint')).join('\n')}
${down === 0 ? parts.join('\n') : `<g transform="translate(0 ${down})">${parts.join('\n')}</g>`}
</svg>
`;
}

/** A text in lines that fit between the margins, by the usual width of a character. */
const linesOf = (content: string, across: Across, character: number): string[] =>
  wrap(content, Math.floor((across - 40) / character), '').split('\n');

/** A rectangle that numbers are drawn in. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From a number to a pixel, clipped to the range. */
export const scale =
  ([low, high]: readonly [number, number], from: number, to: number) =>
  (value: number): number =>
    from + ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * (to - from);

/** A tick on an axis. */
interface Tick {
  readonly at: number;
  readonly label: string;
}

interface Line {
  readonly name: string;
  readonly kind: string;
  /** Points that are not finite are left out. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface Panel {
  readonly frame: Frame;
  readonly title: string;
  readonly across: readonly [number, number];
  readonly upwards: readonly [number, number];
  readonly ticksAcross: readonly Tick[];
  readonly ticksUpwards: readonly Tick[];
  /** What the horizontal axis counts. */
  readonly axis: string;
  readonly lines: readonly Line[];
}

/** Lines over a grid, each with its name at its end, names pushed apart where they would meet. */
export function linePanel({ frame, title, across, upwards, ticksAcross, ticksUpwards, axis, lines }: Panel): string[] {
  const { x, y, width, height } = frame;
  const toX = scale(across, x, x + width);
  const toY = scale(upwards, y + height, y);
  const drawn = lines.map(({ name, kind, points }) => ({ name, kind, points: points.filter((point) => point.every(Number.isFinite)) }));
  const ends = drawn
    .filter(({ points }) => points.length > 0)
    .map(({ name, kind, points }) => ({ name, kind, at: toY(points.at(-1)![1]) }));
  return [
    text(x, y - 12, title, 'name'),
    ...ticksUpwards.map(({ at }) => `<path class="grid" d="M${round(x)} ${round(toY(at))}h${round(width)}"/>`),
    ...ticksUpwards.filter(({ label }) => label !== '').map(({ at, label }) => text(x - 6, toY(at) + 4, label, 'faint right number')),
    `<path class="axis" d="M${round(x)} ${round(y + height)}h${round(width)}"/>`,
    ...ticksAcross.map(({ at, label }) => text(toX(at), y + height + 16, label, 'faint middle number')),
    text(x + width / 2, y + height + 33, axis, 'faint middle'),
    ...drawn.map(
      ({ kind, points }) =>
        `<path class="line ${kind}" d="${points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${round(toX(px))} ${round(toY(py))}`).join('')}"/>`,
    ),
    ...apart(ends, y + 4, y + height).map(({ name, kind, at }) => text(x + width + 5, at + 4, cut(name, 9), kind)),
  ];
}

/** A name at a height. */
interface Label {
  readonly name: string;
  readonly kind: string;
  at: number;
}

/** The same labels moved so that none covers another, kept between `top` and `bottom`. */
function apart(labels: readonly Label[], top: number, bottom: number): Label[] {
  const gap = 13;
  const placed = labels.toSorted((a, b) => a.at - b.at).map((label) => ({ ...label }));
  for (const [i, label] of placed.entries()) label.at = Math.max(label.at, i === 0 ? top : placed[i - 1]!.at + gap);
  for (let i = placed.length - 1; i >= 0; i--)
    placed[i]!.at = Math.min(placed[i]!.at, i === placed.length - 1 ? bottom : placed[i + 1]!.at - gap);
  return placed;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10ⁿ as it is written; 1 for n = 0. */
const powerOfTen = (exponent: number): string =>
  exponent === 0
    ? '1'
    : `10${exponent < 0 ? '⁻' : ''}${String(Math.abs(exponent)).replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!)}`;

/** Ticks at powers of ten between two exponents, at most `most` of them. */
export function powerTicks([low, high]: readonly [number, number], most: number): Tick[] {
  const from = Math.ceil(low);
  const step = [1, 2, 3, 5, 10, 20, 50, 100].find((step) => (high - from) / step <= most - 1) ?? 200;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= high; at += step) ticks.push({ at, label: powerOfTen(at) });
  return ticks;
}
