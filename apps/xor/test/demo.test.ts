import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, sequential, tensor } from '@nonlin/core';
import { afterAll, describe, expect, it } from 'vitest';
import { byHand, wayOut } from '../src/activations.ts';
import { race } from '../src/experiment/experiment.ts';
import { runRace } from '../src/experiment/race.ts';
import { summarizeRace } from '../src/experiment/summary.ts';
import { findActivations } from '../src/find-activation.ts';
import { jumpBetween, pointOf } from '../src/view/curves.ts';
import { answersOver, surfaces, UNDECIDED } from '../src/view/surface.ts';
import { runDemo } from './demo-process.ts';
import type { Ended } from './demo-process.ts';
import { isWellFormed } from './well-formed.ts';

const folder = mkdtempSync(join(tmpdir(), 'nonlin-xor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const demo = (...args: string[]): Ended => runDemo(folder, args);

const tiny = ['--seeds', '3', '--epochs', '50', '--hidden', '2,4'];
const anything = expect.anything() as unknown;

describe('the demo, tiny', () => {
  it('prints six sections without colour or progress where there is no terminal', () => {
    const { status, stdout, stderr } = demo(...tiny);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^\d {2}.+$/gm)?.map((line) => line[0])).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(stdout).not.toContain('\u001B');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  }, 60_000);

  it('--json prints one object and nothing else, the same every time', () => {
    const { status, stdout } = demo(...tiny, '--json');
    expect(status).toBe(0);
    expect(demo(...tiny, '--json').stdout).toBe(stdout);
    const found = JSON.parse(stdout) as { everywhere: object[]; results: object[] };
    expect(Object.keys(found)).toEqual(['seed', 'epochs', 'backend', 'everywhere', 'results']);
    expect(found).toMatchObject({ seed: 0, epochs: 50, backend: 'wasm' });
    expect(found.everywhere.map((row) => Object.keys(row))).toEqual(
      found.everywhere.map(() => ['activation', 'learned', 'seeds', 'weightChange']),
    );
    expect([found.everywhere.length, found.results.length]).toEqual([6, 12]);
    const keys = [
      'activation',
      'hidden',
      'learned',
      'learnedFrozen',
      'seeds',
      'medianEpochs',
      'firstLayerGradient',
      'largestSlope',
      'hiddenWeightChange',
      'verdict',
    ];
    expect(found.results.map((row) => Object.keys(row))).toEqual(found.results.map(() => keys));
    expect(found.everywhere[0]).toMatchObject({ activation: 'step', weightChange: 0 });
    expect(found.results[0]).toMatchObject({
      activation: 'step',
      hidden: 2,
      medianEpochs: null,
      firstLayerGradient: 0,
      largestSlope: 0,
      hiddenWeightChange: 0,
      verdict: anything,
    });
  }, 60_000);

  it('gives the same numbers from threads as without', async () => {
    const { stdout } = demo('--json', '--seeds', '110', '--epochs', '30', '--hidden', '2', '--activation', 'silu');
    const activations = await findActivations(['silu'], folder);
    const learning = { epochs: 30, optimizer: 'adam', rate: 0.05, loss: 'binary-cross-entropy', backend: 'wasm' };
    // Too few at a time for threads.
    const parts = [0, 55].map((seed) => race({ wanted: ['silu'], from: folder, activations, hidden: [2], seed, seeds: 55, learning }));
    const runs = (await Promise.all(parts)).flatMap(([standing]) => standing!.runs);
    expect(JSON.parse(stdout)).toMatchObject({ results: [summarizeRace('silu', 2, runs)] });
  }, 60_000);

  it('races the way out, and not step, in threads too', async () => {
    const { stdout } = demo('--seeds', '110', '--epochs', '60', '--hidden', '4', '--activation', 'step');
    const learning = { epochs: 60, optimizer: 'adam', rate: 0.05, loss: 'binary-cross-entropy', backend: 'wasm' };
    const runs = await Promise.all(Array.from({ length: 110 }, (_, seed) => runRace(wayOut, 4, seed, learning)));
    const { learned, learnedFrozen } = summarizeRace(wayOut.name, 4, runs);
    expect(learned).toBeGreaterThan(learnedFrozen);
    expect(stdout).toContain(`Trained against frozen: ${learned} against ${learnedFrozen} with 4 units.`);
  }, 60_000);

  it('--quiet prints the table alone', () => {
    const { stdout } = demo(...tiny, '--quiet', '--activation', 'silu');
    expect(stdout.split('\n')[0]).toMatch(/^ +H right frozen epochs gradient slope moved {2}verdict$/);
  }, 60_000);

  it('--svg writes a well-formed picture', () => {
    writeFileSync(join(folder, 'odd.js'), `export const odd = { name: 'a<b&"c"', formula: (x, ops) => ops.tanh(x) };`);
    expect(demo(...tiny, '--quiet', '--activation', 'all,./odd.js', '--svg', 'out.svg').status).toBe(0);
    const svg = readFileSync(join(folder, 'out.svg'), 'utf8');
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain('a&lt;b&amp;&quot;c&quot;');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg).toContain('prefers-color-scheme: dark');
  }, 60_000);

  it.each(['NONLIN_CALLED_FROM', 'INIT_CWD'])('looks for files in the folder that %s names, rather than where it runs', (name) => {
    writeFileSync(join(folder, 'here.js'), `export const here = { name: 'here', formula: (x, ops) => ops.tanh(x) };`);
    const args = ['--seeds', '1', '--epochs', '1', '--hidden', '2', '--quiet', '--activation', './here.js', '--svg', 'here.svg'];
    const outer = name === 'INIT_CWD' ? {} : { INIT_CWD: tmpdir() };
    expect(runDemo(tmpdir(), args, { ...outer, [name]: folder })).toMatchObject({ status: 0, stderr: '' });
    expect(isWellFormed(readFileSync(join(folder, 'here.svg'), 'utf8'))).toBe(true);
  });

  it('takes an installed package of the folder it is run in', () => {
    const at = join(folder, 'node_modules/cube');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'cube', type: 'module', exports: { import: './cube.js' } }));
    writeFileSync(join(at, 'cube.js'), `export const cube = { name: 'cube', formula: (x, ops) => ops.mul(x, ops.mul(x, x)) };`);
    const { status, stdout } = demo(...tiny, '--json', '--activation', 'cube');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      everywhere: [{ activation: 'cube' }],
      results: [{ activation: 'cube' }, { activation: 'cube' }],
    });
  }, 60_000);

  it('--formula races beside the others, in threads too', () => {
    const { status, stdout } = demo(
      '--json',
      '--seeds',
      '50',
      '--epochs',
      '10',
      '--hidden',
      '2',
      '--activation',
      'relu',
      '--formula',
      'max(x, 0)',
    );
    expect(status).toBe(0);
    // relu by another name: the same in everything but the name.
    const { results } = JSON.parse(stdout) as { results: { activation: string }[] };
    expect(results.map(({ activation }) => activation)).toEqual(['relu', 'max(x, 0)']);
    expect(results[1]).toEqual({ ...results[0], activation: 'max(x, 0)' });
  }, 60_000);

  it('--formula with a mistake: a caret under the character, exit code 2', () => {
    const { status, stdout, stderr } = demo('--formula', 'x * sigmod(x)');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      "xor: --formula, character 5: expected a function before '(', got sigmod; did you mean sigmoid?",
      '  x * sigmod(x)',
      '      ^^^^^^',
      '',
    ]);
  });

  it.each([
    ['--bogus', "xor: Unknown option '--bogus'; --help lists the options\n"],
    [
      '--activation=nope',
      'xor: --activation nope: no such name and no such package; the names are step, sigmoid, relu, silu, gelu, none, all; a file begins with ./\n',
    ],
    ['--svg=absent/out.svg', /^xor: --svg: .+ cannot be written: .+\n$/],
  ])('%s: one line on stderr, exit code 2', (argument, message) => {
    const { status, stdout, stderr } = demo(argument);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});

