import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { typeset } from '../src/study/report.ts';
import { conduct } from '../src/study/run.ts';
import { studies } from '../src/study/studies.ts';
import { sideBySide, tableLines } from '../src/study/table.ts';
import { runDemo } from './demo-process.ts';
import type { Ended } from './demo-process.ts';
import { isWellFormed } from './well-formed.ts';

const folder = mkdtempSync(join(tmpdir(), 'nonlin-study-'));
afterAll(() => rmSync(folder, { recursive: true }));

const demo = (...args: string[]): Ended => runDemo(folder, args);

/** The smallest run of each study. */
const tiny: { readonly [study: string]: { readonly [setting: string]: string } } = {
  depth: { layers: '1,3', width: '4', seeds: '2', activation: 'step,sigmoid,relu' },
  corner: { hidden: '2', epochs: '12', seeds: '3' },
  robust: { data: 'moons', training: 'none,pgd', activation: 'relu,softplus', rows: '20', epochs: '1', width: '4', steps: '1', seeds: '2' },
  speed: { activation: 'none,silu', elements: '1000', rounds: '2', seeds: '2' },
  tails: { rates: '0.1', activation: 'step,relu', width: '4', rows: '12', epochs: '4', seeds: '2' },
};

describe.each(studies.map((study) => [study.name, study] as const))('%s', (name, study) => {
  it('finds the same twice, in plain values, a table of equal rows, sentences and a picture', async () => {
    const shares: number[] = [];
    const { found, table, sentences, picture } = await conduct(study, tiny[name]!, { from: folder, formulas: [] }, (done) =>
      shares.push(done),
    );
    expect(shares.at(-1)).toBe(1);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found).toMatchObject({ study: name });
    for (const row of table.rows) expect(row).toHaveLength(table.heads.length);
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.join(' ')).not.toMatch(/NaN|undefined|Infinity/);
    for (const across of [800, 360] as const) {
      const svg = picture(across);
      expect(isWellFormed(svg)).toBe(true);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toContain('prefers-color-scheme: dark');
      expect(svg).toContain(`viewBox="0 0 ${across} `);
    }
    // Time is not the same twice.
    if (!study.alone) expect((await conduct(study, tiny[name]!, { from: folder, formulas: [] }, () => {})).found).toEqual(found);
  });
});

it.each([
  ['3.1e-4 % of 2.0e12', '3.1·10⁻⁴\u00A0% of 2.0·10¹²'],
  ['−3.7e-13, 4', '−3.7·10⁻¹³, 4'],
  ['a1ea', 'a1ea'],
])('%s is set as %s', (text, set) => expect(typeset(text)).toBe(set));

describe('a table', () => {
  const table = {
    heads: ['name', 'scale', 'first', 'second', 'third'],
    rows: [
      ['a', '1', '10', '20', '30'],
      ['a', '2', '11', '21', '31'],
      ['b', '1', '12', '22', '32'],
    ],
    names: 1,
  };
  const plain = (_: unknown, text: string): string => text;

  it('stands side by side where it fits', () =>
    expect(tableLines(table, 36, plain)).toEqual([
      '  name  scale  first  second  third',
      '  a         1     10      20     30',
      '  a         2     11      21     31',
      '  b         1     12      22     32',
    ]));

  it('goes on below where it does not, with what tells the rows apart', () =>
    expect(tableLines(table, 28, plain)).toEqual([
      '  name  scale  first  second',
      '  a         1     10      20',
      '  a         2     11      21',
      '  b         1     12      22',
      '',
      '  name  scale  third',
      '  a         1     30',
      '  a         2     31',
      '  b         1     32',
    ]));

  it.each([
    [[10, 5, 5, 5], 1, 80, [[0, 1, 2, 3]]],
    [
      [10, 5, 5, 5],
      1,
      26,
      [
        [0, 1, 2],
        [0, 3],
      ],
    ],
    [
      [10, 5, 5, 5],
      2,
      10,
      [
        [0, 1, 2],
        [0, 1, 3],
      ],
    ],
  ])('columns %j, %i of them keys, in %i', (widths, keys, width, found) => expect(sideBySide(widths, keys, width)).toEqual(found));
});

describe('as a person runs them', () => {
  const options = Object.entries(tiny['depth']!).flatMap(([name, text]) => [`--${name}`, text]);

  it('a table and sentences within 80 columns, without colour or progress where there is no terminal', () => {
    const { status, stdout, stderr } = demo('depth', ...options, '--svg', 'out.svg');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toContain('\u001B');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(isWellFormed(readFileSync(join(folder, 'out.svg'), 'utf8'))).toBe(true);
  });

  it('--json prints one object and nothing else', () => {
    expect(JSON.parse(demo('depth', ...options, '--json').stdout)).toMatchObject({ study: 'depth', seeds: 2, width: 4 });
  });

  it('--formula stands beside the activations, cut where it is long', () => {
    const formula = 'x * tanh(softplus(x))';
    const { status, stdout } = demo('depth', ...options, '--formula', formula, '--formula', 'own: x', '--quiet');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}relu .*\n[\s\S]*^ {2}x \* tanh\(soft… .*\n[\s\S]*^ {2}own /m);
    const { results } = JSON.parse(demo('depth', ...options, '--formula', formula, '--json').stdout) as {
      results: { activation: string }[];
    };
    expect(results.at(-1)!.activation).toBe(formula);
  });

  it('--help says what there is', () => {
    expect(demo('depth', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--layers <n,…>'), stderr: '' });
  });

  it.each([
    ['--bogus', "Unknown option '--bogus'; --help lists the options"],
    ['--formula=x+', /--formula, character 3: .+\n {2}x\+\n {4}\^/],
    ['--formula=weight*x', /--formula: weight is .+; rename the parameter, as weight2/],
    ['--layers=x', '--layers: expected a whole number from 1 to 100, got "x"'],
    ['--svg=absent/out.svg', /--svg: .+ cannot be written: .+/],
  ])('%s: said on stderr alone, exit code 2', (argument, message) => {
    const { status, stdout, stderr } = demo('depth', argument);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.replace(message, 'what is wrong')).toBe('xor: what is wrong\n');
  });
});

it('report --quick --seeds 1: one page with every study, that loads nothing', () => {
  const { status, stdout, stderr } = demo('report', '--quick', '--seeds', '1', '--out', 'page.html');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('page.html');
  const page = readFileSync(join(folder, 'page.html'), 'utf8');
  for (const { name } of studies) expect(page).toContain(`<section id="${name}">`);
  const plain = page.replaceAll(/<\/?span>/g, '');
  expect(plain).toContain('<code>npm start -- report --quick --seeds 1 --out page.html</code>');
  expect(page).toMatch(/@nonlin\/gallery@\S+, Node v\d/);
  expect(plain).toMatch(/<code>npm start -- depth --layers \S+ .*--seeds 1 --seed 0<\/code>/);
  for (const { title } of studies) expect(page).not.toContain(`<h2>${title}`); // it stands in the picture
  expect(page.replaceAll(/data:[^"]*/g, '')).not.toMatch(/\de-?\d/);
  expect(page.match(/<img /g)).toHaveLength(studies.length);
  expect(page).not.toMatch(/(?:src|srcset|href)="(?!data:|#)|>[^<]*(?:NaN|undefined)/);
});
