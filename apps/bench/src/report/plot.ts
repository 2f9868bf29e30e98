import type { Limits, Point } from '../growth.ts';

/** A contender's times as its work grows. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 190;
const TOP = 44;
const BOTTOM = 48;
/** Okabe & Ito's colours, told apart by everyone. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** A logarithmic scale from numbers to places, with a tick at each power of ten. */
function scale(values: readonly number[], from: number, to: number): { readonly at: (value: number) => number; readonly ticks: number[] } {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const at = (value: number): number => from + ((Math.log10(value) - low) / Math.max(high - low, 1e-9)) * (to - from);
  const ticks: number[] = [];
  for (let power = Math.ceil(low); power <= Math.floor(high); power++) ticks.push(10 ** power);
  return { at, ticks };
}

const number = (value: number): string => value.toFixed(1);

const duration = (nanoseconds: number): string =>
  nanoseconds < 1e3
    ? `${nanoseconds} ns`
    : nanoseconds < 1e6
      ? `${nanoseconds / 1e3} µs`
      : nanoseconds < 1e9
        ? `${nanoseconds / 1e6} ms`
        : `${nanoseconds / 1e9} s`;

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Curves on logarithmic scales as SVG, with a line where a limit begins to hold for the first of them. */
export function plot(title: string, axis: string, curves: readonly Curve[], limits: Limits): string {
  const shown = curves.filter(({ points }) => points.length > 0);
  const sizes = shown.flatMap(({ points }) => points.map(({ size }) => size));
  const times = shown.flatMap(({ points }) => points.map(({ time }) => time));
  const x = scale(sizes, LEFT, WIDTH - RIGHT);
  const y = scale(times, HEIGHT - BOTTOM, TOP);
  const text = (at: readonly [number, number], words: string, more = ''): string =>
    `<text x="${number(at[0])}" y="${number(at[1])}" ${more}>${escape(words)}</text>`;
  const rule = (from: readonly [number, number], to: readonly [number, number], more: string): string =>
    `<line x1="${number(from[0])}" y1="${number(from[1])}" x2="${number(to[0])}" y2="${number(to[1])}" ${more}/>`;

  const grid = [
    ...x.ticks.flatMap((tick) => [
      rule([x.at(tick), TOP], [x.at(tick), HEIGHT - BOTTOM], 'stroke="#ddd"'),
      text([x.at(tick), HEIGHT - BOTTOM + 16], tick.toLocaleString('en'), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((tick) => [
      rule([LEFT, y.at(tick)], [WIDTH - RIGHT, y.at(tick)], 'stroke="#ddd"'),
      text([LEFT - 6, y.at(tick) + 4], duration(tick), 'text-anchor="end"'),
    ]),
  ];
  const marks = Object.entries(limits).flatMap(([limit, size]: [string, number]) => [
    rule([x.at(size), TOP], [x.at(size), HEIGHT - BOTTOM], 'stroke="#555" stroke-dasharray="4 4"'),
    text([x.at(size), TOP - 4], `${limit} from here`, `fill="#555" text-anchor="${x.at(size) > WIDTH / 2 ? 'end' : 'start'}"`),
  ]);
  // Names stand at the ends of their curves, one above the other.
  let free = Infinity;
  const ends = shown
    .map(({ name, points }, i) => ({ name, colour: COLOURS[i % COLOURS.length]!, end: points.at(-1)! }))
    .toSorted((a, b) => y.at(b.end.time) - y.at(a.end.time))
    .map(({ name, colour, end }) => {
      free = Math.min(y.at(end.time) + 4, free - 14);
      return text([WIDTH - RIGHT + 8, free], name, `fill="${colour}"`);
    });
  const lines = shown.map(({ points }, i) => {
    const places = points.map(({ size, time }) => `${number(x.at(size))},${number(y.at(time))}`).join(' ');
    return `<polyline points="${places}" fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text([LEFT, 24], `${title}: time of a step`, 'font-size="15"'),
    ...grid,
    ...marks,
    ...lines,
    ...ends,
    text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10], axis, 'text-anchor="middle"'),
    '</svg>',
    '',
  ].join('\n');
}
