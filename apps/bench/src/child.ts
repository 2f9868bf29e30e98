// A contender in a process of its own, so that none warms up, or fills the memory of, another:
//   node child.ts <module> <variant>
// It answers each line of JSON on its input with one on its output.

import { createInterface } from 'node:readline';
import { measure } from './harness.ts';
import type { Contender, Remote, Runner, Work } from './work.ts';

/** What is asked of a contender: to get ready for `prepare`, to do it for so many milliseconds, or to let go of it. */
export interface Question {
  readonly prepare?: Work;
  readonly measure?: number;
  readonly release?: true;
  readonly version?: true;
}

const answers = (line: object): void => void process.stdout.write(`\n#answer ${JSON.stringify(line)}\n`);

if (import.meta.main) {
  const [module, variant] = process.argv.slice(2) as [string, string];
  const contender = (await import(module)) as Contender;
  let runner: Runner | Remote | undefined;
  for await (const line of createInterface(process.stdin)) {
    const question = JSON.parse(line) as Question;
    try {
      if (question.version) answers({ version: await contender.version(variant) });
      else if (question.prepare !== undefined) {
        runner = await contender.prepare(question.prepare, variant);
        answers({ ready: runner !== undefined });
      } else if (question.measure !== undefined) {
        if (runner === undefined) throw new Error('nothing is prepared');
        answers(await measure(runner, question.measure));
      } else {
        runner?.dispose?.();
        runner = undefined;
        answers({});
      }
    } catch (error) {
      answers({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  process.exit(0);
}
