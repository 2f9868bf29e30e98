import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Question } from './child.ts';
import type { Entrant } from './contenders.ts';
import type { Measured, Work } from './work.ts';

/** A contender in a process of its own, asked one thing at a time. */
export class Running {
  readonly entrant: Entrant;
  readonly #write: (line: string) => void;
  readonly #lines: AsyncIterator<string>;
  readonly #end: () => void;

  constructor(entrant: Entrant) {
    this.entrant = entrant;
    const child = fileURLToPath(new URL('child.ts', import.meta.url));
    const given = ['--conditions=@nonlin/source', '--no-warnings', child, entrant.module, entrant.variant];
    const { stdin, stdout } = spawn(process.execPath, given, { stdio: ['pipe', 'pipe', 'ignore'] });
    stdin.on('error', () => {}); // a process that fell is met by its silence below
    this.#write = (line) => void stdin.write(line);
    this.#end = () => void stdin.end();
    this.#lines = createInterface(stdout)[Symbol.asyncIterator]();
  }

  /** The library's version. Throws where it cannot be loaded. */
  async version(): Promise<string> {
    return (await this.#ask<{ version: string }>({ version: true })).version;
  }

  /** Whether it can do this. */
  async prepare(work: Work): Promise<boolean> {
    return (await this.#ask<{ ready: boolean }>({ prepare: work })).ready;
  }

  measure(milliseconds: number): Promise<Measured> {
    return this.#ask<Measured>({ measure: milliseconds });
  }

  async release(): Promise<void> {
    await this.#ask({ release: true });
  }

  end(): void {
    this.#end();
  }

  async #ask<T>(question: Question): Promise<T> {
    this.#write(`${JSON.stringify(question)}\n`);
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`${this.entrant.name} ended without an answer`);
      // Libraries talk on the output too.
      if (!value.startsWith('#answer ')) continue;
      const answer = JSON.parse(value.slice('#answer '.length)) as T & { error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer;
    }
  }
}
