import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { byHand, wayOut } from './activations.ts';
import { compareEverywhere, race, results } from './experiment/experiment.ts';
import type { Experiment, Findings } from './experiment/experiment.ts';
import { trained } from './experiment/race.ts';
import { findActivations } from './find-activation.ts';
import { here } from './here.ts';
import { HELP, parseOptions } from './options.ts';
import type { Options } from './options.ts';
import { commandNamed } from './study/commands.ts';
import { isAboutTable } from './table/options.ts';
import { runTable } from './table/run.ts';
import { tryWriting } from './try-writing.ts';
import { progressOn, widthOf } from './view/progress.ts';
import type { Progress } from './view/progress.ts';
import {
  announceRace,
  printTable,
  reportByHand,
  reportEverywhere,
  reportPictures,
  reportRace,
  reportTable,
  reportWayOut,
  title,
} from './view/report.ts';
import type { Page } from './view/report.ts';
import { picture } from './view/svg.ts';
import { painter } from './view/text.ts';
import { UsageError } from './usage-error.ts';

async function main(args: readonly string[]): Promise<void> {
  const study = commandNamed(args[0]);
  if (study !== undefined) return study(args.slice(1));
  if (isAboutTable(args)) return runTable(args);
  const options = parseOptions(args);
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const from = here();
  const activations = await findActivations(options.wanted, from);
  const svg = options.svg === undefined ? undefined : resolve(from, options.svg);
  if (svg !== undefined) tryWriting('svg', svg);

  const progress = progressOn(process.stderr, !options.quiet && !options.json);
  process.once('SIGINT', () => {
    progress.clear();
    process.exit(130);
  });
  try {
    await run({ ...options, from, activations }, progress, svg);
  } finally {
    progress.clear();
  }
}

/** The demo from the first section to the last. */
async function run(demo: Options & Experiment, progress: Progress, svg: string | undefined): Promise<void> {
  const { activations, hidden, seed, seeds, learning, json, quiet } = demo;
  const page: Page = { write: (text) => process.stdout.write(text), width: widthOf(process.stdout), paint: painter(process.stdout) };
  const talk = !json && !quiet;

  if (talk) {
    title(page);
    reportByHand(page);
  }
  const compared = await compareEverywhere(demo, progress.everywhere);
  progress.clear();
  if (talk) {
    reportEverywhere(page, compared, learning);
    announceRace(page, seeds, learning);
  }
  const standings = await race(demo, (standings) => progress.race(standings, seeds));
  progress.clear();
  const found = results(standings);
  if (talk) reportRace(page, standings, seeds);
  if (talk) reportTable(page, found);
  else if (!json) printTable(page, found);

  const width = Math.min(...hidden);
  const drawn = await Promise.all(
    activations.map(async (activation) => ({
      name: activation.name,
      model: (await trained(activation, width, false, seed, learning)).model,
    })),
  );
  if (talk) {
    reportPictures(page, activations, drawn, { hidden: width, seed, loss: learning.loss });
    if (activations.includes(byHand)) {
      const found = await race({ ...demo, wanted: [wayOut.name], activations: [wayOut] }, (standings) => progress.race(standings, seeds));
      progress.clear();
      reportWayOut(page, found, seeds);
    }
  }
  if (svg !== undefined) writeFileSync(svg, picture({ activations, standings, seeds, drawn, hidden: width, seed, learning }));
  if (json) {
    const findings: Findings = {
      seed,
      epochs: learning.epochs,
      backend: learning.backend,
      everywhere: compared.map(({ result }) => result),
      results: found,
    };
    process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  }
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`xor: ${error instanceof Error ? (usage ? error.message : (error.stack ?? error.message)) : String(error)}\n`);
  process.exitCode = usage ? 2 : 1;
}
