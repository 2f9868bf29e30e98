import { useState } from 'preact/hooks';
import { EXTENT, makeData } from '../network/data.ts';
import { MOST_POINTS } from '../state/address.ts';
import { Picture } from '../view/canvas.tsx';
import { drawPoints, toPixel } from '../view/surface.ts';
import { useStore, useText } from './context.ts';

/** Steps of the cross, and of drawn places: two digits keep addresses short. */
const STEP = 0.1;
const round = (x: number): number => Math.max(-EXTENT, Math.min(EXTENT, Math.round(x * 100) / 100));

/** A field to draw points in, by pointer or keys. */
export function Draw() {
  const store = useStore();
  const t = useText();
  const { points } = store.settings;
  const [label, setLabel] = useState<0 | 1>(0);
  const [[x, y], setCross] = useState<readonly [number, number]>([0, 0]);
  const full = points.length >= MOST_POINTS;
  const add = (atX: number, atY: number): void => {
    setCross([round(atX), round(atY)]);
    if (!full) store.change({ points: [...points, { x: round(atX), y: round(atY), label }] });
  };
  const takeBack = (): void => {
    if (points.length > 0) store.change({ points: points.slice(0, -1) });
  };
  const press = (event: KeyboardEvent): void => {
    const move = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
    if (move) setCross([round(x + move[0]!), round(y + move[1]!)]);
    else if (event.key === 'Enter' || event.key === ' ') add(x, y);
    else if (event.key === 'Backspace' || event.key === 'Delete') takeBack();
    else return;
    event.preventDefault();
  };
  const ones = points.filter((point) => point.label === 1).length;
  return (
    <div class="draw">
      <h3>{t.draw.heading}</h3>
      <p class="fine">{t.draw.how}</p>
      <fieldset>
        <legend>{t.draw.label}</legend>
        {([0, 1] as const).map((one) => (
          <label key={one} class="check">
            <input type="radio" name="class" checked={label === one} onChange={() => setLabel(one)} />{' '}
            {one === 0 ? t.draw.zero : t.draw.one}
          </label>
        ))}
      </fieldset>
      <Picture
        class="field"
        interactive
        label={t.draw.picture(points.length - ones, ones, x, y)}
        draw={(drawing) => {
          const { context, width, height, theme } = drawing;
          const [crossX, crossY] = toPixel(drawing, x, y);
          context.strokeStyle = theme.faint;
          context.lineWidth = 1;
          for (const [from, to] of [
            [toPixel(drawing, 0, -EXTENT), toPixel(drawing, 0, EXTENT)],
            [toPixel(drawing, -EXTENT, 0), toPixel(drawing, EXTENT, 0)],
          ] as const) {
            context.beginPath();
            context.moveTo(...from);
            context.lineTo(...to);
            context.stroke();
          }
          if (points.length > 0)
            drawPoints({ ...drawing, width, height }, makeData({ data: 'drawn', points, noise: 0, seed: 0, held: 0 }).train);
          context.strokeStyle = theme.ink;
          context.lineWidth = 2;
          context.beginPath();
          context.moveTo(crossX - 8, crossY);
          context.lineTo(crossX + 8, crossY);
          context.moveTo(crossX, crossY - 8);
          context.lineTo(crossX, crossY + 8);
          context.stroke();
        }}
        onPointerDown={(event) => {
          const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
          add(
            ((event.clientX - box.left) / box.width) * 2 * EXTENT - EXTENT,
            EXTENT - ((event.clientY - box.top) / box.height) * 2 * EXTENT,
          );
        }}
        onKeyDown={press}
      />
      {full && <p class="notice">{t.draw.full(MOST_POINTS)}</p>}
      <div class="buttons">
        <button disabled={points.length === 0} onClick={takeBack}>
          {t.draw.undo}
        </button>
        <button disabled={points.length === 0} onClick={() => store.change({ points: [] })}>
          {t.draw.clear}
        </button>
      </div>
    </div>
  );
}
