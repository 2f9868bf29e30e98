// npm run bench: everything side by side in one run, written to results/.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { coldStarts } from './cold-start.ts';
import { limits as nativeEntrants, ours, peers } from './contenders.ts';
import { Running } from './entrant.ts';
import { growths, limitsOf } from './growth.ts';
import type { Point } from './growth.ts';
import { machine } from './machine.ts';
import { race } from './measure.ts';
import type { Effort } from './measure.ts';
import { peak } from './native.ts';
import { toMarkdown } from './report/markdown.ts';
import type { Report } from './report/markdown.ts';
import { plot } from './report/plot.ts';
import type { Curve } from './report/plot.ts';
import { rows } from './rows.ts';
import { spreadOf } from './statistics.ts';

const help = `npm run bench -- [--quick] [--only id,id] [--ours] [--out folder]

  --quick       fewer and shorter rounds: to see that everything runs
  --only …      some of: ${[...rows.map(({ id }) => id), 'start', ...growths.map(({ id }) => id)].join(', ')}
  --ours        without the peers, which are installed else (600 MB, in apps/bench/peers)
  --out folder  default: apps/bench/results`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    ours: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('../results', import.meta.url)) },
    help: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const wanted = ({ id }: { readonly id: string }): boolean => only === undefined || only.includes(id);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<void> {
  const effort: Effort = values.quick ? { rounds: 3, milliseconds: 30 } : { rounds: 7, milliseconds: 120 };
  if (!values.ours) install();

  const versions: { [name: string]: string } = {};
  const absent: { [name: string]: string } = {};
  const running: Running[] = [];
  for (const entrant of [...ours, ...(values.ours ? [] : [...peers, ...nativeEntrants])]) {
    const its = new Running(entrant);
    try {
      versions[entrant.name] = await its.version();
      running.push(its);
    } catch (error) {
      absent[entrant.name] = (error as Error).message.split('\n', 1)[0]!;
      say(`${entrant.name} is not there: ${absent[entrant.name]}`);
      its.end();
    }
  }
  const most = values.ours ? undefined : await peak(effort.milliseconds);

  const results: Report['rows'][number][] = [];
  const curves: Report['growths'][number][] = [];
  let starts: Report['coldStarts'] = [];
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  /** What has been found so far: a run that is broken off leaves that. */
  const save = (): string => {
    const peaks = most === undefined ? {} : { peak: most };
    const report: Report = { machine: machine(), ...peaks, versions, absent, effort, rows: results, coldStarts: starts, growths: curves };
    writeFileSync(join(out, 'results.json'), `${JSON.stringify(report, null, 1)}\n`);
    const page = toMarkdown(report);
    writeFileSync(join(out, 'results.md'), page);
    return page;
  };

  for (const { work, read, ...row } of rows.filter(wanted)) {
    say(row.title);
    // Slow ones would hold up all the others, and say nothing of interest.
    const able = running.filter(({ entrant: { name } }) => !(work.kind === 'matmul' && work.size > 256 && /cpu|reference/.test(name)));
    const raced = await race(able, work, effort);
    const shown = raced.map((result) => {
      if (result.time === undefined) return result;
      const { median, low, high } = result.time;
      return { ...result, shown: { median: read(median), low: read(low), high: read(high) } };
    });
    results.push({ row, results: shown });
    save();
  }

  for (const { work, sizes, ...growth } of growths.filter(wanted)) {
    say(`${growth.title}, by ${growth.axis}`);
    const found: Curve[] = [];
    for (const its of running.filter(({ entrant: { name } }) => IN_GROWTH.has(name))) {
      const points: Point[] = [];
      for (const size of sizes) {
        const began = performance.now();
        const [result] = await race([its], work(size), values.quick ? { rounds: 1, milliseconds: 10 } : { rounds: 5, milliseconds: 50 });
        // A loss that does not fall is no fault here: thirty layers do not learn XOR.
        if (result?.all === undefined) break;
        const { median } = spreadOf(result.all);
        points.push({ size, time: median });
        // The next size would take minutes.
        if (performance.now() - began > 10_000) break;
      }
      if (points.length > 0) found.push({ name: its.entrant.name, points });
    }
    const limits = found[0] === undefined ? {} : limitsOf(found[0].points, work);
    curves.push({ growth, curves: found, limits });
    writeFileSync(join(out, `${growth.id}.svg`), plot(growth.title, growth.axis, found, limits));
    save();
  }
  for (const its of running) its.end();

  if (wanted({ id: 'start' })) {
    say('programs from nothing to a trained XOR');
    starts = await coldStarts(values.quick ? 2 : 15, values.ours ? ['ours'] : ['ours', 'javascript']);
  }
  process.stdout.write(save());
}

/** Whose curves are drawn: more would hide each other. */
const IN_GROWTH = new Set(['nonlin, wasm', 'nonlin, reference', 'TensorFlow.js, wasm', 'brain.js', 'C']);

/** The peers, outside the workspace: only whoever asks for this benchmark fetches them. No script of theirs runs. */
function install(): void {
  const cwd = fileURLToPath(new URL('../peers', import.meta.url));
  const given = ['install', '--ignore-workspace', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline', '--reporter=append-only'];
  const { status, error } = spawnSync('pnpm', given, { cwd, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  const why = error === undefined ? 'pnpm says above why' : error.message;
  throw new Error(`bench: the peers could not be installed (${why}); check the network, or measure without them: npm run bench -- --ours`);
}

if (values.help) console.log(help);
else await main();
