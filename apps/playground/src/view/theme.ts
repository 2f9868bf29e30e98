import type { LaneName } from '../state/settings.ts';

/** Red, green, blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colours of a picture, for light or dark surroundings. */
export interface Theme {
  readonly dark: boolean;
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  /** Ends and middle of the scale of answers: told apart with every kind of colour vision, and the middle by lightness. */
  readonly zero: Rgb;
  readonly middle: Rgb;
  readonly one: Rgb;
  readonly lanes: { readonly [name in LaneName]: string };
}

/** The colours of Okabe & Ito 2008 ("Color Universal Design"), darker on white where thin lines need the contrast. */
const LIGHT: Theme = {
  dark: false,
  paper: '#ffffff',
  ink: '#1b1f24',
  faint: '#c9ced6',
  zero: [230, 159, 0],
  middle: [247, 246, 242],
  one: [0, 114, 178],
  lanes: { step: '#b84a00', sigmoid: '#0072b2', relu: '#a87400', silu: '#00805c', gelu: '#b0578a', own: '#4b4f57' },
};

const DARK: Theme = {
  dark: true,
  paper: '#161a20',
  ink: '#e8eaee',
  faint: '#434a55',
  zero: [240, 170, 30],
  middle: [38, 42, 50],
  one: [70, 165, 230],
  lanes: { step: '#ff8a4c', sigmoid: '#56b4e9', relu: '#f0c040', silu: '#2fc79a', gelu: '#e59ac4', own: '#cfd3da' },
};

const darkness = globalThis.matchMedia('(prefers-color-scheme: dark)');

export const theme = (): Theme => (darkness.matches ? DARK : LIGHT);

export const onThemeChange = (listener: () => void): void => darkness.addEventListener('change', listener);

/** The colour of an answer between −1 (surely 0) and 1 (surely 1). */
export function answerColour({ zero, middle, one }: Theme, answer: number): Rgb {
  const end = answer < 0 ? zero : one;
  const share = Math.min(1, Math.abs(answer));
  return [0, 1, 2].map((i) => Math.round(middle[i]! + (end[i]! - middle[i]!) * share)) as unknown as Rgb;
}

export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;