describe('a jump', () => {
  const choice = (at: number): number => (at >= 1 ? 1 : 0);
  it.each([
    ['step', pointOf.bind(null, byHand), 'value', -0.02, 0.03, { at: 0, left: 0, right: 1, value: 0 }],
    ['step, from the jump on', pointOf.bind(null, byHand), 'value', 0, 0.03, { at: 0, left: 0, right: 1, value: 0 }],
    [
      'at 1, closed on the right',
      (at: number) => ({ value: choice(at), slope: 0 }),
      'value',
      0.9,
      1.2,
      { at: 1, left: 0, right: 1, value: 1 },
    ],
    ['no jump but a steep slope', (at: number) => ({ value: 40 * at, slope: 40 }), 'value', 0, 0.03, undefined],
    ['step, its slope', pointOf.bind(null, byHand), 'slope', -0.02, 0.03, undefined],
    ['what is not a number', () => ({ value: NaN, slope: NaN }), 'value', 0, 1, undefined],
  ] as const)('%s', (_, point, of, from, to, found) => expect(jumpBetween((at) => point(at)[of], from, to)).toEqual(found));
});

describe('the picture of answers', () => {
  it('draws what is nothing but rounding as undecided', () => {
    const model = sequential(dense(2, 1));
    model.parameters = { '0.weight': tensor([[1e-4], [-1e-4]]), '0.bias': tensor([1e-7]) };
    expect(answersOver({ name: 'nearly', model }, { middle: 0, margin: 1 }, 3, 3).flat()).toEqual(Array<number>(9).fill(UNDECIDED));
    model.parameters = { '0.weight': tensor([[0], [0]]), '0.bias': tensor([0.002]) };
    expect(answersOver({ name: 'hardly', model }, { middle: 0, margin: 1 }, 1, 1)[0]![0]).toBeGreaterThan(UNDECIDED);
  });

  it('draws what is not a number as undecided', () => {
    const model = sequential(dense(2, 1));
    model.parameters = { '0.weight': tensor([[NaN], [0]]), '0.bias': tensor([0]) };
    const lines = surfaces([{ name: 'lost', model }], { middle: 0, margin: 1 }, 80, (_, text) => text);
    expect(lines[1]!.trim()).toBe('▒'.repeat(11));
    expect(lines.at(-1)!.trim()).toBe('0 of 4');
  });
});
