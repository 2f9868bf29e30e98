import { cut, short } from '../../view/text.ts';
import { round, text } from '../../view/drawing.ts';
import { isWide, page, scale, series } from '../chart.ts';
import type { Across } from '../chart.ts';
import type { SpeedFindings } from './findings.ts';

const [LEFT, RIGHT, ROW, BETWEEN] = [110, 110, 40, 64];

/** On a phone. */
const NARROW_RIGHT = 62;

/** Bars as multiples of a copy, on a logarithmic axis: the value alone above, with its slope below. */
export function speedPicture({ results, elements, copied, rounds, seeds, bandwidth }: SpeedFindings, across: Across): string {
  const ratios = results.flatMap(({ value, withSlope }) => [value, withSlope]);
  const range = [Math.log10(Math.min(0.5, ...ratios)), Math.ceil(Math.log10(Math.max(10, ...ratios)))] as const;
  const wide = isWide(across);
  const toX = scale(range, LEFT, across - (wide ? RIGHT : NARROW_RIGHT));
  let y = 112;
  const parts: string[] = [];
  for (const backend of new Set(results.map((result) => result.backend))) {
    const its = results.filter((result) => result.backend === backend);
    const bottom = y + its.length * ROW;
    parts.push(text(24, y - 14, backend, 'name'));
    for (let power = 0; power <= range[1]; power++)
      parts.push(
        `<path class="${power === 0 ? 'bound' : 'grid'}" d="M${round(toX(power))} ${y - 4}V${bottom}"/>`,
        text(toX(power), bottom + 16, power === 0 ? 'a copy' : `${10 ** power} ×`, 'faint middle number'),
      );
    for (const [row, result] of its.entries()) {
      const top = y + row * ROW;
      parts.push(text(24, top + 20, cut(result.activation, 13), ''));
      for (const [i, ratio] of [result.value, result.withSlope].entries()) {
        const end = toX(Math.log10(ratio));
        parts.push(
          `<rect class="mark ${series(2)}${i === 1 ? ' dim' : ''}" x="${LEFT}" y="${top + 4 + i * 14}" width="${round(Math.max(1, end - LEFT))}" height="12" rx="2"/>`,
          text(
            Math.max(end, toX(0)) + 6,
            top + 14 + i * 14,
            `${short(ratio)} ×${row === 0 && wide ? (i === 0 ? ' value' : ' with slope') : ''}`,
            'faint number',
          ),
        );
      }
    }
    y = bottom + BETWEEN;
  }
  return page(
    {
      across,
      title: 'What an activation costs for each element',
      under: `${elements.toLocaleString('en')} float32 each, in times of a copy beyond the caches (${copied.toLocaleString('en')} float32, ${short(bandwidth)} · 10⁹ bytes/s); medians of ${rounds * seeds} rounds, logarithmic.${wide ? '' : ' Full bars: the value; faded ones: with its slope.'}`,
      summary: results.map(({ backend, activation, value }) => `${activation} on ${backend}: ${value} copies`).join('; '),
      height: y - BETWEEN + 40,
    },
    parts,
  );
}
