import { createInterface } from 'node:readline/promises';
import type { Interface } from 'node:readline/promises';

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Someone who answers, line by line. */
export class Terminal {
  readonly #output: NodeJS.WritableStream;
  readonly #lines: Interface;
  // Keeps lines that come before they are asked for, as when several are pasted; `question` would lose them.
  readonly #answers: AsyncIterator<string>;
  #open = true;
  /** Whether Ctrl+C was pressed. */
  interrupted = false;

  constructor({ input, output }: Streams) {
    this.#output = output;
    this.#lines = createInterface({ input, output });
    this.#lines.once('close', () => (this.#open = false));
    this.#lines.once('SIGINT', () => {
      this.interrupted = true;
      this.#lines.close();
    });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /**
   * Asks until `read` takes the answer, and gives what it read; `complain` words why it did not.
   * Undefined when the input ends, and at Ctrl+C.
   */
  async ask<T>(question: string, read: (answer: string) => T, complain: (error: unknown) => string): Promise<T | undefined> {
    this.#lines.setPrompt(question);
    for (;;) {
      if (this.#open) this.#lines.prompt();
      const { done, value } = await this.#answers.next();
      if (done) {
        this.#output.write('\n');
        return undefined;
      }
      if (value.trim() === '') continue;
      try {
        return read(value.trim());
      } catch (error) {
        this.#output.write(`${complain(error)}\n\n`);
      }
    }
  }

  close(): void {
    this.#lines.close();
  }
}
