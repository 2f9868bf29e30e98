import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identity, load, normals, keyOf, predictProbabilities, softmaxCrossEntropy, tensor } from '@nonlin/core';
import { encode, parseCsv } from '@nonlin/data';
import type { Column } from '@nonlin/data';
import { silu } from '@nonlin/silu';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { lessonOf } from '../src/table/lesson.ts';
import { parseTableOptions } from '../src/table/options.ts';
import type { TableOptions } from '../src/table/options.ts';
import { largest } from '../src/table/run.ts';
import { learn, withoutInput } from '../src/table/train.ts';
import type { Score } from '../src/table/train.ts';
import { runDemo } from './demo-process.ts';
import type { Ended } from './demo-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'nonlin-table-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 200 rows: `kind` follows from colour and length, `price` is linear in both. */
const draws = [...normals(keyOf(1), 400)];
const flowers = Array.from({ length: 200 }, (_, i) => {
  const [length, colour] = [draws[2 * i]!, draws[2 * i + 1]! > 0 ? 'red' : 'blue'];
  const kind = length > 0.5 ? 'tall' : colour === 'red' ? 'rose' : 'violet';
  return `${i},${length.toFixed(3)},${colour},${kind},${Math.round(50_000 + 1000 * length + (colour === 'red' ? 3000 : 0))},${length > 0 ? 1 : 0}`;
});
const text = `id,length,colour,kind,price,long\n${flowers.join('\n')}\n`;
writeFileSync(join(folder, 'flowers.csv'), text);

const optionsFor = (...args: string[]): TableOptions => parseTableOptions(['--data', 'flowers.csv', ...args]) as TableOptions;
const lessonFor = (...args: string[]): ReturnType<typeof lessonOf> => lessonOf(parseCsv(text), optionsFor(...args));

const demo = (...args: string[]): Ended => runDemo(folder, args);

describe('options of --data', () => {
  it('are the usual ones where none are given', () =>
    expect(optionsFor('--target', 'kind')).toEqual({
      data: 'flowers.csv',
      target: 'kind',
      task: undefined,
      out: [],
      ignore: [],
      categories: [],
      delimiter: ',',
      decimal: '.',
      validation: 0.2,
      wanted: ['silu'],
      training: { hidden: [32], epochs: 200, optimizer: 'adam', rate: 0.01, batch: 32, seed: 0, backend: 'wasm' },
      json: false,
      quiet: false,
    }));

  it.each([
    ['--target kind --data=', '--data: expected a CSV file'],
    ['--target=', '--target: expected the column to learn'],
    ['--target kind --task ranking', '--task: expected classification or regression, got "ranking"'],
    ['--target kind --validation 1', '--validation: expected a share between 0 and 1, got "1"'],
    ['--target kind --delimiter ab', '--delimiter: expected one character, or tab, got "ab"'],
    ['--target kind --decimal ;', '--decimal: expected . or ,, got'],
    ['--target kind --out model.pt', '--out: expected a name that ends in .onnx or .json, got "model.pt"'],
    ['--target kind --hidden 4,x', '--hidden: expected a whole number from 1 to 4096, got "x"'],
    ['--target kind --backend gpu', '--backend: expected wasm or reference, got "gpu"'],
    ['--target kind --bogus', "Unknown option '--bogus'; --help lists the options"],
  ])('%s is refused in one line', (line, message) =>
    expect(() => optionsFor(...line.split(' '))).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    ),
  );
});

