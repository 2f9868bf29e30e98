import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '../src/command/run.ts';

const scratch = mkdtempSync(join(tmpdir(), 'nonlin-command-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const manifest = {
  version: '1.2.3',
  dependencies: { '@nonlin/core': '^1.0.0', '@nonlin/conformance': '^1.1.0' },
  devDependencies: { typescript: '7.0.2', vitest: '5.1.1' },
};

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const program = (cwd: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--conditions=@nonlin/source', main, ...args], { cwd, encoding: 'utf8' });

/** The command in a folder of its own, where `answers` are typed at a terminal, if given. */
async function typed(args: readonly string[], answers?: string, prepare?: (folder: string) => void) {
  const folder = mkdtempSync(join(scratch, 'case-'));
  prepare?.(folder);
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (answers !== undefined) input.end(answers);
  const status = await run(args, { input, output, errors, folder, interactive: answers !== undefined, manifest });
  const said = (stream: PassThrough): Promise<string> => textOf(stream.end());
  return { status, output: await said(output), errors: await said(errors), folder };
}

test('writes the files, and says what to type next', async () => {
  const { status, output, errors, folder } = await typed(['@you/hard-mish', '--formula', 'x * clamp(x + 2, 0, 2) / 2', '--author', 'Ada']);
  expect([status, errors]).toEqual([0, '']);
  expect(output).toMatch(/^hard-mish\/\n/);
  expect(output).toMatch(/\nNext:\n {2}cd hard-mish\n {2}npm install\n {2}npm test\n$/);
  const files = readdirSync(join(folder, 'hard-mish'), { recursive: true, encoding: 'utf8' }).toSorted();
  expect(files).toEqual(
    [
      '.gitignore',
      'LICENSE',
      'README.md',
      'package.json',
      'plot.svg',
      'src',
      'src/index.ts',
      'test',
      'test/hard-mish.test.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ].map((path) => join(path)),
  );
  expect(JSON.parse(readFileSync(join(folder, 'hard-mish/package.json'), 'utf8'))).toMatchObject({
    author: 'Ada',
    peerDependencies: { '@nonlin/core': '^1.0.0' },
    devDependencies: { '@nonlin/conformance': '^1.1.0', '@nonlin/create-activation': '^1.2.3', typescript: '^7.0.2', vitest: '^5.1.1' },
  });
});

test.each([
  ['exp(x) / (2 + exp(x))', 'finite: at x = 1000', 'exp(min(x, 80))', undefined],
  ['where(x > 0, x, 0)', 'NaN: at x = NaN', 'max(x, 0), clamp and step keep it', 'max(x, 0)'],
  ['sqrt(abs(x))', 'finite: at x = -0', 'keep away from it, as sqrt(x^2 + 1e-6)', 'sqrt(x^2 + 1e-6)'],
  ['1 / (1 + x^4)', 'finite in float32: at x = ', 'clamp(x, -1e9, 1e9)^2', '1 / (1 + clamp(x, -1e4, 1e4)^4)'],
  ['1 - tanh(x)^2', 'slope: at x = -', 'where nearly equal numbers cancel', 'tanh(x)'],
  ['max(x, 0) + log1p(exp(-abs(x)))', 'kinks: at x = 0', 'take sides: where(x < 0', 'where(x < 0, 0, x) + log1p(exp(where(x < 0, x, -x)))'],
])('%s: exit code 1, the reason and what helps, nothing written; with --anyway it is written', async (formula, finding, remedy, better) => {
  const { status, output, errors, folder } = await typed(['mish', '--formula', formula]);
  expect([status, output, readdirSync(folder)]).toEqual([1, '', []]);
  expect(errors).toContain('create-activation: nothing is written, for its own test would fail; --anyway writes it\n  mish: ');
  expect(errors).toContain(finding);
  expect(errors).toMatch(/^What helps: .*\.$/m);
  expect(errors).toContain(remedy);
  const anyway = await typed(['mish', '--formula', formula, '--anyway']);
  expect([anyway.status, anyway.output]).toEqual([
    0,
    expect.stringContaining('\nIts test will fail, for the conformance kit has findings'),
  ]);
  if (better !== undefined) expect((await typed(['mish', '--formula', better])).status).toBe(0);
});

// Formulas as papers write them: each gives a package that passes its own test, in a form that the command names.
test.each([
  ['x/(1+exp(-x))', 'x * sigmoid(x)'],
  ['0.5*x*(1+erf(x/sqrt(2)))', 'x * Phi(x)'],
  ['0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715*x^3)))', 'x * sigmoid(1.5957691216057308 * '],
  ['log(1+exp(x))', 'softplus(x)'],
  ['x*tanh(log(1+exp(x)))', 'x * tanh(softplus(x))'],
  ['x*erf(ln(1+e^x))', 'x * erf(softplus(x))'],
  ['x*log(1+sigmoid(x))', 'x * log1p(sigmoid(x))'],
  ['x*tanh(exp(x))', 'x * tanh(exp(min(x, 4)))'],
  ['exp(-x^2)', 'exp(-min(max(x, -28), 28)^2)'],
  ['x*exp(-x^2/2)', 'x * exp(-0.5 * min(max(x, -40), 40)^2)'],
  ['1-exp(-x^2)', '-expm1(-'],
  ['(sqrt(x^2+1)-1)/2+x', 'sqrt(1 + min(max(x, '],
  ['x/sqrt(1+x²)', 'sqrt(1 + min(max(x, '],
  ['(1+tanh(x))/2', 'sigmoid(2 * x)'],
])('%s is written as %s', async (formula, written) => {
  const { status, output, errors } = await typed(['mish', '--formula', formula]);
  expect([status, errors]).toEqual([0, '']);
  expect(output).toContain('is written as ');
  expect(output).toContain(written);
  expect(output).not.toContain('will fail');
});

test.each(['tanh(50*x)', 'sigmoid(100*x)', 'x + sin(a*x)^2/a', 'x + sin(x)', 'x/(1+exp(min(-x,80)))', 'x * sigmoid(beta*x)'])(
  '%s is written as it is',
  async (formula) => {
    const { status, output, errors } = await typed(['mish', '--formula', formula]);
    expect([status, errors]).toEqual([0, '']);
    expect(output).not.toContain('is written as');
  },
);

test('a step teaches nothing, and the command says so', async () => {
  expect((await typed(['jump', '--formula', 'step(x)'])).output).toContain('Its slope is 0 everywhere, so nothing before it learns');
});

test('asks for what is missing, and again for what is wrong, with the place marked', async () => {
  const { status, output, folder } = await typed([], 'Mish\nmish\nx * tnh(x)\nlog(x)\n\nx * tanh(x)\n');
  expect(status).toBe(0);
  expect(output).toContain('name: expected words in lower case');
  expect(output).toContain("formula, character 5: expected a function before '(', got tnh; did you mean tanh?\nx * tnh(x)\n    ^^^\n");
  expect(output).toContain('got NaN at x = −10');
  expect(readFileSync(join(folder, 'mish/src/index.ts'), 'utf8')).toContain('ops.mul(x, ops.tanh(x))');
});

test('an input that ends without an answer writes nothing', async () => {
  const { status, errors, folder } = await typed(['mish'], 'x *\n');
  expect([status, errors]).toEqual([2, expect.stringContaining('expected a formula')]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([[[]], [['mish']]])('Ctrl+C at a question (%j typed): exit code 130, in silence, nothing written', async (args) => {
  const [input, output, errors] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true, columns: 80 }), new PassThrough()];
  const folder = mkdtempSync(join(scratch, 'case-'));
  const done = run(args, { input, output, errors, folder, interactive: true, manifest });
  input.write('\u0003');
  expect(await done).toBe(130);
  expect(await textOf(errors.end())).toBe('');
  expect(readdirSync(folder)).toEqual([]);
});

const fill = (folder: string): void => {
  mkdirSync(join(folder, 'mish'));
  writeFileSync(join(folder, 'mish', 'notes.txt'), 'mine');
};

const wrong: readonly (readonly [title: string, args: readonly string[], message: string, prepare?: (folder: string) => void])[] = [
  ['no name', [], 'expected a name, as npm create @nonlin/activation mish'],
  ['no formula', ['mish'], 'expected a formula, as npm create @nonlin/activation mish -- --formula "x * tanh(softplus(x))"'],
  ['two names', ['mish', 'x'], 'expected one name, got mish x; a formula goes into quotes: --formula "x * sigmoid(x)"'],
  [
    'a bad name',
    ['Mish', '--formula', 'tanh(x)'],
    'name: expected words in lower case joined by -, as mish, hard-mish or @you/mish, got "Mish"',
  ],
  ["a name of Node's", ['path', '--formula', 'tanh(x)'], `name: expected one that Node's own modules do not have, got "path"`],
  [
    'a folder with files',
    ['mish', '--formula', 'tanh(x)'],
    'mish: expected an empty folder, got one with notes.txt; take another name or move them',
    fill,
  ],
  [
    'a file',
    ['mish', '--formula', 'tanh(x)'],
    'mish: expected a folder or nothing by this name, got a file',
    (folder) => writeFileSync(join(folder, 'mish'), ''),
  ],
  ['an unknown option', ['mish', '--formla', 'x'], "Unknown option '--formla'; --help shows the options"],
  ['an option without its value', ['mish', '--formula'], "Option '--formula <value>' argument missing; --help shows the options"],
  [
    'a parameter without a number',
    ['mish', '--formula', 'a*x', '--parameter', 'a'],
    '--parameter: expected a name and a finite number, as alpha=0.25, got "a"',
  ],
  [
    'a parameter that is none',
    ['mish', '--formula', 'tanh(x)', '--parameter', 'x=1'],
    'parseFormula: expected a name for the parameter, got "x", which is the variable',
  ],
  ['a constant', ['mish', '--formula', '2'], 'formula: expected one that depends on x, got 2, which is 2 everywhere'],
];

test.each(wrong.map((row) => ({ title: row[0], row })))(
  '$title: one line, exit code 2, nothing written',
  async ({ row: [, args, message, prepare] }) => {
    const { status, output, errors, folder } = await typed(args, undefined, prepare);
    expect({ status, output, errors }).toEqual({ status: 2, output: '', errors: `create-activation: ${message}\n` });
    expect(existsSync(join(folder, 'mish', 'package.json'))).toBe(false);
  },
);

test('a formula that does not parse is shown with the place marked', async () => {
  const { status, errors } = await typed(['mish', '--formula', 'x * (1 + x']);
  expect([status, errors]).toEqual([2, expect.stringMatching(/^create-activation: formula, character 11: .*\nx \* \(1 \+ x\n {10}\^\n$/)]);
});

test('an empty folder, also one with a repository, is filled', async () => {
  const { status } = await typed(['mish', '--formula', 'tanh(x)'], undefined, (folder) =>
    mkdirSync(join(folder, 'mish/.git'), { recursive: true }),
  );
  expect(status).toBe(0);
});

test('--help names every option, --version the version', async () => {
  const { status, output } = await typed(['--help']);
  expect(status).toBe(0);
  for (const option of ['--redraw', '--formula', '--parameter', '--per-unit', '--author', '--anyway', '--version'])
    expect(output).toContain(option);
  expect(await typed(['--version'])).toMatchObject({ status: 0, output: '1.2.3\n' });
});

test('as a program: without a terminal it does not wait', () => {
  const { status, stderr } = program(scratch, 'mish');
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^create-activation: expected a formula, as npm create [^\n]*\n$/)]);
});

test('--redraw renews plot, formula and numbers from src/index.ts, and leaves the rest of the README', async () => {
  const [{ folder }, other] = [await typed(['mish', '--formula', 'tanh(x)']), await typed(['mish', '--formula', 'x * tanh(x)'])];
  const [mine, its] = [join(folder, 'mish'), join(other.folder, 'mish')];
  const text = (place: string, path: string): string => readFileSync(join(place, path), 'utf8');
  const before = ['README.md', 'plot.svg'].map((path) => text(mine, path));
  expect(program(mine, '--redraw')).toMatchObject({ status: 0, stdout: 'plot.svg\nREADME.md\n', stderr: '' });
  expect(['README.md', 'plot.svg'].map((path) => text(mine, path))).toEqual(before);

  writeFileSync(join(mine, 'src/index.ts'), text(its, 'src/index.ts'));
  writeFileSync(join(mine, 'README.md'), `${before[0]}\nA word of my own: $& | this.\n`);
  expect(program(mine, '--redraw')).toMatchObject({ status: 0, stderr: '' });
  expect(text(mine, 'README.md')).toBe(`${text(its, 'README.md')}\nA word of my own: $& | this.\n`);
  expect(text(mine, 'plot.svg')).toBe(text(its, 'plot.svg'));

  writeFileSync(join(mine, 'src/index.ts'), 'export const other = 1;\n');
  expect(program(mine, '--redraw')).toMatchObject({
    status: 2,
    stderr: 'create-activation: src/index.ts: expected an activation exported as mish, the name in package.json, got none\n',
  });
  expect(program(scratch, '--redraw')).toMatchObject({
    status: 2,
    stderr: 'create-activation: --redraw: expected the folder of a package, got one without package.json\n',
  });
});
