import type { ActivationName, Work } from './work.ts';

/** A row of the report: what is done, and in what it is told. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly work: Work;
  /** From nanoseconds for one piece of work to a number that people read; higher is better but for times. */
  readonly unit: string;
  readonly read: (nanoseconds: number) => number;
}

const digits = { sizes: [784, 256, 128, 10], activation: 'relu' } as const;

const row = (id: string, title: string, work: Work, unit: string, read: (nanoseconds: number) => number): Row => ({
  id,
  title,
  work,
  unit,
  read,
});

const products = [256, 512, 1024].map((size) =>
  row(
    `matmul-${size}`,
    `matmul, ${size} × ${size} × ${size}`,
    { kind: 'matmul', size },
    'GFLOP/s',
    (nanoseconds) => (2 * size ** 3) / nanoseconds,
  ),
);

const elements = 1_000_000;
const perElement = (nanoseconds: number): number => nanoseconds / elements;
const elementwise = (['relu', 'sigmoid', 'silu', 'gelu', 'tanh'] as const).flatMap((activation: ActivationName) =>
  [false, true].map((slope) =>
    row(
      `${activation}${slope ? '-slope' : ''}`,
      `${activation}${slope ? ' and its slope' : ''}, of a million numbers`,
      { kind: 'map', activation, slope, elements },
      'ns an element',
      perElement,
    ),
  ),
);

export const rows: readonly Row[] = [
  row(
    'xor',
    'XOR step: 2-8-1, sigmoid, 4 rows, SGD',
    { kind: 'train', sizes: [2, 8, 1], activation: 'sigmoid', loss: 'binary', optimizer: 'sgd', rate: 0.5, rows: 4, batch: 4 },
    'million steps/s',
    (nanoseconds) => 1e3 / nanoseconds,
  ),
  row(
    'training',
    'training 784-256-128-10, ReLU, batch 64, Adam',
    { kind: 'train', ...digits, loss: 'softmax', optimizer: 'adam', rate: 0.001, rows: 2048, batch: 64 },
    'thousand rows/s',
    (nanoseconds) => 64e6 / nanoseconds,
  ),
  row(
    'predict-256',
    'predictions of that network, 256 rows a call',
    { kind: 'predict', ...digits, batch: 256 },
    'thousand rows/s',
    (nanoseconds) => 256e6 / nanoseconds,
  ),
  row('predict-1', 'predictions, one row a call', { kind: 'predict', ...digits, batch: 1 }, 'µs', (nanoseconds) => nanoseconds / 1e3),
  ...products,
  ...elementwise,
];