describe('a lesson', () => {
  it.each([
    ['kind', [], 'classification', ['rose', 'tall', 'violet'], 'its cells are words'],
    ['price', [], 'regression', [], 'its cells are numbers; --task classification takes them for classes'],
    ['long', [], 'classification', ['0', '1'], 'its cells are 0 or 1'],
    ['long', ['--task', 'regression'], 'regression', [], 'as asked for'],
  ])('%s %j: %s', (target, more, task, classes, because) =>
    expect(lessonFor('--target', target, ...more)).toMatchObject({ task, classes, because }),
  );

  it('leaves out the target and what is ignored, and names the features', () =>
    expect(lessonFor('--target', 'kind', '--ignore', 'id,price').features).toEqual(['length', 'colour=blue', 'colour=red', 'long']));

  it('takes numbers for categories where told', () =>
    expect(lessonFor('--target', 'kind', '--ignore', 'id,price', '--categories', 'long').features.slice(-2)).toEqual(['long=0', 'long=1']));

  it('holds rows out by the seed: every row is on one side, each with its own target', () => {
    const of = (seed: string) => lessonFor('--target', 'price', '--ignore', 'kind,long,colour', '--validation', '0.25', '--seed', seed);
    const { learnt, heldOut } = of('7');
    expect([learnt.input.shape, heldOut.input.shape]).toEqual([
      [150, 2],
      [50, 2],
    ]);
    const ids = [learnt, heldOut].flatMap(({ input }) => Array.from({ length: input.shape[0]! }, (_, row) => input.at(row, 0)));
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    for (const row of [0, 17, 49]) expect(heldOut.target.at(row, 0)).toBe(Number(flowers[heldOut.input.at(row, 0)]!.split(',')[4]));
    expect(of('7').heldOut.input.equals(heldOut.input)).toBe(true);
    expect(of('8').heldOut.input.equals(heldOut.input)).toBe(false);
  });

  it.each([
    [['--target', 'kind', '--task', 'regression'], '--task regression: the target "kind" holds words'],
    [['--target', 'kind', '--ignore', 'kind'], '--ignore: "kind" is the target'],
    [['--target', 'kind', '--ignore', 'id,length,colour,price,long'], 'no column is left'],
    [['--target', 'kind', '--validation', '0.999'], 'of 200 rows, 200 would be held out and 0 learnt from'],
  ])('%j is refused', (args, message) => expect(() => lessonFor(...args)).toThrow(message));

  const named = Array.from({ length: 30 }, (_, i) => `person ${i},${i % 3},${i % 2 ? 'yes' : 'no'}`).join('\n');
  const people = parseCsv(`name,x,answer\n${named}\n`);
  it.each([
    [['--target', 'name'], '--target: "name" has 30 different values in 30 rows, too many for classes'],
    [['--target', 'answer'], '--ignore: "name" has 30 different values in 30 rows, too many for categories; leave it out, or take'],
  ])('words that differ in most rows are refused: %j', (args, message) =>
    expect(() => lessonOf(people, optionsFor(...args))).toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }),
    ),
  );
  it.each([
    [['--target', 'name', '--categories', 'name'], { classes: { length: 30 } }],
    [['--target', 'name', '--task', 'classification'], { classes: { length: 30 } }],
    [['--target', 'answer', '--categories', 'name'], { features: { length: 31 } }],
    [['--target', 'answer', '--ignore', 'name'], { features: ['x'] }],
  ])('and taken where asked for: %j', (args, lesson) => expect(lessonOf(people, optionsFor(...args))).toMatchObject(lesson));

  it('a target in another notation is no classification unless asked for', () => {
    const prices = parseCsv(`x;price\n${Array.from({ length: 20 }, (_, i) => `${i};${i},5`).join('\n')}\n`, { delimiter: ';' });
    expect(() => lessonOf(prices, optionsFor('--target', 'price'))).toThrow('looks like a number with a decimal comma');
    expect(lessonOf(prices, optionsFor('--target', 'price', '--task', 'classification')).classes).toHaveLength(20);
    expect(lessonOf({ ...prices, decimal: ',' }, optionsFor('--target', 'price')).task).toBe('regression');
  });

  it('a target that never changes is refused', () =>
    expect(() => lessonOf(parseCsv('a,b\n1,x\n2,x\n3,x\n'), optionsFor('--target', 'b'))).toThrow('every row has the same class, "x"'));
});

