import type { LaneName } from '../state/settings.ts';
import type { Curve } from '../network/curve.ts';
import type { Drawing } from './canvas.tsx';

/** The graph reaches from −REACH to REACH. */
export const REACH = 6;

export interface CurveMarks {
  readonly lane: LaneName;
  readonly curvature: boolean;
  /** What enters the hidden units now, a stripe for each layer. */
  readonly dots: readonly ArrayLike<number>[];
  /** Where the reading stands. */
  readonly at: number | undefined;
}

const MARGIN = { left: 34, right: 12, top: 12 };
const STRIPE = 44;

const toCurveX = (width: number, x: number): number => MARGIN.left + ((x + REACH) / (2 * REACH)) * (width - MARGIN.left - MARGIN.right);
export const fromCurveX = (width: number, pixel: number): number =>
  Math.max(-REACH, Math.min(REACH, ((pixel - MARGIN.left) / (width - MARGIN.left - MARGIN.right)) * 2 * REACH - REACH));

/** f thick, f′ dashed, f″ dotted; under the axis the units' inputs. */
export function drawCurve({ context, width, height, theme }: Drawing, curve: Curve, { lane, curvature, dots, at }: CurveMarks): void {
  const stripe = dots.length === 0 ? 8 : STRIPE;
  const bottom = height - stripe - 20;
  const shown = [curve.values, curve.slopes, ...(curvature ? [curve.curvatures] : [])];
  const finite = shown.flatMap((values) => Array.from(values).filter((y) => Number.isFinite(y)));
  const low = Math.max(-4, Math.min(-0.5, ...finite));
  const high = Math.min(6, Math.max(1.2, ...finite));
  const toX = (x: number): number => toCurveX(width, x);
  const toY = (y: number): number => MARGIN.top + ((high - y) / (high - low)) * (bottom - MARGIN.top);

  context.font = '12px system-ui, sans-serif';
  context.lineWidth = 1;
  context.fillStyle = theme.ink;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (let x = -REACH; x <= REACH; x += 2) {
    line(context, theme.faint, [toX(x), MARGIN.top], [toX(x), bottom]);
    context.fillText(String(x).replace('-', '−'), toX(x), bottom + 4);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (let y = Math.ceil(low); y <= high; y++) {
    line(context, theme.faint, [toX(-REACH), toY(y)], [toX(REACH), toY(y)]);
    context.fillText(String(y).replace('-', '−'), MARGIN.left - 6, toY(y));
  }
  line(context, theme.ink, [toX(-REACH), toY(0)], [toX(REACH), toY(0)]);
  line(context, theme.ink, [toX(0), MARGIN.top], [toX(0), bottom]);

  context.save();
  context.beginPath();
  context.rect(MARGIN.left, MARGIN.top - 4, width - MARGIN.left - MARGIN.right, bottom - MARGIN.top + 8);
  context.clip();
  const trace = (values: ArrayLike<number>, dash: readonly number[], thick: number, colour: string): void => {
    context.setLineDash([...dash]);
    context.lineWidth = thick;
    context.strokeStyle = colour;
    context.beginPath();
    let drawing = false;
    for (const [i, x] of curve.inputs.entries()) {
      const y = values[i]!;
      const jumps = drawing && Math.abs(y - values[i - 1]!) > 20 * curve.pace + 0.4;
      if (!Number.isFinite(y)) drawing = false;
      else if (!drawing || jumps) context.moveTo(toX(x), toY(y));
      else context.lineTo(toX(x), toY(y));
      drawing = Number.isFinite(y);
    }
    context.stroke();
    context.setLineDash([]);
  };
  if (curvature) trace(curve.curvatures, [2, 4], 2, theme.ink);
  trace(curve.slopes, [8, 5], 2.5, theme.ink);
  trace(curve.values, [], 3.5, theme.lanes[lane]);
  context.restore();

  if (at !== undefined) {
    line(context, theme.ink, [toX(at), MARGIN.top], [toX(at), height - 4]);
    const { value, slope } = curve.read(at);
    for (const y of [value, slope])
      if (y >= low && y <= high) {
        context.beginPath();
        context.arc(toX(at), toY(y), 5, 0, 2 * Math.PI);
        context.fillStyle = theme.lanes[lane];
        context.fill();
        context.strokeStyle = theme.paper;
        context.lineWidth = 2;
        context.stroke();
      }
  }

  const rows = Math.max(1, dots.length);
  for (const [row, values] of dots.entries()) {
    const y = height - stripe + 4 + ((row + 0.5) / rows) * (stripe - 8);
    context.fillStyle = theme.lanes[lane];
    context.globalAlpha = 0.6;
    for (let i = 0; i < values.length; i++) {
      const x = values[i]!;
      if (Math.abs(x) > REACH) continue;
      context.beginPath();
      context.arc(toX(x), y, rows > 4 ? 1.5 : 3.5, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}

function line(context: CanvasRenderingContext2D, colour: string, from: readonly [number, number], to: readonly [number, number]): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
