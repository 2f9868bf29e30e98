import { load, tensor } from '@nonlin/core';
import { parseFormula } from '@nonlin/formula';
import { relu } from '@nonlin/relu';
import { wasm } from '@nonlin/wasm';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../src/network/model-of.ts';
import { writeNetwork } from '../src/network/programs.ts';
import { Race } from '../src/network/race.ts';
import { DEFAULTS } from '../src/state/settings.ts';
import type { LaneName } from '../src/state/settings.ts';

const ROWS = [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
];

/** Runs a text as a program of this app, so that it finds the packages as an installed one would. */
function runProgram(text: string, name: string): string {
  const file = fileURLToPath(new URL(`run-${name}-${process.pid}.ts`, import.meta.url));
  writeFileSync(file, text);
  try {
    return execFileSync(process.execPath, ['--conditions=@nonlin/source', file], { encoding: 'utf8' });
  } finally {
    rmSync(file);
  }
}

describe.each([
  ['relu', ''],
  ['own', 'x * tanh(softplus(x))'],
  ['own', 'x * sigmoid(beta * x)'],
] as const)('%s %s', async (lane: LaneName, formula) => {
  const settings = { ...DEFAULTS, formula };
  const race = await Race.of(settings, [], wasm);
  await race.advanceTo(200);
  const { look } = await race.frame(lane, false);
  await race.dispose();
  const model = modelOf(settings, look);
  const written = writeNetwork(settings, look);
  const probabilities = Array.from(model.predict(tensor(ROWS)).data, (logit) => 1 / (1 + Math.exp(-logit)));

  test('the program runs and prints the network’s probabilities', () => {
    const printed = runProgram(written.program, `program-${lane}`);
    const numbers = [...printed.matchAll(/\[\s*([-\d.e]+)\]/g)].map((match) => Number(match[1]));
    expect(numbers).toHaveLength(4);
    for (const [i, number] of numbers.entries()) expect(number).toBeCloseTo(probabilities[i]!, 5);
  });

  test('the program imports what it says is to be installed', () => {
    const imported = [...written.program.matchAll(/from '([^']+)'/g)].map((match) => match[1]);
    expect(new Set(imported)).toEqual(new Set(written.packages));
  });

  test('the JSON is what `load` takes, to the bit', () => {
    const activation = lane === 'relu' ? relu : parseFormula(formula, { name: 'own' });
    expect(
      load(written.json, { activations: [activation] })
        .predict(tensor(ROWS))
        .equals(model.predict(tensor(ROWS))),
    ).toBe(true);
  });

  test('the function gives the same without any import, within 1e-5', () => {
    expect(written.standalone).not.toContain('import');
    const printed = runProgram(
      `${written.standalone}\nconsole.log(JSON.stringify(${JSON.stringify(ROWS)}.map((row) => predict(row)[0])));`,
      `function-${lane}`,
    );
    for (const [i, logit] of (JSON.parse(printed) as number[]).entries())
      expect(logit).toBeCloseTo(model.predict(tensor(ROWS)).at(i, 0), 5);
  });
});
