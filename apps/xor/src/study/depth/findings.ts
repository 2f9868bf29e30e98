/** One activation at one scale of the first weights. */
export interface DepthResult {
  readonly activation: string;
  /** The scale as a multiple of the one that keeps the variance 1. */
  readonly scale: number;
  /** The largest |slope| of the activation anywhere. */
  readonly slopeBound: number;
  /** What the slopes of one layer leave of the signal on its way back: geometric mean over layers and seeds, deepest network. */
  readonly slopeFactor: number;
  /** The same for a layer's slopes and weights together; null where no signal comes back. */
  readonly layerFactor: number | null;
  /** For each depth, the gradient norm of each hidden layer, the first first, as a multiple of the output layer's; geometric means. */
  readonly gradients: readonly { readonly layers: number; readonly norms: readonly number[] }[];
}

export interface DepthFindings {
  readonly seed: number;
  readonly seeds: number;
  readonly width: number;
  readonly results: readonly DepthResult[];
}

/** The scale whose results stand for an untouched initialization: 1, or the nearest asked for. */
export const nearestToOne = (results: readonly DepthResult[]): number =>
  [...new Set(results.map(({ scale }) => scale))].toSorted((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))[0]!;
