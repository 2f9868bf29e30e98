import { adam, binaryCrossEntropy, NonFiniteError, referenceBackend, train } from '@nonlin/core';
import type { AnyActivation, Backend, EpochReport, Named, Sequential, Tensor, TrainingState } from '@nonlin/core';
import type { Edit, LaneName, RunSettings } from '../state/settings.ts';
import { activationOf } from './activations.ts';
import type { Data } from './data.ts';
import { edited, makeNetwork } from './network.ts';

/** Loss after an epoch. */
export interface LossAt {
  readonly epoch: number;
  readonly loss: number;
}

/** Losses kept of a stretch that is run in one go. */
const KEPT = 150;

/** One network of the race: a function of settings and edits, whatever stretches it is run in. */
export class Lane {
  readonly name: LaneName;
  readonly activation: AnyActivation;
  readonly model: Sequential;
  /** The weights that training set out from: the first ones, or those that a hand has left. */
  #outset: Named<Tensor>;
  epoch = 0;
  /** The loss that the last step set out from; NaN before the first. */
  loss = NaN;
  gradientNorms: { readonly [layer: string]: number } = {};
  /** Why it trains no more; the weights are the last finite ones. */
  failure: { readonly epoch: number; readonly where: string } | undefined;
  readonly #settings: RunSettings;
  readonly #data: Data;
  readonly #backend: Backend;
  #edits: readonly Edit[];
  #reports: AsyncGenerator<EpochReport, void, undefined> | undefined;
  #report: EpochReport | undefined;

  /** Throws a `FormulaError` or a `TypeError` for a formula that no network can be made of. */
  constructor(name: LaneName, settings: RunSettings, data: Data, edits: readonly Edit[], backend: Backend = referenceBackend) {
    this.name = name;
    this.activation = activationOf(name, settings.formula);
    this.model = makeNetwork(this.activation, settings);
    this.#outset = this.model.parameters;
    this.#settings = settings;
    this.#data = data;
    this.#backend = backend;
    this.#edits = edits.filter(({ lane }) => lane === name).toSorted((a, b) => a.epoch - b.epoch);
    this.#apply(this.#editsAt(0));
  }

  /** The largest change of a weight or bias of the hidden layers, from the first draw or the last edit on. */
  hiddenMoved(): number {
    const last = `${this.model.layers.length - 1}.`;
    let largest = 0;
    for (const [name, { data }] of Object.entries(this.model.parameters))
      if (!name.startsWith(last))
        for (const [i, value] of data.entries()) largest = Math.max(largest, Math.abs(value - this.#outset[name]!.data[i]!));
    return largest;
  }

  /** Trains to the end of epoch `target`, and gives losses of the way. */
  async advanceTo(target: number): Promise<readonly LossAt[]> {
    const losses: LossAt[] = [];
    const apart = Math.max(1, Math.floor((target - this.epoch) / KEPT));
    while (this.epoch < target && this.failure === undefined) {
      await this.#oneEpoch();
      if (this.epoch === target || this.epoch % apart === 0) losses.push({ epoch: this.epoch, loss: this.loss });
      const edits = this.#editsAt(this.epoch);
      if (edits.length > 0) await this.#change(edits);
    }
    return losses;
  }

  /** Changes the weights where the network stands, as `edit` says. */
  async edit(edit: Edit): Promise<void> {
    this.#edits = [...this.#edits, edit];
    await this.#change([edit]);
  }

  async dispose(): Promise<void> {
    await this.#reports?.return();
    this.#reports = undefined;
  }

  /** The weights' bits as eight hexadecimal digits (FNV-1a over all parameters). */
  fingerprint(): string {
    let hash = 0x811c9dc5;
    for (const { data } of Object.values(this.model.parameters))
      for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) hash = Math.imul(hash ^ byte, 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  }

  async #oneEpoch(): Promise<void> {
    try {
      this.#reports ??= this.#begin();
      const { value: report } = await this.#reports.next();
      if (report === undefined) throw new RangeError(`${this.name}: there is no epoch after ${this.epoch}`);
      this.#report = report;
      this.epoch = report.epoch;
      this.loss = report.loss;
      this.gradientNorms = report.gradientNorms;
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      this.failure = { epoch: error.epoch, where: error.where };
      this.#reports = undefined;
    }
  }

  /** Training that goes on from here, an epoch at a time: the bits do not depend on where it is looked at, nor where a number overflows. */
  #begin(resume?: TrainingState): AsyncGenerator<EpochReport, void, undefined> {
    return train(this.model, this.#data.train, {
      loss: binaryCrossEntropy,
      optimizer: adam({ rate: this.#settings.rate }),
      epochs: Number.MAX_SAFE_INTEGER,
      seed: this.#settings.seed,
      backend: this.#backend,
      deterministic: true,
      ...(resume && { resume }),
    });
  }

  /** New weights, and the optimizer's memory as it was. */
  async #change(edits: readonly Edit[]): Promise<void> {
    const reached = await this.#report?.state();
    await this.dispose();
    this.#apply(edits);
    this.failure = undefined;
    if (reached !== undefined) this.#reports = this.#begin({ ...reached, state: { ...reached.state, parameters: this.model.parameters } });
  }

  #apply(edits: readonly Edit[]): void {
    for (const edit of edits) this.model.parameters = edited(this.model.parameters, this.model.shapes, edit);
    this.#outset = this.model.parameters;
  }

  #editsAt(epoch: number): readonly Edit[] {
    return this.#edits.filter((edit) => edit.epoch === epoch);
  }
}
