import { Tensor } from '@nonlin/core';
import type { CompileOptions, Named, Program, Shape, State, StepDefinition } from '@nonlin/core';
import { checksOf, emitModule, FLAG } from './emit/step-module.ts';
import type { Planned } from './emit/planned.ts';
import { fitsStraight } from './emit/straight-run.ts';
import { hasRelaxedMadd } from './features.ts';
import { fuse } from './fuse.ts';
import { Heap } from './heap.ts';
import { plan } from './plan.ts';
import { reuse } from './reuse.ts';
import type { Ready } from './reuse.ts';
import { bytesOf, entryBytes } from './record/layout.ts';
import type { Source } from './record/node.ts';
import { mapNamed, record } from './record/record.ts';
import type { Recording } from './record/record.ts';
import { engine } from './webassembly.ts';

/** A step for inputs of certain shapes: a module on the program's memory. */
export interface Variant extends Ready {
  readonly run: (count: number, ...addresses: number[]) => void;
}

/** For tests: what is chosen by size otherwise. */
export interface FormOption {
  readonly form?: Planned['form'];
}

/** Addresses below are kept free: what checks find stands there. */
const FIRST = 64;

/** Shapes of inputs that a program stays compiled for: the one that was not asked for longest is let go. */
const KEPT = 8;

/**
 * A step as WebAssembly. State and constants lie in memory from the beginning to the end; for each set of input shapes
 * that comes along there is a module that works on them.
 */
export class WasmProgram implements Program {
  readonly #definition: StepDefinition;
  readonly #fused: boolean;
  readonly #form: Planned['form'] | undefined;
  readonly #places = new Map<string, number>();
  readonly #variants = new Map<string, Variant>();
  readonly #scratch: number;
  #heap: Heap | undefined;
  #latest: Variant | undefined;

  constructor(definition: StepDefinition, { deterministic = false, form }: CompileOptions & FormOption = {}) {
    this.#form = form;
    this.#definition = definition;
    this.#fused = !deterministic && hasRelaxedMadd();
    const tensors: [name: string, tensor: Tensor][] = [];
    for (const [group, named] of Object.entries(definition.state))
      for (const [name, tensor] of Object.entries(named)) tensors.push([placeName('state', `${group}/${name}`), tensor]);
    for (const [name, tensor] of Object.entries(definition.constants)) tensors.push([placeName('constant', name), tensor]);
    let end = FIRST;
    for (const [name, { shape }] of tensors) {
      this.#places.set(name, end);
      end += bytesOf(shape);
    }
    this.#scratch = end;
    this.#heap = new Heap();
    this.#heap.reserve(end);
    for (const [name, { shape, data }] of tensors) this.#heap.write(this.#places.get(name)!, shape, data);
  }

  run(count: number, inputs: Named<Tensor>): { outputs: Named<Tensor>; last: Named<Tensor> } {
    const heap = this.#alive();
    if (count === 0) return { outputs: {}, last: {} };
    const variant = this.#variantFor(inputs);
    this.#latest = variant;
    const { recording, plan } = variant;
    const { outputs, last } = recording;

    // Behind the step's own memory: the inputs' entries, then the outputs'.
    let end = plan.end;
    const take = (shape: Shape): number => {
      const address = end;
      end += Math.ceil((count * entryBytes(shape)) / 16) * 16;
      return address;
    };
    // A single step's inputs go where the step wants them; of several, each is copied there when its turn comes.
    const entries = mapNamed(recording.given.inputs, (node) => (count === 1 && plan.has(node) ? plan.addressOf(node) : take(node.shape)));
    const results = mapNamed(outputs, ({ shape }) => take(shape));
    heap.reserve(end);
    for (const [name, { shape }] of Object.entries(recording.given.inputs))
      heap.writeEntries(entries[name]!, shape, count, inputs[name]!.data);

    variant.run(count, ...Object.values(entries), ...Object.values(results));

    if (recording.checks.length + recording.lastChecks.length > 0) this.#report(variant);
    return {
      outputs: mapNamed(outputs, ({ shape }, name) => new Tensor([count, ...shape], heap.readEntries(results[name]!, shape, count))),
      last: mapNamed(last, (node) => new Tensor(node.shape, heap.read(plan.addressOf(node), node.shape))),
    };
  }

