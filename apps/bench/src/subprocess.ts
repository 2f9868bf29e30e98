import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Measured, Remote } from './work.ts';

/** A process that answers each line, a number of milliseconds, with `{"nanoseconds": …, "loss": …}`. */
export function subprocess(command: string, given: readonly string[]): Remote {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const child = spawn(command, given, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async measure(milliseconds) {
      child.stdin.write(`${milliseconds}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${command} ended`);
      return JSON.parse(value) as Measured;
    },
    dispose: () => void child.stdin.end(),
  };
}
