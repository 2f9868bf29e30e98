import type { LossAt } from '../network/lane.ts';
import type { LaneName } from '../state/settings.ts';
import type { Drawing } from './canvas.tsx';

/** Lowest loss that the chart shows. */
const FLOOR = 1e-4;

/** Loss over epochs, logarithmic, a line for each network with its name at the end. */
export function drawLosses(
  { context, width, height, theme }: Drawing,
  lines: readonly { readonly name: LaneName; readonly title: string; readonly losses: readonly LossAt[] }[],
  epochs: number,
  marked: LaneName,
): void {
  context.font = 'bold 12px system-ui, sans-serif';
  const right = 14 + Math.max(...lines.map(({ title }) => context.measureText(title).width));
  const [left, top, bottom] = [58, 8, 22];
  const most = Math.max(1, ...lines.flatMap(({ losses }) => losses.map(({ loss }) => (Number.isFinite(loss) ? loss : 0))));
  const ceiling = 10 ** Math.ceil(Math.log10(most));
  const toX = (epoch: number): number => left + (epoch / epochs) * (width - left - right);
  const share = (loss: number): number => Math.log(Math.max(FLOOR, loss) / FLOOR) / Math.log(ceiling / FLOOR);
  const toY = (loss: number): number => height - bottom - share(loss) * (height - top - bottom);

  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.fillStyle = theme.ink;
  context.strokeStyle = theme.faint;
  context.lineWidth = 1;
  const decades = Math.round(Math.log10(ceiling / FLOOR));
  for (let i = 0; i <= decades; i++) {
    const loss = FLOOR * 10 ** i;
    context.beginPath();
    context.moveTo(left, toY(loss));
    context.lineTo(width - right, toY(loss));
    context.stroke();
    context.textAlign = 'right';
    if (i % Math.ceil(decades / 6) === 0) context.fillText(`${i === 0 ? '≤ ' : ''}${Number(loss.toPrecision(1))}`, left - 6, toY(loss));
  }
  context.textAlign = 'center';
  for (const epoch of [0, epochs / 2, epochs]) context.fillText(String(Math.round(epoch)), toX(epoch), height - bottom / 2);

  const ends: { y: number; title: string; colour: string; bold: boolean }[] = [];
  for (const { name, title, losses } of lines) {
    if (losses.length === 0) continue;
    context.strokeStyle = theme.lanes[name];
    context.lineWidth = name === marked ? 3 : 1.75;
    context.beginPath();
    for (const { epoch, loss } of losses) context.lineTo(toX(epoch), toY(loss));
    context.stroke();
    ends.push({ y: toY(losses.at(-1)!.loss), title, colour: theme.lanes[name], bold: name === marked });
  }
  // Names stand apart, in the order of the lines.
  let last = -Infinity;
  ends.sort((a, b) => a.y - b.y);
  const spare = Math.max(0, (ends.at(-1)?.y ?? 0) + 14 * ends.length - height);
  for (const { y, title, colour, bold } of ends) {
    const place = Math.max(y - spare, last + 14, 8);
    last = place;
    context.textAlign = 'left';
    context.fillStyle = colour;
    context.font = `${bold ? 'bold ' : ''}12px system-ui, sans-serif`;
    context.fillText(title, width - right + 6, Math.min(place, height - 6));
  }
}
