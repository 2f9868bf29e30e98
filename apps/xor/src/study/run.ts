import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { spread } from '../experiment/threads.ts';
import { here } from '../here.ts';
import { tryWriting } from '../try-writing.ts';
import { progressOn, widthOf } from '../view/progress.ts';
import { painter, wrap } from '../view/text.ts';
import type { Around } from './settings.ts';
import { readArguments } from './study.ts';
import type { Outcomes, Study } from './study.ts';
import { tableLines } from './table.ts';

/** What a thread of a study needs to know: plain values. */
export interface StudyJob {
  readonly name: string;
  readonly texts: { readonly [setting: string]: string | undefined };
  readonly around: Around;
}

/** One study as a subcommand: options, progress, then a table and sentences, or JSON, and the picture. Throws a `UsageError`. */
export async function runStudy(study: Study, args: readonly string[]): Promise<void> {
  const lists = takesFormulas(study) ? ['formula'] : [];
  const { texts, all, on } = readArguments(args, [...Object.keys(study.settings), 'svg'], ['json', 'quiet', 'help'], lists);
  if (on('help')) {
    process.stdout.write(helpOf(study));
    return;
  }
  const from = here();
  const svg = texts['svg'] === undefined ? undefined : resolve(from, texts['svg']);
  if (svg !== undefined) tryWriting('svg', svg);
  const progress = showProgress(!on('json') && !on('quiet'));
  let outcomes: Outcomes;
  try {
    outcomes = await conduct(study, texts, { from, formulas: all('formula') }, progress.show);
  } finally {
    progress.clear();
  }
  if (svg !== undefined) writeFileSync(svg, outcomes.picture());
  if (on('json')) {
    process.stdout.write(`${JSON.stringify(outcomes.found, null, 2)}\n`);
    return;
  }
  const [width, paint] = [widthOf(process.stdout), painter(process.stdout)];
  if (!on('quiet')) process.stdout.write(`\n${paint('bold', wrap(study.title, width, ''))}\n\n${wrap(study.about, width)}\n\n`);
  process.stdout.write(`${tableLines(outcomes.table, width, paint).join('\n')}\n`);
  if (!on('quiet')) process.stdout.write(`\n${outcomes.sentences.map((sentence) => wrap(sentence, width)).join('\n\n')}\n\n`);
}

/** Does a study with these texts for its settings. `onProgress` is told how much is done, from 0 to 1. */
export async function conduct(
  study: Study,
  texts: StudyJob['texts'],
  around: Around,
  onProgress: (done: number) => void,
): Promise<Outcomes> {
  const prepared = await study.prepare(texts, around);
  const outcomes: unknown[] = [];
  let done = 0;
  const job: StudyJob = { name: study.name, texts, around };
  await spread(
    {
      tasks: Array.from({ length: prepared.tasks }, (_, place) => place),
      perform: prepared.perform,
      inThreads: !study.alone && prepared.tasks >= WORTH_THREADS,
      script: new URL('worker.ts', import.meta.url),
      workerData: job,
    },
    (place, outcome) => {
      outcomes[place] = outcome;
      onProgress(++done / prepared.tasks);
    },
  );
  return prepared.conclude(outcomes);
}

/** Below this many tasks, a study is a small one. */
const WORTH_THREADS = 40;

/** A bar on the terminal's other stream, cleared at the end and when the person stops it. */
export function showProgress(wanted: boolean): {
  readonly show: (done: number, what?: string) => void;
  readonly clear: () => void;
} {
  const progress = progressOn(process.stderr, wanted);
  process.once('SIGINT', () => {
    progress.clear();
    process.exit(130);
  });
  return { show: progress.everywhere, clear: progress.clear };
}

const takesFormulas = ({ settings }: Study): boolean => Object.values(settings).some((setting) => setting.takesFormulas);

export function helpOf({ name, title, about, settings }: Study): string {
  const lines = [
    ...Object.entries(settings).flatMap(([option, { hint, help, usual, takesFormulas }]) => [
      [`--${option} ${hint}`, `${help} [${usual}]`],
      ...(takesFormulas ? [['--formula <f>', 'a formula as text beside them: "x * tanh(softplus(x))"; repeat it for more']] : []),
    ]),
    ['--svg <file>', 'writes the picture'],
    ['--json', 'prints one JSON object and nothing else; npm is quiet too as npm start --silent -- --json'],
    ['--quiet', 'prints the table alone, without progress'],
    ['--help', 'this text'],
  ];
  const column = Math.max(...lines.map(([option]) => option!.length)) + 4;
  const list = lines.map(([option, help]) => {
    const wrapped = wrap(help!, 80, ' '.repeat(column));
    return `  ${option!.padEnd(column - 2)}${wrapped.slice(column)}`;
  });
  return `${title}\n\n${wrap(about, 80)}\n\n  npm start -- ${name} [options]\n\n${list.join('\n')}\n`;
}
