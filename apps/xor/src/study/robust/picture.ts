import { cut } from '../../view/text.ts';
import { text } from '../../view/drawing.ts';
import { isWide, page, scale, series } from '../chart.ts';
import type { Across } from '../chart.ts';
import type { Estimate } from '../statistics.ts';
import type { RobustFindings } from './findings.ts';

const [LEFT, ROW, BETWEEN, GAP] = [150, 22, 34, 58];

/** For each training a group of rows, an activation each; a block for each data set: hollow as they are, filled attacked. */
export function robustPicture({ results, seeds, published }: RobustFindings, across: Across): string {
  const datas = [...new Set(results.map(({ data }) => data))];
  const trainings = [...new Set(results.map(({ training }) => training))];
  const names = [...new Set(results.map(({ activation }) => activation))];
  const wide = isWide(across);
  const columns = wide ? datas.length : 1;
  const width = (across - LEFT - (wide ? 40 : 28) - GAP * (columns - 1)) / columns;
  const group = names.length * ROW + BETWEEN;
  const block = trainings.length * group + 58;
  const down = (place: number): number => (wide ? 0 : place * block);
  const parts = datas.flatMap((data, place) => {
    const x = LEFT + (wide ? place * (width + GAP) : 0);
    const top = 124 + down(place);
    const bottom = top + trainings.length * group - BETWEEN + 12;
    const lowest = Math.min(...results.filter((result) => result.data === data).map(({ robust }) => robust.low ?? robust.mean));
    const from = Math.max(0, Math.floor(lowest * 10) / 10);
    const toX = scale([from, 1], x, x + width);
    const step = from < 0.5 ? (wide ? 0.2 : 0.25) : 0.1;
    const ticks = Array.from({ length: Math.floor((1 - from) / step + 1e-9) + 1 }, (_, i) => 1 - i * step);
    return [
      text(x, top - 24, data === 'moons' ? 'two moons' : data, 'name'),
      ...ticks.flatMap((at) => [
        `<path class="grid" d="M${toX(at)} ${top - 12}V${bottom}"/>`,
        text(toX(at), bottom + 16, `${Math.round(at * 100)} %`, 'faint middle number'),
      ]),
      ...trainings.flatMap((training, i) =>
        names.flatMap((name, j) => {
          const y = top + i * group + j * ROW;
          const its = results.find((result) => result.data === data && result.training === training && result.activation === name)!;
          return [...dot(its.clean, series(j + 1), true, toX, y), ...dot(its.robust, series(j + 1), false, toX, y)];
        }),
      ),
    ];
  });
  for (const place of wide ? [0] : datas.keys())
    for (const [i, training] of trainings.entries()) {
      const y = 124 + down(place) + i * group;
      parts.push(text(24, y + 4, training === 'none' ? 'plain' : training.toUpperCase(), 'name'));
      for (const [j, name] of names.entries()) parts.push(text(LEFT - 14, y + j * ROW + 4, cut(name, 12), `right ${series(j + 1)}`));
    }
  const bottom = 124 + down(datas.length - 1) + trainings.length * group - BETWEEN + 12;
  const figures = [
    `Published, ${published.network} (${published.source}):`,
    `ReLU ${(published.relu * 100).toFixed(1)} %, SiLU ${(published.silu * 100).toFixed(1)} % robust.`,
  ];
  return page(
    {
      across,
      title: 'Under attack: a corner and smooth curves',
      under: `Right of test rows: ○ as they are, ● moved by PGD; ${seeds === 1 ? 'one seed' : `bars are 95 % intervals over ${seeds} seeds`}. Rows: what training was against.`,
      summary: results
        .map(({ data, training, activation, robust }) => `${data}, ${training}, ${activation}: ${robust.mean} robust`)
        .join('; '),
      height: bottom + (wide ? 62 : 78),
    },
    [...parts, ...(wide ? [figures.join(' ')] : figures).map((line, i) => text(24, bottom + 46 + i * 16, line, 'faint'))],
  );
}

function dot({ mean, low, high }: Estimate, kind: string, hollow: boolean, toX: (at: number) => number, y: number): string[] {
  return [
    ...(low === null ? [] : [`<path class="line ${kind}" d="M${toX(low)} ${y}H${toX(high)}"/>`]),
    `<circle class="${hollow ? 'line hollow' : 'mark'} ${kind}" cx="${toX(mean)}" cy="${y}" r="4.5"/>`,
  ];
}
