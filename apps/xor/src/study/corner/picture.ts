import { text } from '../../view/drawing.ts';
import { linePanel, page, scale, series, WIDTH } from '../chart.ts';
import { slopeName } from './findings.ts';
import type { CornerFindings, CornerResult } from './findings.ts';

const [LEFT, GAP] = [64, 76];
const PANEL = (WIDTH - LEFT - 40 - GAP) / 2;
const [BAR, BETWEEN] = [16, 20];

/** A column for each way to draw first weights: how many networks are right, and how many sums are exactly 0 over training. */
export function cornerPicture(found: CornerFindings): string {
  const { results, seeds, epochs, rate } = found;
  const beginnings = [...new Set(results.map(({ beginning }) => beginning))];
  const widths = [...new Set(results.map(({ hidden }) => hidden))];
  const slopes = [...new Set(results.map(({ slope }) => slope))];
  const bars = 122;
  const curves = bars + widths.length * (slopes.length * BAR + BETWEEN) + 44;
  const most = Math.max(0.05, ...results.flatMap(({ over }) => over.map(({ share }) => share)));
  const parts = beginnings.flatMap((beginning, column) => {
    const x = LEFT + column * (PANEL + GAP);
    const its = results.filter((result) => result.beginning === beginning);
    return [
      text(x, 98, `${beginning}: right of ${seeds}`, 'name'),
      ...widths.flatMap((hidden, row) => {
        const y = bars + row * (slopes.length * BAR + BETWEEN);
        return [
          ...(column === 0 ? [text(24, y + 4, `H = ${hidden}`, 'number')] : []),
          ...its
            .filter((result) => result.hidden === hidden)
            .flatMap((result, i) => bar(result, series(slopes.indexOf(result.slope) + 1), seeds, x, y + i * BAR - 8)),
        ];
      }),
      ...linePanel({
        frame: { x, y: curves, width: PANEL - 60, height: 130 },
        title: 'sums that are exactly 0, by step of training',
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
      title: 'The corner of ReLU: which slope at exactly 0?',
      under: `XOR asked as 0 and 1, 2-H-1 networks, ${seeds} seeds, ${epochs} steps of Adam at ${rate}; curves at H = ${widths.at(-1)}.`,
      summary: results
        .map(({ beginning, hidden, slope, right }) => `${beginning}, H = ${hidden}, slope ${slopeName(slope)}: ${right} of ${seeds} right`)
        .join('; '),
      height: curves + 130 + 56,
    },
    parts,
  );
}

function bar({ slope, right }: CornerResult, kind: string, seeds: number, x: number, y: number): string[] {
  const toX = scale([0, seeds], 0, PANEL - 96);
  return [
    text(x, y + 12, `slope ${slopeName(slope)}`, 'faint'),
    `<rect class="track" x="${x + 56}" y="${y + 2}" width="${PANEL - 96}" height="${BAR - 4}" rx="2"/>`,
    `<rect class="mark ${kind}" x="${x + 56}" y="${y + 2}" width="${toX(right)}" height="${BAR - 4}" rx="2"/>`,
    text(x + PANEL, y + 12, String(right), 'number right'),
  ];
}
