import { text } from '../../view/drawing.ts';
import { isWide, linePanel, page, scale, series } from '../chart.ts';
import type { Across, Frame } from '../chart.ts';
import { slopeName } from './findings.ts';
import type { CornerFindings, CornerResult } from './findings.ts';

const [LEFT, GAP] = [64, 76];
const [BAR, BETWEEN] = [16, 20];

/** A panel for each way to draw first weights: how many networks are right, and how many sums are exactly 0 over training. */
export function cornerPicture(found: CornerFindings, across: Across): string {
  const { results, seeds, epochs, rate } = found;
  const beginnings = [...new Set(results.map(({ beginning }) => beginning))];
  const widths = [...new Set(results.map(({ hidden }) => hidden))];
  const slopes = [...new Set(results.map(({ slope }) => slope))];
  const wide = isWide(across);
  const panel = wide ? (across - LEFT - 40 - GAP) / 2 : across - LEFT - 20;
  const bars = 122;
  const curves = bars + widths.length * (slopes.length * BAR + BETWEEN) + 44;
  const below = wide ? 0 : curves + 130 + 66 - 98; // from one panel to the next
  const most = Math.max(0.05, ...results.flatMap(({ over }) => over.map(({ share }) => share)));
  const parts = beginnings.flatMap((beginning, column) => {
    const x = LEFT + (wide ? column * (panel + GAP) : 0);
    const down = column * below;
    const its = results.filter((result) => result.beginning === beginning);
    return [
      text(x, down + 98, `${beginning}: right of ${seeds}`, 'name'),
      ...widths.flatMap((hidden, row) => {
        const y = down + bars + row * (slopes.length * BAR + BETWEEN);
        return [
          ...(column === 0 || !wide ? [text(24, y + 4, `H = ${hidden}`, 'number')] : []),
          ...its
            .filter((result) => result.hidden === hidden)
            .flatMap((result, i) =>
              bar(result, series(slopes.indexOf(result.slope) + 1), seeds, { x, y: y + i * BAR - 8, width: panel, height: BAR }),
            ),
        ];
      }),
      ...linePanel({
        frame: { x, y: down + curves, width: panel - 60, height: 130 },
        title: 'sums exactly 0, by step of training',
        across: [0, Math.log10(Math.max(2, epochs))],
        upwards: [0, most],
        ticksAcross: [1, 10, 100, 1000].filter((step) => step <= epochs).map((step) => ({ at: Math.log10(step), label: String(step) })),
        ticksUpwards: [0, most / 2, most].map((at) => ({ at, label: `${Math.round(at * 1000) / 10} %` })),
        axis: 'step',
        lines: slopes.map((slope, i) => ({
          name: `slope ${slopeName(slope)}`,
          kind: series(i + 1),
          points: its
            .find((result) => result.slope === slope && result.hidden === widths.at(-1))!
            .over.map(({ step, share }) => [Math.log10(step), share] as const),
        })),
      }),
    ];
  });
  return page(
    {
      across,
      title: 'The corner of ReLU: which slope at exactly 0?',
      under: `XOR asked as 0 and 1, 2-H-1 networks, ${seeds} seeds, ${epochs} steps of Adam at ${rate}; curves at H = ${widths.at(-1)}.`,
      summary: results
        .map(({ beginning, hidden, slope, right }) => `${beginning}, H = ${hidden}, slope ${slopeName(slope)}: ${right} of ${seeds} right`)
        .join('; '),
      height: curves + 130 + 56 + (beginnings.length - 1) * below,
    },
    parts,
  );
}

function bar({ slope, right }: CornerResult, kind: string, seeds: number, { x, y, width }: Frame): string[] {
  const toX = scale([0, seeds], 0, width - 96);
  return [
    text(x, y + 12, `slope ${slopeName(slope)}`, 'faint'),
    `<rect class="track" x="${x + 56}" y="${y + 2}" width="${width - 96}" height="${BAR - 4}" rx="2"/>`,
    `<rect class="mark ${kind}" x="${x + 56}" y="${y + 2}" width="${toX(right)}" height="${BAR - 4}" rx="2"/>`,
    text(x + width, y + 12, String(right), 'number right'),
  ];
}
