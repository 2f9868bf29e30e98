/** What an initialization may depend on. */
export interface Fan {
  /** Inputs of the layer. */
  readonly inputs: number;
  /** Outputs of the layer. */
  readonly outputs: number;
  /** The gain of the activation that feeds the layer, `1 / √E[f(z)²]`; 1 at the network's input. */
  readonly gain: number;
}

/** The standard deviation that scales a layer's N(0, 1) draws. */
export type Initialization = (fan: Fan) => number;

/** `gain / √inputs`: the sum over the inputs has the variance 1, whatever activation feeds it. The default. */
export const unitVariance: Initialization = ({ inputs, gain }) => gain / Math.sqrt(inputs);

/** `√(2 / inputs)`: for ReLU. He et al. 2015, arXiv:1502.01852. */
export const heNormal: Initialization = ({ inputs }) => Math.sqrt(2 / inputs);

/** `√(2 / (inputs + outputs))`: for symmetric activations. Glorot & Bengio 2010, AISTATS 9:249–256. */
export const glorotNormal: Initialization = ({ inputs, outputs }) => Math.sqrt(2 / (inputs + outputs));

/** 0 for all: draws are dropped. */
export const allZero: Initialization = () => 0;
