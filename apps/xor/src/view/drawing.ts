/** What the colours stand for, on light and on dark. */
export const COLOURS = {
  ground: ['#ffffff', '#0d1117'],
  ink: ['#1f2328', '#e6edf3'],
  faint: ['#656d76', '#8d96a0'],
  line: ['#d0d7de', '#30363d'],
  value: ['#0969da', '#58a6ff'],
  slope: ['#bc4c00', '#f0883e'],
  learnt: ['#1a7f37', '#3fb950'],
  luck: ['#d4a72c', '#d29922'],
  wrong: ['#cf222e', '#ff7b72'],
} as const;

/** A line of text whose baseline begins at x, y. */
export const text = (x: number, y: number, content: string, kind: string): string =>
  `<text x="${round(x)}" y="${round(y)}"${kind === '' ? '' : ` class="${kind}"`}>${escape(content)}</text>`;

/** Thousandths of a pixel are enough. */
export const round = (value: number): number => Math.round(value * 1000) / 1000;

export const escape = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