describe('learning', () => {
  const { training } = optionsFor('--target', 'price', '--epochs', '60');

  it('a regression answers in the target’s own unit, on rows held out too', async () => {
    const lesson = lessonFor('--target', 'price', '--ignore', 'id,kind,long');
    const { model, scores } = await learn(lesson, identity, training, () => {});
    // The price is linear but for the rounding to whole numbers.
    expect(scores.heldOut.rSquared).toBeGreaterThan(0.999);
    expect(scores.heldOut.rootMeanSquaredError).toBeLessThan(50);
    expect(withoutInput(lesson)).toBeGreaterThan(1000);
    expect(model.predict([[2, 0, 1]]).at(0, 0)).toBeGreaterThan(54_800);
    expect(model.predict([[2, 0, 1]]).at(0, 0)).toBeLessThan(55_200);
  });

  it.each([
    ['kind', 3],
    ['long', 1],
  ])('a classification by %s has %s outputs and beats the usual class', async (target, outputs) => {
    const lesson = lessonFor('--target', target, '--ignore', 'id,price');
    const epochs: number[] = [];
    const { model, scores } = await learn(lesson, silu, training, (epoch) => epochs.push(epoch));
    expect(model.outputs).toBe(outputs);
    expect(scores.heldOut.accuracy).toBeGreaterThan(withoutInput(lesson) + 0.2);
    expect(epochs.at(-1)).toBe(60);
  });

  it('the reference comes to what WebAssembly comes to', async () => {
    const lesson = lessonFor('--target', 'kind', '--ignore', 'id,price');
    const scores = async (backend: string): Promise<Score> =>
      (await learn(lesson, silu, { ...training, epochs: 5, backend }, () => {})).scores.heldOut;
    const [fast, slow] = [await scores('wasm'), await scores('reference')];
    expect(fast.accuracy).toBe(slow.accuracy);
    expect(fast.loss).toBeCloseTo(slow.loss!, 5);
    expect(
      JSON.parse(demo('--data', 'flowers.csv', '--target', 'long', '--epochs', '1', '--backend', 'reference', '--json').stdout),
    ).toMatchObject({ backend: 'reference' });
  });

  it('numbers too large to be scaled are refused with their column', async () => {
    const huge = parseCsv(`a,b,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i}e19,${i}`).join('\n')}\n`);
    await expect(learn(lessonOf(huge, optionsFor('--target', 'y')), silu, training, () => {})).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message: expect.stringContaining('--data: column "b": its numbers are too large') }),
    );
  });

  it('the scaling is of the rows learnt from alone', async () => {
    const lesson = lessonFor('--target', 'price', '--ignore', 'id,kind,long,colour');
    const { model } = await learn(lesson, identity, { ...training, epochs: 1 }, () => {});
    expect(model.parameters['0.mean']!.allClose(lesson.learnt.input.mean(0))).toBe(true);
  });
});

describe('npm start -- --data, as a person runs it', () => {
  const args = ['--data', 'flowers.csv', '--target', 'kind', '--ignore', 'id,price,long', '--epochs', '40'];

  it('says what it does within 80 columns, without colour or progress where there is no terminal', () => {
    const { status, stdout, stderr } = demo(...args, '--activation', 'relu,silu', '--formula', 'x * tanh(softplus(x))');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toContain('\u001B');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('classification into 3: rose, tall and violet (its cells are words)');
    expect(stdout).toMatch(/^ {2}relu .*%[\s\S]+^ {2}silu .*%[\s\S]+^ {2}x \* tanh\(soft… .*%[\s\S]+^ {2}always the usual class/m);
  });

  it('--out: model.json and model.onnx give the same probabilities for rows of another file', async () => {
    const { status, stdout } = demo(...args, '--json', '--out', 'model.json', '--out', 'model.onnx');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      task: 'classification',
      classes: ['rose', 'tall', 'violet'],
      rows: { learnt: 160, heldOut: 40 },
    });

    const saved = readFileSync(join(folder, 'model.json'), 'utf8');
    const model = load(saved, { activations: [silu] });
    const { table } = JSON.parse(saved) as { readonly table: { readonly columns: readonly Column[] } };
    const input = encode(parseCsv('colour,length\nred,-2\nblue,-2\nblue,3\n'), table.columns);
    const here = predictProbabilities(model, input, softmaxCrossEntropy);
    expect(here.argmax(1).toArray()).toEqual([0, 2, 1]);

    const session = await InferenceSession.create(join(folder, 'model.onnx'));
    const { output } = await session.run({ input: new OnnxTensor('float32', input.data, input.shape) });
    expect(tensor([...(output!.data as Float32Array)], [3, 3]).allClose(here)).toBe(true);
  });

  it('--json is the same every time', () => expect(demo(...args, '--json').stdout).toBe(demo(...args, '--json').stdout));

  it('--help says what there is', () => {
    expect(demo('--data', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--target <column>'), stderr: '' });
  });

  writeFileSync(join(folder, 'holes.csv'), 'a,b\n1,2\n3,\n');
  writeFileSync(join(folder, 'ragged.csv'), 'a,b\n1,2\n3\n');
  writeFileSync(join(folder, 'semicolons.csv'), 'a;b\n1;2\n');
  writeFileSync(join(folder, 'german.csv'), 'a;b\n1;2,5\n2;3,5\n');
  writeFileSync(join(folder, 'comma.csv'), 'a,b\n1,"2,5"\n2,"3,5"\n');
  it.each([
    [
      'holes.csv',
      'a',
      'xor: --data: holes.csv, line 3, column "b": expected a value, got an empty cell; fill it in or leave the row out\n',
    ],
    ['ragged.csv', 'a', 'xor: --data: ragged.csv, line 3: expected 2 cells, as there are columns, got 1; there is none for "b"\n'],
    ['flowers.csv', 'price2', /^xor: --data: flowers\.csv: expected one of the columns "id", .*, got "price2"\n$/],
    ['german.csv', 'b', /are the cells separated by ";"\?.*; here that is --delimiter ";"\n$/],
    ['comma.csv', 'b', /decimal comma; give "," as the decimal.*; here that is --decimal ,\n$/],
    ['semicolons.csv', 'b', /are the cells separated by ";"\?/],
    ['absent.csv', 'a', /^xor: --data: .+absent\.csv cannot be read: .+\n$/],
  ])('%s, target %s: one line on stderr, exit code 2', (file, target, message) => {
    const { status, stdout, stderr } = demo('--data', file, '--target', target);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it.each([
    [['--out', 'a.onnx', '--activation', 'relu,silu'], '--out: expected one activation, got relu, silu; write the one that you choose'],
    [['--out', 'absent/a.onnx'], 'cannot be written'],
    [['--rate', '1e30', '--quiet'], '--rate 1e+30: numbers left the finite range in epoch 1; try a lower rate'],
  ])('%j: exit code 2', (more, message) => {
    const { status, stdout, stderr } = demo(...args, ...more);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.skipIf(process.platform === 'win32')('a file that cannot be written whole leaves the old one, and the scores are printed', () => {
    const place = join(folder, 'full');
    mkdirSync(place);
    const path = join(place, 'model.json');
    writeFileSync(path, 'old');
    // Files of at most 4 blocks of 512 bytes, as on a disk that is full.
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(
      'sh',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 4; exec "$@"`,
        'sh',
        process.execPath,
        '--conditions=@nonlin/source',
        main,
        ...args,
        '--json',
        '--out',
        path,
      ],
      { cwd: folder, env: { ...process.env, INIT_CWD: folder, NONLIN_CALLED_FROM: folder }, encoding: 'utf8' },
    );
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ task: 'classification' });
    expect(stderr).toMatch(/^xor: --out: .*model\.json cannot be written: .+\n$/);
    expect([readdirSync(place), readFileSync(path, 'utf8')]).toEqual([['model.json'], 'old']);
  });

  it('a link stays a link', () => {
    const link = join(folder, 'link.json');
    writeFileSync(join(folder, 'linked.json'), 'old');
    symlinkSync(join(folder, 'linked.json'), link);
    expect(demo(...args, '--quiet', '--out', link).status).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'linked.json'), 'utf8'))).toHaveProperty('table');
  });
});

it.each([
  [2 ** 30, 2 ** 24],
  [2 ** 40, 2 ** 28],
])('a heap of %s bytes reads files of %s', (heap, bytes) => expect(largest(heap)).toBe(bytes));
