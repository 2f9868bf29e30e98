/** What an initialization may depend on. */
export interface Fan {
  /** Inputs of the layer. */
  readonly inputs: number;
  /** Outputs of the layer. */
  readonly outputs: number;
  /** The gain of the activation that feeds the layer, `1 / √E[f(z)²]`; 1 at the network's input. */
  readonly gain: number;
}

/** The standard deviations that scale a layer's N(0, 1) draws. */
export type Initialization = (fan: Fan) => { readonly weight: number; readonly bias: number };

/**
 * Weights `gain / √(inputs + 1)`, biases `1 / √(inputs + 1)`: the bias counts as one more input of mean square 1, and the
 * sum that enters an activation has the variance 1, whatever activation feeds the layer. The default.
 * Biases of 0 would put every unit's bend through the origin: for inputs around 0, a frozen layer of steps then separates nothing.
 */
export const unitVariance: Initialization = ({ inputs, gain }) => {
  const share = 1 / Math.sqrt(inputs + 1);
  return { weight: gain * share, bias: share };
};

/** Weights `√(2 / inputs)`, biases 0: for ReLU. He et al. 2015, arXiv:1502.01852. */
export const heNormal: Initialization = ({ inputs }) => ({ weight: Math.sqrt(2 / inputs), bias: 0 });

/** Weights `√(2 / (inputs + outputs))`, biases 0: for symmetric activations. Glorot & Bengio 2010, AISTATS 9:249–256. */
export const glorotNormal: Initialization = ({ inputs, outputs }) => ({ weight: Math.sqrt(2 / (inputs + outputs)), bias: 0 });
