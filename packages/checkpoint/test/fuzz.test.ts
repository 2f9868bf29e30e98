import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '@nonlin/core';
import { silu } from '@nonlin/silu';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../src/format.ts';
import { CheckpointError, restoreModel, resumeFrom, trainWithCheckpoints } from '../src/index.ts';
import { parseCheckpoint } from '../src/load-checkpoint.ts';
import type { Checkpoint } from '../src/load-checkpoint.ts';
import { data, folder, model, options } from './tools.ts';

/** Every run is this one; a failure prints the path to its input. */
const SEED = 20_261_124;

let valid: Uint8Array;
let original: Checkpoint;
let texts: { readonly [key: string]: string };

beforeAll(async () => {
  const path = join(folder(afterAll), 'a.checkpoint');
  for await (const { epoch } of trainWithCheckpoints(path, model(), data, options)) if (epoch >= 2) break;
  valid = readFileSync(path);
  original = parseCheckpoint('test', valid);
  const { epoch, step, layers } = original;
  texts = {
    epoch: String(epoch),
    step: String(step),
    layers,
    model: JSON.stringify(original.model),
    training: JSON.stringify(original.training),
  };
});

/** What `run` gives, or nothing where it refuses; any other error fails. */
function orRefuse<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(/^checkpoint test: [^\n]{1,3000}$/);
    return undefined;
  }
}

const plain = (checkpoint: Checkpoint): unknown =>
  JSON.parse(JSON.stringify(checkpoint, (_, value: unknown) => (value instanceof Float32Array ? [...value] : value)));

describe(`checkpoints of bytes from seed ${SEED}`, () => {
  it('10,000 edits of one to three bytes: refused, or without effect', () => {
    const edit = fc.record({ place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) });
    const expected = plain(original);
    let refused = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const bytes = Uint8Array.from(valid);
        for (const { place, byte } of edits) bytes[Math.floor(place * bytes.length)] = byte;
        const read = orRefuse(() => parseCheckpoint('test', bytes));
        if (read === undefined) refused++;
        else expect(plain(read)).toEqual(expected);
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(9_000);
  });

  it('3,000 checkpoints with a right checksum and texts of random JSON: read, resumed and restored, or refused', () => {
    const keys = fc.constantFrom('epoch', 'step', 'layers', 'model', 'training');
    const parts = fc.constantFrom(
      'model',
      'activations',
      'format',
      'version',
      'kind',
      'layers',
      'sizes',
      'name',
      'fingerprint',
      '__proto__',
      'optimizer',
    );
    const leaf = fc.oneof(
      fc.constantFrom<unknown>('sequential', 'dense', 'nonlin-model', 'silu', 1, null, true),
      fc.integer(),
      fc.string(),
      fc.double(),
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(parts, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const part = fc.tuple(fc.constantFrom('model', 'activations', 'format', 'version'), value);
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, value), { maxLength: 2 }), fc.array(part, { maxLength: 2 }), (changes, inModel) => {
        const changed = { ...texts, model: JSON.stringify({ ...original.model, ...Object.fromEntries(inModel) }) };
        const all = { ...changed, ...Object.fromEntries(changes.map(([key, value]) => [key, JSON.stringify(value) ?? 'undefined'])) };
        const read = orRefuse(() => parseCheckpoint('test', encode(original.state, all)));
        if (read === undefined) return;
        orRefuse(() => resumeFrom(read, model(), options));
        orRefuse(() => restoreModel(read, { activations: [silu] }));
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });

  it('a model nested 100,000 deep is refused', () => {
    const deep = `${'{"kind":"sequential","layers":['.repeat(1e5)}${']}'.repeat(1e5)}`;
    const description = `{"format":"nonlin-model","version":1,"model":${deep},"activations":[]}`;
    const read = orRefuse(() => parseCheckpoint('test', encode(original.state, { ...texts, model: description })));
    if (read === undefined) return;
    expect(orRefuse(() => resumeFrom(read, model(), options))).toBeUndefined();
    expect(orRefuse(() => restoreModel(read, { activations: [silu] }))).toBeUndefined();
  });

  it('1,000 states with other groups, names and shapes: resumed only as they were', () => {
    const names = fc.constantFrom('0.weight', '0.bias', '2.weight', '9.weight', '', '__proto__', 'a/b');
    const groups = fc.constantFrom('parameters', 'velocity', 'mean', '', '__proto__');
    fc.assert(
      fc.property(groups, names, fc.boolean(), (group, name, remove) => {
        const state: { [group: string]: { [name: string]: Tensor } } = Object.create(null) as {};
        for (const [key, named] of Object.entries(original.state)) state[key] = Object.assign(Object.create(null) as {}, named);
        const changed = (state[group] ??= Object.create(null) as {});
        const before = changed[name];
        if (remove) delete changed[name];
        else changed[name] = original.state['parameters']!['2.bias']!;
        const read = orRefuse(() => parseCheckpoint('test', encode(state, texts)));
        if (read !== undefined && before !== changed[name]) expect(orRefuse(() => resumeFrom(read, model(), options))).toBeUndefined();
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
