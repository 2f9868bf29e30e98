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
import { SATURATED, unitStates } from './trace.ts';

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
  /** What is read of single lanes, made when it is asked for first. */
  readonly #closer = new Map<string, Outputs>();
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
          surface: await Outputs.of(lane.model, grid, backend, 'answer'),
          train: await Outputs.of(lane.model, data.train.input, backend, 'answer'),
          test: data.test && (await Outputs.of(lane.model, data.test.input, backend, 'answer')),
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
    for (const outputs of this.#closer.values()) outputs.dispose();
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
      ...(lane.name === 'step' && { largestSlope: Math.max(...(await this.#slopesOf(lane)).map(({ slope }) => largestOf(slope))) }),
      losses,
      ...(lane.failure && { failure: lane.failure }),
      fingerprint: lane.fingerprint(),
    };
  }

  async #look(lane: Lane, inside: boolean): Promise<Look> {
    const { parameters, layers } = lane.model;
    const surfaces = inside ? await (await this.#closerOf(lane, 'units')).read(parameters) : [];
    const weights: Weights = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data) }]),
    );
    const hidden = (await this.#slopesOf(lane)).map(({ sum, slope }, place): LayerFrame => {
      const units = layers[place]!.outputs!;
      return {
        units,
        preActivations: sum,
        states: unitStates({ units, slope }),
        flat: slope.reduce((count, value) => count + (Math.abs(value) < SATURATED ? 1 : 0), 0),
        ...(surfaces[place] && { surfaces: surfaces[place] }),
      };
    });
    return { lane: lane.name, weights, layers: hidden };
  }

  /** For each hidden layer, what enters its activations, and their slopes there; [rows, units] on the training data. */
  async #slopesOf(lane: Lane): Promise<readonly { readonly sum: Float32Array<ArrayBuffer>; readonly slope: Float32Array<ArrayBuffer> }[]> {
    const both = await (await this.#closerOf(lane, 'slopes')).read(lane.model.parameters);
    return Array.from({ length: both.length / 2 }, (_, place) => ({ sum: both[2 * place]!, slope: both[2 * place + 1]! }));
  }

  async #closerOf(lane: Lane, what: 'units' | 'slopes'): Promise<Outputs> {
    const known = this.#closer.get(`${lane.name} ${what}`);
    if (known !== undefined) return known;
    const rows = what === 'units' ? gridRows(UNIT_SIDE) : this.#data.train.input;
    const made = await Outputs.of(lane.model, rows, this.#backend, what);
    this.#closer.set(`${lane.name} ${what}`, made);
    return made;
  }
}

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
