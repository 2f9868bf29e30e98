import { describe, expect, it } from 'vitest';
import { parseOptions } from '../src/options.ts';

describe('options', () => {
  it('are the defaults of the demo where none are given', () => {
    expect(parseOptions([])).toEqual({
      wanted: ['all'],
      hidden: [2, 4, 8],
      seed: 0,
      seeds: 100,
      learning: { epochs: 500, optimizer: 'adam', rate: 0.05, loss: 'binary-cross-entropy', backend: 'wasm' },
      json: false,
      quiet: false,
      svg: undefined,
    });
  });

  it('take activations repeated or with commas', () => {
    expect(parseOptions(['--activation', 'silu, ./mine.ts', '--activation=pkg'])).toMatchObject({ wanted: ['silu', './mine.ts', 'pkg'] });
  });

  it('take formulas beside activations, commas included', () => {
    expect(parseOptions(['--formula', 'max(x, 0)', '--formula=-x', '--activation', 'silu'])).toMatchObject({
      wanted: ['silu', { formula: 'max(x, 0)' }, { formula: '-x' }],
    });
  });

  it.each([['--help'], ['-h']])('%s asks for help', (argument) => {
    expect(parseOptions([argument])).toBe('help');
  });

  it.each([
    ['--bogus', "Unknown option '--bogus'"],
    ['extra', "Unexpected argument 'extra'"],
    ['--seeds', "Option '--seeds <value>' argument missing"],
    ['--rate -1', "Option '--rate' needs a value (after = where it begins with '-')"],
    ['--json=yes', "Option '--json' does not take an argument"],
    ['--seeds 0', '--seeds: expected a whole number from 1 to 100000, got "0"'],
    ['--epochs 5.5', '--epochs: expected a whole number from 1 to 1000000, got "5.5"'],
    ['--seed 1e3', '--seed: expected a whole number from 0 to 4503599627370496, got "1e3"'],
    ['--hidden 2,x', '--hidden: expected a whole number from 1 to 1024, got "x"'],
    ['--hidden ,', '--hidden: expected widths, as 2,4,8'],
    ['--hidden 2,2', '--hidden: 2,2 names a width twice'],
    ['--rate=-1', '--rate: expected a number above 0, got "-1"'],
    ['--rate fast', '--rate: expected a number above 0, got "fast"'],
    ['--optimizer lion', '--optimizer: expected adam, adamW, rmsprop or sgd, got "lion"'],
    ['--loss nll', '--loss: expected binary-cross-entropy, mean-squared-error, huber or hinge, got "nll"'],
    ['--backend gpu', '--backend: expected wasm or reference, got "gpu"'],
    ['--activation ,', '--activation: expected a name, a file or a package'],
  ])('%s is refused in one line', (line, message) => {
    let refused: unknown;
    try {
      parseOptions(line.split(' '));
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
    expect((refused as Error).message).not.toContain('\n');
  });
});
