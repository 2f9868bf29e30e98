import { redrawAll } from '../view/canvas.tsx';
import { theme } from '../view/theme.ts';
import { saveBlob } from './save-blob.ts';

const [GAP, TITLE] = [16, 28];

/** The race as it is seen, with the chart of losses under it, as a PNG file. `titles`: one for each surface. */
export function savePicture(titles: readonly string[]): void {
  redrawAll();
  const surfaces = [...document.querySelectorAll<HTMLCanvasElement>('canvas.surface')];
  const losses = document.querySelector<HTMLCanvasElement>('canvas.losses')!;
  const size = Math.max(...surfaces.map(({ width }) => width));
  const width = Math.max(surfaces.length * (size + GAP) + GAP, losses.width + 2 * GAP);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = size + TITLE + losses.height + 3 * GAP;
  const context = canvas.getContext('2d')!;
  const { paper, ink } = theme();
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink;
  context.font = `${TITLE * 0.7}px system-ui, sans-serif`;
  for (const [i, surface] of surfaces.entries()) {
    const x = GAP + i * (size + GAP);
    context.fillText(titles[i] ?? '', x, TITLE);
    context.drawImage(surface, x, TITLE + GAP / 2, size, size);
  }
  context.drawImage(losses, GAP, size + TITLE + 2 * GAP);
  canvas.toBlob((blob) => blob && saveBlob(blob, 'nonlin.png'));
}
