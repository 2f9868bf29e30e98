import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dense, dropout, frozen, load, save, sequential, standardize } from '../../src/index.ts';
import type { Layer } from '../../src/index.ts';
import { silu } from '../activations.ts';

/** Every run is this one; a failure prints the path to its input. */
const SEED = 20_261_124;

const text = save(
  sequential<readonly Layer[]>(
    standardize([
      [0, 1],
      [2, 5],
    ]),
    frozen(dense(2, 3, silu)),
    sequential(dropout(0.5), dense(3, 2)),
    dense(2, 1),
  ).setup(1),
);

/** Words of an engine's own errors: a message of ours names what is wrong with the file. */
const RAW =
  /is not a function|is not iterable|cannot read|cannot convert|of undefined|of null|call stack|typed array length|array length|\n/i;

/** Whether the text was loaded; where it was refused, in words of ours. */
function loads(text: string): boolean {
  try {
    load(text, { activations: [silu] });
    return true;
  } catch (error) {
    expect(error instanceof RangeError || error instanceof TypeError, String(error)).toBe(true);
    expect((error as Error).message).not.toMatch(RAW);
    return false;
  }
}

/** Every place in a JSON value, as a path. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inside.flatMap(([key, part]) => places(part, [...path, key]))];
}

const all = places(JSON.parse(text)).filter((path) => path.length > 0);

/** The text with one part replaced, or taken out. */
function replaced(path: readonly string[], part: unknown): string {
  const whole = JSON.parse(text) as { [key: string]: unknown };
  let at = whole;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1)!] = part;
  return JSON.stringify(whole);
}

describe(`load of texts from seed ${SEED}: a model, or a RangeError or TypeError in words of ours`, () => {
  it('loads the text that is mutated below', () => expect(loads(text)).toBe(true));

  it('10,000 texts in which one part is another value', () => {
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        true,
        '',
        'NaN',
        '-0',
        'dense',
        'sequential',
        'standardize',
        'identity',
        'silu',
        '__proto__',
      ),
      fc.constantFrom<unknown>(0, -1, 0.5, 1, 2, 3, 1e9, 1e15, 1e308, 2 ** 53),
      fc.string(),
      fc.double(),
    );
    const keys = fc.constantFrom(
      'kind',
      'sizes',
      'layers',
      'activation',
      'frozen',
      'name',
      'shape',
      'data',
      'fingerprint',
      '__proto__',
      'length',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.nat(all.length - 1), value, (place, part) => {
        loads(replaced(all[place]!, part));
      }),
      { seed: SEED, numRuns: 10_000 },
    );
  });

  it('5,000 texts with one to four characters changed, or cut', () => {
    const edit = fc.record({
      place: fc.nat(text.length - 1),
      character: fc.oneof(fc.constantFrom(...'{}[]",:0123456789-.eE'.split('')), fc.string({ maxLength: 2 })),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.option(fc.nat(text.length)), (edits, end) => {
        const edited = edits.reduce((text, { place, character }) => text.slice(0, place) + character + text.slice(place + 1), text);
        loads(edited.slice(0, end ?? undefined));
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  it.each([
    ['sequences', '{"kind":"sequential","layers":[', ']}'],
    ['frozen layers', '{"kind":"sequential","frozen":true,"layers":[', ']}'],
    ['arrays', '[', ']'],
  ])('%s 100,000 deep are refused', (_, open, close) => {
    const deep = `${open.repeat(1e5)}${close.repeat(1e5)}`;
    expect(loads(text.replace(/"model":.*"activations"/, `"model":${deep},"activations"`))).toBe(false);
    expect(loads(deep)).toBe(false);
  });

  it('sequences 20 deep are loaded', () => {
    const inner = '{"kind":"dropout","sizes":[0]}';
    const deep = `${'{"kind":"sequential","layers":['.repeat(20)}${inner}${']}'.repeat(20)}`;
    expect(loads(`{"format":"nonlin-model","version":1,"model":${deep},"activations":[],"parameters":{}}`)).toBe(true);
  });

  it.each([
    [1, 1e9],
    [1, 2 ** 31],
    [1, 1e15],
    [1000, 40_000],
  ])('a small text that claims %d times %d columns is refused before memory is taken', (count, columns) => {
    const model = `{"kind":"sequential","layers":[${Array(count).fill(`{"kind":"standardize","sizes":[${columns}]}`).join(',')}]}`;
    const before = process.memoryUsage().arrayBuffers;
    expect(loads(`{"format":"nonlin-model","version":1,"model":${model},"activations":[],"parameters":{}}`)).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e8);
  });
});