  state(): State<Tensor> {
    const heap = this.#alive();
    return mapNamed(this.#definition.state, (group, groupName) =>
      mapNamed(
        group,
        ({ shape }, name) => new Tensor(shape, heap.read(this.#places.get(placeName('state', `${groupName}/${name}`))!, shape)),
      ),
    );
  }

  /** Lets go of memory and modules; the program must not be used afterwards. `using` calls it too. */
  dispose(): void {
    this.#heap = undefined;
    this.#latest = undefined;
    this.#variants.clear();
  }

  /** The step as it ran last; `undefined` before the first run, when no shapes are known. */
  get latest(): Variant | undefined {
    return this.#latest;
  }

  #alive(): Heap {
    if (this.#heap === undefined) throw new TypeError('wasm: the program is disposed of; compile it again');
    return this.#heap;
  }

  #variantFor(inputs: Named<Tensor>): Variant {
    let key = '';
    for (const name in inputs) key += `${name} ${inputs[name]!.shape.slice(1).join(',')};`;
    const variants = this.#variants;
    let variant = variants.get(key);
    if (variant !== undefined && variant === this.#latest) return variant;
    variant ??= this.#compile(mapNamed(inputs, ({ shape: [, ...rest] }) => rest));
    variants.delete(key);
    variants.set(key, variant);
    if (variants.size > KEPT) for (const [oldest] of variants) return (variants.delete(oldest), variant);
    return variant;
  }

  #compile(inputs: Named<Shape>): Variant {
    const recording = record(this.#definition, inputs);
    const ready = reuse(`${this.#form} ${this.#fused} ${recording.text}`, () => this.#build(recording));
    const heap = this.#alive();
    heap.reserve(ready.plan.end);
    const { exports } = new engine!.Instance(ready.module, { nonlin: { memory: heap.memory } });
    return { ...ready, run: exports['run'] as Variant['run'] };
  }

  #build(recording: Recording): Ready {
    const schedule = fuse(recording);
    const resident = ({ from, name }: Source): number => this.#places.get(placeName(from, name))!;
    const planned: Planned = {
      recording,
      schedule,
      plan: plan(recording, schedule, resident, this.#scratch),
      form: this.#form ?? (fitsStraight(recording, schedule) ? 'straight' : 'kernels'),
      fused: this.#fused,
    };
    this.#alive().reserve(planned.plan.end); // addresses that memory does not reach are no code either
    const bytes = emitModule(planned);
    return { ...planned, bytes: bytes.length, module: new engine!.Module(bytes) };
  }

  /** Throws what the checks of indices have found. */
  #report({ recording }: Variant): void {
    const found = this.#alive().takeFlag(FLAG);
    if (found === undefined) return;
    const check = checksOf(recording)[found.check - 1]!.work;
    if (check.kind !== 'check') return;
    throw new RangeError(
      check.what === 'gather'
        ? `gather: index ${found.value} at ${found.place} is not a row; use 0 to ${check.limit - 1}`
        : `oneHot: class ${found.value} in row ${found.place} does not exist; with ${check.limit} classes use 0 to ${check.limit - 1}`,
    );
  }
}

// `using program = …` gives it back at the end of the block, where the engine knows `using`.
const { dispose: disposing } = Symbol as { readonly dispose?: symbol };
if (disposing !== undefined)
  Object.defineProperty(WasmProgram.prototype, disposing, {
    value(this: WasmProgram) {
      this.dispose();
    },
  });

const placeName = (from: Source['from'], name: string): string => `${from}:${name}`;
