import type { LaneName } from '../state/settings.ts';
import type { LossAt } from './lane.ts';
import type { UnitState } from './trace.ts';

/** Cells on a side of a decision surface, and of a unit's own. */
export const SIDE = 40;
export const UNIT_SIDE = 24;

/** How well a network answers some points. */
export interface Score {
  /** Mean binary cross-entropy. */
  readonly loss: number;
  readonly right: number;
  readonly count: number;
}

/** How one network stands. */
export interface LaneFrame {
  readonly name: LaneName;
  /** Logits over the plane, SIDE × SIDE. */
  readonly surface: Float32Array<ArrayBuffer>;
  readonly train: Score;
  readonly test?: Score;
  /** For each layer, the norm of its gradient in the last step; empty before the first. */
  readonly gradientNorms: readonly number[];
  /** The largest change of a hidden layer's weight or bias since the first draw, or since a hand changed any. */
  readonly hiddenMoved: number;
  /** The largest |slope| at any hidden unit and row; of `step` alone. */
  readonly largestSlope?: number;
  /** Losses since the last frame. */
  readonly losses: readonly LossAt[];
  readonly failure?: { readonly epoch: number; readonly where: string };
  /** The weights' bits, hashed. */
  readonly fingerprint: string;
}

/** A hidden layer of the network that is looked into. */
export interface LayerFrame {
  readonly units: number;
  /** [rows, units]: what enters the activations. */
  readonly preActivations: Float32Array<ArrayBuffer>;
  readonly states: readonly UnitState[];
  /** How many of them lie where the slope is below 0.01. */
  readonly flat: number;
  /** What the units give over the plane, [UNIT_SIDE², units]; only when asked for. */
  readonly surfaces?: Float32Array<ArrayBuffer>;
}

export interface Weights {
  readonly [name: string]: { readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> };
}

/** The network that is looked into. */
export interface Look {
  readonly lane: LaneName;
  readonly weights: Weights;
  readonly layers: readonly LayerFrame[];
}

/** All networks after an epoch. */
export interface Frame {
  readonly epoch: number;
  readonly backend: string;
  readonly lanes: readonly LaneFrame[];
  readonly look: Look;
}
