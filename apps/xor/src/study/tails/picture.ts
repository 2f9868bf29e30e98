import { cut, short } from '../../view/text.ts';
import { round, text } from '../../view/drawing.ts';
import { isWide, page, scale } from '../chart.ts';
import type { Across } from '../chart.ts';
import type { TailsFindings, TailsResult } from './findings.ts';

const [LEFT, GAP, HEIGHT, BETWEEN] = [92, 82, 54, 22];

/** A row for each activation, a block for each rate: shares of units over training, dead ones below, saturated above them. */
export function tailsPicture({ results, seeds, epochs, width }: TailsFindings, across: Across): string {
  const rates = [...new Set(results.map(({ rate }) => rate))];
  const names = [...new Set(results.map(({ activation }) => activation))];
  const wide = isWide(across);
  const columns = wide ? rates.length : 1;
  const cell = (across - LEFT - (wide ? 18 : 0) - columns * GAP) / columns;
  const rows = names.length * (HEIGHT + BETWEEN);
  const [legendX, legendY] = wide ? [500, 50] : [24, 74];
  const top = wide ? 118 : 146;
  const parts = [
    `<rect class="bad" x="${legendX}" y="${legendY}" width="12" height="12" rx="2"/>`,
    text(legendX + 18, legendY + 10, 'dead: slope 0 on every row', ''),
    `<rect class="fair" x="${legendX}" y="${legendY + 20}" width="12" height="12" rx="2"/>`,
    text(legendX + 18, legendY + 30, 'saturated: below 0.01 on every row', ''),
    ...rates.flatMap((rate, block) => {
      const x = LEFT + (wide ? block * (cell + GAP) : 0);
      const y = top + (wide ? 0 : block * (rows + 40));
      return [
        text(x, y - 14, `rate ${short(rate)}`, 'name'),
        ...names.flatMap((name, row) => [
          ...(block === 0 || !wide ? [text(24, y + row * (HEIGHT + BETWEEN) + HEIGHT / 2 + 4, cut(name, 9), 'name')] : []),
          ...results
            .filter((result) => result.activation === name && result.rate === rate)
            .flatMap((result) => shares(result, epochs, x, y + row * (HEIGHT + BETWEEN), cell)),
        ]),
        text(x, y + rows - BETWEEN + 16, '0', 'faint number'),
        text(x + cell, y + rows - BETWEEN + 16, `${epochs} epochs`, 'faint right number'),
      ];
    }),
  ];
  return page(
    {
      across,
      title: 'In the tails: units that saturate or die',
      under: `Two moons, 2-${width}-${width}-1, Adam; share of hidden units, ${seeds} seeds.`,
      summary: results
        .map(
          ({ activation, rate, over }) =>
            `${activation} at ${rate}: ${round(over.at(-1)!.dead)} dead, ${round(over.at(-1)!.saturated)} saturated`,
        )
        .join('; '),
      height: top + rows + 22 + (wide ? 0 : (rates.length - 1) * (rows + 40)),
    },
    parts,
  );
}

/** Two areas on a track, over the square root of time, in which the beginning is not lost; the final share beside them. */
function shares({ over }: TailsResult, epochs: number, x: number, y: number, width: number): string[] {
  const toX = scale([0, Math.sqrt(epochs)], x, x + width);
  const toY = scale([0, 1], y + HEIGHT, y);
  const area = (kind: string, low: (i: number) => number, high: (i: number) => number): string => {
    const forth = over.map(({ epoch }, i) => `${round(toX(Math.sqrt(epoch)))} ${round(toY(high(i)))}`);
    const back = over.map(({ epoch }, i) => `${round(toX(Math.sqrt(epoch)))} ${round(toY(low(i)))}`).toReversed();
    return `<path class="${kind}" d="M${forth.join('L')}L${back.join('L')}z"/>`;
  };
  const dead = (i: number): number => over[i]!.dead;
  const both = (i: number): number => dead(i) + over[i]!.saturated;
  const last = over.length - 1;
  const labels = [
    { share: dead(last), word: 'dead' },
    { share: over[last]!.saturated, word: 'sat.' },
  ].filter(({ share }) => share > 0);
  return [
    `<rect class="track" x="${round(x)}" y="${y}" width="${round(width)}" height="${HEIGHT}" rx="2"/>`,
    area('bad', () => 0, dead),
    area('fair', dead, both),
    ...(labels.length === 0 ? [text(x + width + 6, y + HEIGHT - 2, '0 %', 'faint number')] : []),
    ...labels.map(({ share, word }, i) =>
      text(x + width + 6, y + HEIGHT - 2 - i * 16, `${share < 0.005 ? '<1' : Math.round(share * 100)} % ${word}`, 'number'),
    ),
  ];
}
