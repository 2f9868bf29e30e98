import type { Drawing } from './canvas.tsx';

/** Gradient norms as bars on a logarithmic scale; a norm of 0 has none, and says so. */
export function drawBars(
  { context, width, height, theme }: Drawing,
  norms: readonly number[],
  colour: string,
  names: readonly string[],
): void {
  const [left, top, bottom] = [48, 10, 24];
  const [low, high] = [-8, 1];
  const toY = (norm: number): number => {
    const share = (Math.min(high, Math.max(low, Math.log10(norm))) - low) / (high - low);
    return height - bottom - share * (height - top - bottom);
  };
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = theme.ink;
  context.strokeStyle = theme.faint;
  for (let decade = low; decade <= high; decade += 3) {
    const y = toY(10 ** decade);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(width, y);
    context.stroke();
    context.fillText(decade === 1 ? '10' : `1e${String(decade).replace('-', '−')}`, left - 6, y);
  }
  const space = (width - left) / Math.max(1, norms.length);
  for (const [i, norm] of norms.entries()) {
    const x = left + i * space + space * 0.15;
    const y = norm > 0 ? toY(norm) : height - bottom;
    context.fillStyle = colour;
    context.fillRect(x, y, space * 0.7, height - bottom - y);
    context.fillStyle = theme.ink;
    context.textAlign = 'center';
    if (norm === 0) context.fillText('0', x + space * 0.35, height - bottom - 8);
    context.fillText(names[i]!, x + space * 0.35, height - bottom / 2);
  }
}
