import { cut, short } from '../../view/text.ts';
import { text } from '../../view/drawing.ts';
import { isWide, linePanel, page, powerTicks, scale as toPixels, series } from '../chart.ts';
import type { Across, Frame } from '../chart.ts';
import { nearestToOne } from './findings.ts';
import type { DepthFindings, DepthResult } from './findings.ts';

const [LEFT, NAMES, GAP] = [60, 50, 44];

/** From a panel to the one below it. */
const DOWN = 284;

/** First the layers of the deepest networks, a panel for each scale; then the first layer by depth, and what one layer leaves. */
export function depthPicture(found: DepthFindings, across: Across): string {
  const { results, seeds, width } = found;
  const scales = [...new Set(results.map(({ scale }) => scale))];
  const names = [...new Set(results.map(({ activation }) => activation))];
  const kind = (name: string): string => series(names.indexOf(name));
  const deepest = results[0]!.gradients.at(-1)!.layers;
  const logs = results.flatMap(({ gradients }) => gradients.flatMap(({ norms }) => norms.filter((norm) => norm > 0).map(Math.log10)));
  const upwards = [Math.max(-20, Math.floor(Math.min(-1, ...logs))), Math.min(12, Math.ceil(Math.max(1, ...logs)))] as const;
  const ticks = powerTicks(upwards, 8);

  const wide = isWide(across);
  const panels = Math.min(3, scales.length);
  const columns = wide ? panels : 1;
  const panel = (across - LEFT - 16 - columns * NAMES - (columns - 1) * (GAP - 30)) / columns;
  const under = 108 + (panels / columns) * DOWN;
  const parts: string[] = [];
  for (const [i, scale] of scales.slice(0, panels).entries()) {
    const column = i % columns;
    const frame: Frame = {
      x: LEFT + column * (panel + NAMES + GAP - 30),
      y: 108 + ((i - column) / columns) * DOWN,
      width: panel,
      height: 190,
    };
    const its = results.filter((result) => result.scale === scale);
    parts.push(
      ...linePanel({
        frame,
        title: `weights × ${short(scale)}`,
        across: [0, deepest],
        upwards,
        ticksAcross: [0, Math.round(deepest / 2), deepest].map((at) => ({ at, label: String(at) })),
        ticksUpwards: column === 0 ? ticks : ticks.map(({ at }) => ({ at, label: '' })),
        axis: column === 0 ? 'layers back from the output' : '',
        lines: its
          .map((result) => ({
            name: result.activation,
            kind: kind(result.activation),
            points: [
              [0, 0] as const,
              ...result.gradients
                .at(-1)!
                .norms.toReversed()
                .map((norm, back) => [back + 1, Math.log10(norm)] as const),
            ],
          }))
          .filter(({ points }) => points.some(([at, log]) => at > 0 && Number.isFinite(log))),
      }),
      ...nothing(its, frame),
    );
  }

  const scale = nearestToOne(results);
  const at = results.filter((result) => result.scale === scale);
  const below: Frame = { x: LEFT, y: under, width: wide ? 270 : panel, height: 190 };
  const last: Frame = wide ? { ...below, x: 490, width: 220 } : { ...below, x: 84, y: under + DOWN, width: across - 84 - 24 };
  parts.push(
    ...linePanel({
      frame: below,
      title: `the first layer, by depth, at × ${short(scale)}`,
      across: [1, deepest],
      upwards,
      ticksAcross: [1, Math.round(deepest / 2), deepest].map((at) => ({ at, label: String(at) })),
      ticksUpwards: ticks,
      axis: 'hidden layers in the network',
      lines: at.map((result) => ({
        name: result.activation,
        kind: kind(result.activation),
        points: result.gradients.map(({ layers, norms }) => [layers, Math.log10(norms[0]!)] as const),
      })),
    }),
    ...nothing(at, below),
    ...factors(at, kind, last),
  );
  return page(
    {
      across,
      title: 'What comes back through many layers',
      under: `Gradient norm at each hidden layer before training, as a multiple of the output layer’s; ${width} units a layer, ${seeds} seeds.`,
      summary: at.map((result) => `${result.activation}: ${short(result.layerFactor)} a layer`).join('; '),
      height: last.y + 248,
    },
    parts,
  );
}

function nothing(results: readonly DepthResult[], { x, y, height }: Frame): string[] {
  const none = results.filter(({ gradients }) => gradients.at(-1)!.norms.every((norm) => norm === 0)).map(({ activation }) => activation);
  return none.length === 0 ? [] : [text(x + 8, y + height - 8, `exactly 0: ${none.join(', ')}`, 'faint')];
}

/** For each activation, what one layer leaves: by its slopes under their bound, and with its weights. */
function factors(results: readonly DepthResult[], kind: (name: string) => string, { x, y, width, height }: Frame): string[] {
  const most = Math.max(1.2, ...results.flatMap(({ slopeBound, layerFactor }) => [slopeBound, layerFactor ?? 0])) * 1.05;
  const toX = toPixels([0, most], x, x + width);
  const line = Math.min(28, height / results.length);
  return [
    text(x - 60, y - 12, 'what one layer leaves of the signal', 'name'),
    ...[0, 0.25, 0.5, 1].flatMap((at) => [
      `<path class="grid" d="M${toX(at)} ${y}v${line * results.length}"/>`,
      text(toX(at), y + line * results.length + 16, at === 0.25 ? '¼' : at === 0.5 ? '½' : String(at), 'faint middle number'),
    ]),
    ...results.flatMap((result, i) => {
      const middle = y + (i + 0.5) * line;
      const colour = kind(result.activation);
      return [
        text(x - 60, middle + 4, cut(result.activation, 9), colour),
        `<path class="rule" d="M${toX(result.slopeBound)} ${middle - 8}v16"/>`,
        `<path class="line ${colour} dim" d="M${toX(0)} ${middle}H${toX(result.slopeFactor)}"/>`,
        `<circle class="mark ${colour}" cx="${toX(result.slopeFactor)}" cy="${middle}" r="4.5"/>`,
        ...(result.layerFactor === null || result.layerFactor > most
          ? []
          : [`<circle class="line hollow ${colour}" cx="${toX(result.layerFactor)}" cy="${middle}" r="4.5"/>`]),
      ];
    }),
    text(x - 60, y + line * results.length + 36, '● by its slopes, │ their bound, ○ with its weights', 'faint'),
  ];
}
