import type { Backend, Named, Tensor } from '@nonlin/core';
import { lanesOf } from '../state/settings.ts';
import type { Edit, LaneName, RunSettings } from '../state/settings.ts';
import { makeData } from './data.ts';
import type { Data, Rows } from './data.ts';
import { SIDE, UNIT_SIDE } from './frame.ts';
import type { Frame, LaneFrame, LayerFrame, Look, Score, Weights } from './frame.ts';
import { Lane } from './lane.ts';
import type { LossAt } from './lane.ts';
import { gridRows, Outputs } from './picture.ts';
import { traceNetwork, unitStates } from './trace.ts';
import type { LayerTrace } from './trace.ts';

/** A lane with what reads its outputs. */
interface Runner {
  readonly lane: Lane;
  readonly surface: Outputs;
  readonly train: Outputs;
  readonly test: Outputs | undefined;
  losses: readonly LossAt[];
}

/** All networks of the page, side by side: a function of settings, edits and the epoch. */
export class Race {
  readonly #runners: readonly Runner[];
  readonly #data: Data;
  readonly #backend: Backend;
  readonly #units = new Map<LaneName, Outputs>();
  epoch = 0;

  private constructor(runners: readonly Runner[], data: Data, backend: Backend) {
    this.#runners = runners;
    this.#data = data;
    this.#backend = backend;
  }

  /** Throws for a formula that no network can be made of. */
  static async of(settings: RunSettings, edits: readonly Edit[], backend: Backend): Promise<Race> {
    const data = makeData(settings);
    const grid = gridRows(SIDE);
    const runners = await Promise.all(
      lanesOf(settings).map(async (name): Promise<Runner> => {
        const lane = new Lane(name, settings, data, edits, backend);
        return {
          lane,
          surface: await Outputs.of(lane.model, grid, backend),
          train: await Outputs.of(lane.model, data.train.input, backend),
          test: data.test && (await Outputs.of(lane.model, data.test.input, backend)),
          losses: [],
        };
      }),
    );
    return new Race(runners, data, backend);
  }

  async advanceTo(epoch: number): Promise<void> {
    for (const runner of this.#runners) runner.losses = [...runner.losses, ...(await runner.lane.advanceTo(epoch))];
    this.epoch = Math.max(this.epoch, epoch);
  }

  async edit(edit: Edit): Promise<void> {
    await this.#runners.find(({ lane }) => lane.name === edit.lane)?.lane.edit(edit);
  }

  /** How all stand, with a closer look at one; `inside`: with its units' surfaces. */
  async frame(look: LaneName, inside: boolean): Promise<Frame> {
    const looked = this.#runners.find(({ lane }) => lane.name === look) ?? this.#runners[0]!;
    const lanes: LaneFrame[] = [];
    for (const runner of this.#runners) lanes.push(await this.#laneFrame(runner));
    return { epoch: this.epoch, backend: this.#backend.name, lanes, look: await this.#look(looked.lane, inside) };
  }

  async dispose(): Promise<void> {
    for (const { lane, surface, train, test } of this.#runners) {
      await lane.dispose();
      for (const outputs of [surface, train, test]) outputs?.dispose();
    }
    for (const outputs of this.#units.values()) outputs.dispose();
  }

  async #laneFrame(runner: Runner): Promise<LaneFrame> {
    const { lane, surface, train, test, losses } = runner;
    const { parameters } = lane.model;
    runner.losses = [];
    const norms = lane.gradientNorms;
    return {
      name: lane.name,
      surface: (await surface.read(parameters))[0]!,
      train: await score(train, parameters, this.#data.train),
      ...(test && { test: await score(test, parameters, this.#data.test!) }),
      gradientNorms: Object.keys(norms).length === 0 ? [] : lane.model.layers.map((_, place) => norms[place] ?? 0),
      hiddenMoved: lane.hiddenMoved(),
      ...(lane.name === 'step' && { largestSlope: largestSlope(traceNetwork(lane.model, parameters, this.#data.train).layers) }),
      losses,
      ...(lane.failure && { failure: lane.failure }),
      fingerprint: lane.fingerprint(),
    };
  }

  async #look(lane: Lane, inside: boolean): Promise<Look> {
    const { model } = lane;
    const { layers } = traceNetwork(model, model.parameters, this.#data.train);
    const surfaces = inside ? await (await this.#unitsOf(lane)).read(model.parameters) : [];
    const weights: Weights = Object.fromEntries(
      Object.entries(model.parameters).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data) }]),
    );
    const hidden = layers.slice(0, -1).map((layer, place): LayerFrame => ({
      units: layer.units,
      preActivations: new Float32Array(layer.preActivation),
      states: unitStates(layer),
      largestSlope: largestOf(layer.slope),
      ...(surfaces[place] && { surfaces: surfaces[place] }),
    }));
    return { lane: lane.name, weights, layers: hidden };
  }

  async #unitsOf(lane: Lane): Promise<Outputs> {
    const known = this.#units.get(lane.name);
    if (known !== undefined) return known;
    const made = await Outputs.of(lane.model, gridRows(UNIT_SIDE), this.#backend, true);
    this.#units.set(lane.name, made);
    return made;
  }
}

/** The largest |slope| at any unit and row of the hidden layers. */
const largestSlope = (layers: readonly LayerTrace[]): number => Math.max(...layers.slice(0, -1).map(({ slope }) => largestOf(slope)));

const largestOf = (values: Float32Array): number => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/** Mean of ln(1 + e^(−|z|)) + z·([z ≥ 0] − t), and how many logits are on their target's side of 0. */
async function score(outputs: Outputs, parameters: Named<Tensor>, { target }: Rows): Promise<Score> {
  const logits = (await outputs.read(parameters))[0]!;
  let [loss, right] = [0, 0];
  for (const [i, z] of logits.entries()) {
    const t = target.data[i]!;
    loss += Math.log1p(Math.exp(-Math.abs(z))) + z * ((z >= 0 ? 1 : 0) - t);
    if (z > 0 === (t === 1)) right++;
  }
  return { loss: loss / logits.length, right, count: logits.length };
}
