import { EXTENT } from '../network/data.ts';
import type { Rows } from '../network/data.ts';
import type { Drawing } from './canvas.tsx';
import { answerColour, css } from './theme.ts';
import type { Theme } from './theme.ts';

let scratch: HTMLCanvasElement | undefined;

/** Colours of a scale, as an image holds them: red in the lowest byte. */
const SHADES = 512;
const scales = new Map<Theme, Uint32Array>();

function scaleOf(theme: Theme): Uint32Array {
  let scale = scales.get(theme);
  if (scale === undefined) {
    scale = Uint32Array.from({ length: SHADES + 1 }, (_, i) => {
      const [red, green, blue] = answerColour(theme, (2 * i) / SHADES - 1);
      return (0xff00_0000 | (blue << 16) | (green << 8) | red) >>> 0;
    });
    scales.set(theme, scale);
  }
  return scale;
}

/** Values from −1 to 1 over the plane, `side` × `side`, smoothed between. */
export function drawSurface({ context, width, height, theme }: Drawing, values: ArrayLike<number>, side: number): void {
  scratch ??= document.createElement('canvas');
  if (scratch.width !== side) scratch.width = scratch.height = side;
  const brush = scratch.getContext('2d', { willReadFrequently: true })!;
  const image = brush.createImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = scaleOf(theme);
  for (let i = 0; i < pixels.length; i++) pixels[i] = scale[Math.round(((values[i]! + 1) * SHADES) / 2)]!;
  brush.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(scratch, 0, 0, width, height);
}

/** Logits as answers from −1 to 1: 2p − 1. */
export const toAnswers = (logits: Float32Array): Float32Array => logits.map((z) => Math.tanh(z / 2));

export const toPixel = ({ width, height }: Pick<Drawing, 'width' | 'height'>, x: number, y: number): readonly [number, number] => [
  ((x + EXTENT) / (2 * EXTENT)) * width,
  ((EXTENT - y) / (2 * EXTENT)) * height,
];

/** Points of class 0 round, of class 1 square; points held back for testing are hollow. */
export function drawPoints(drawing: Drawing, { input, target }: Rows, { hollow = false } = {}): void {
  const { context, theme, width } = drawing;
  const many = target.size > 20;
  const size = Math.max(2, width / (many ? 60 : 26));
  for (let row = 0; row < target.size; row++) {
    const [x, y] = toPixel(drawing, input.data[2 * row]!, input.data[2 * row + 1]!);
    const label = target.data[row]!;
    context.beginPath();
    if (label === 0) context.arc(x, y, size, 0, 2 * Math.PI);
    else context.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
    context.fillStyle = css(label === 0 ? theme.zero : theme.one);
    context.strokeStyle = theme.dark ? '#f4f5f7' : '#101418';
    context.lineWidth = many ? 1 : 1.5;
    if (!hollow) context.fill();
    context.stroke();
  }
}
