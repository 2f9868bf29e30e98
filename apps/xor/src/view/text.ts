import { styleText } from 'node:util';

/** Styles a text for the stream it goes to: plain where that is no terminal or NO_COLOR is set. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

export const painter =
  (stream: NodeJS.WriteStream): Paint =>
  (format, text) =>
    styleText(format, text, { stream });

/** Breaks a paragraph at spaces into lines of at most `width` characters, each after `indent`. */
export function wrap(text: string, width: number, indent = '  '): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => indent + one).join('\n');
}

/** Three digits at most: `0`, `0.25`, `12.3`, `1.2e-5`; `–` for null. */
export function short(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 0.001 || size >= 10_000) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(size < 1 ? 2 : 3)));
}

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** The most that a table or a picture shows of a name; a formula may be its own. */
export const NAME_WIDTH = 14;

/** The most of a name where there is room: a quarter of the page. */
export const nameWidth = (width: number): number => Math.max(NAME_WIDTH, Math.floor(width / 4));

/** `text` in at most `width` characters, cut with an ellipsis where it is longer. */
export const cut = (text: string, width: number = NAME_WIDTH): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

/** `text` in exactly `width` characters. */
export const fit = (text: string, width: number): string => cut(text, width).padEnd(width);

/** Blocks of lines side by side; each block's lines are equally wide. */
export function beside(blocks: readonly (readonly string[])[], gap: string): string[] {
  const height = Math.max(0, ...blocks.map((block) => block.length));
  return Array.from({ length: height }, (_, row) => blocks.map((block) => block[row] ?? '').join(gap));
}
