/** The data sets of the page, by their names in the address. */
export const DATA_SETS = ['xor', 'noisy', 'circles', 'moons', 'spirals', 'drawn'] as const;
export type DataSet = (typeof DATA_SETS)[number];

/** The activations that always race, in this order. */
export const LANES = ['step', 'sigmoid', 'relu', 'silu', 'gelu'] as const;
/** The lane of the reader's own formula. */
export const OWN = 'own';
export type LaneName = (typeof LANES)[number] | typeof OWN;

export const LANGUAGES = ['en', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];

/** A point that was drawn: its place in [−2, 2]², and its class. */
export interface DrawnPoint {
  readonly x: number;
  readonly y: number;
  readonly label: 0 | 1;
}

/** What a hand did to a network, and after which epoch. */
export type Edit =
  /** One weight or bias was given another value. */
  | {
      readonly kind: 'weight';
      readonly epoch: number;
      readonly lane: LaneName;
      readonly parameter: string;
      readonly index: number;
      readonly value: number;
    }
  /** All weights were set to OR, AND, and "OR, but not AND". */
  | { readonly kind: 'by-hand'; readonly epoch: number; readonly lane: LaneName };

/** What a run depends on: equal ones give equal bits. */
export interface RunSettings {
  readonly data: DataSet;
  readonly points: readonly DrawnPoint[];
  /** Deviation of the noise on every point, in the units of the axes. */
  readonly noise: number;
  /** Share of the points that is kept for testing. */
  readonly held: number;
  readonly seed: number;
  /** Units in each hidden layer. */
  readonly width: number;
  /** Hidden layers. */
  readonly depth: number;
  /** Factor on the first weights. */
  readonly scale: number;
  /** Learning rate of Adam. */
  readonly rate: number;
  /** Epochs after which the race is over. */
  readonly epochs: number;
  /** The reader's own formula; empty: none races. */
  readonly formula: string;
}

/** All that the address holds. */
export interface Settings extends RunSettings {
  readonly edits: readonly Edit[];
  /** The epoch the networks stand at; `null` while they run. */
  readonly at: number | null;
  /** Epochs in each picture. */
  readonly speed: number;
  /** The lane that the card, the depth bars and the look inside show. */
  readonly lane: LaneName;
  /** Whether the card shows f″. */
  readonly curvature: boolean;
  /** Whether the look inside is open. */
  readonly inside: boolean;
  /** The chapter of the tour; 0: none is open. */
  readonly chapter: number;
  readonly language: Language;
}

export const SCALES = [0.2, 1, 4] as const;
export const SPEEDS = [1, 2, 5, 20] as const;

/** The bounds of the numbers, for controls and for addresses. */
export const BOUNDS = {
  noise: { min: 0, max: 1, step: 0.01 },
  held: { min: 0, max: 0.5, step: 0.05 },
  seed: { min: 0, max: 999_999, step: 1 },
  width: { min: 1, max: 8, step: 1 },
  depth: { min: 1, max: 12, step: 1 },
  scale: { min: 0.01, max: 100, step: 0 },
  rate: { min: 0.0001, max: 1000, step: 0 },
  epochs: { min: 1, max: 20_000, step: 1 },
  speed: { min: 1, max: 100, step: 1 },
  chapter: { min: 0, max: 6, step: 1 },
} as const;
export type BoundedName = keyof typeof BOUNDS;

export const DEFAULTS: Settings = {
  data: 'xor',
  points: [],
  noise: 0,
  held: 0,
  seed: 3,
  width: 4,
  depth: 1,
  scale: 1,
  rate: 0.05,
  epochs: 600,
  formula: '',
  edits: [],
  at: null,
  speed: 2,
  lane: 'step',
  curvature: false,
  inside: false,
  chapter: 0,
  language: 'en',
};

/** The lanes that race, in their order. */
export const lanesOf = ({ formula }: Pick<RunSettings, 'formula'>): readonly LaneName[] => (formula === '' ? LANES : [...LANES, OWN]);
