import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { AnyActivation } from '@nonlin/core';
import type { Learning } from './learning.ts';
import { perform } from './tasks.ts';
import type { Outcome, Task } from './tasks.ts';

/** What a thread needs to know: plain values. */
export interface WorkerJob {
  readonly wanted: readonly string[];
  readonly from: string;
  readonly learning: Learning;
}

/** Below this many tasks, starting threads costs more than it saves. */
const WORTH_THREADS = 100;

/** Does every task, and tells `onOutcome` of each as it is done; the number of threads changes nothing but the time. */
export async function performAll(
  tasks: readonly Task[],
  activations: readonly AnyActivation[],
  { wanted, from, learning }: WorkerJob,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const threads = Math.min(8, availableParallelism());
  if (threads === 1 || tasks.length < WORTH_THREADS) {
    for (const [place, task] of tasks.entries()) {
      onOutcome(place, await perform(task, activations, learning));
      await setImmediate(); // lets keys and the screen be heard
    }
    return;
  }
  const job: WorkerJob = { wanted, from, learning }; // plain values alone: the rest does not travel
  const workers = Array.from({ length: threads }, () => new Worker(new URL('worker.ts', import.meta.url), { workerData: job }));
  try {
    let next = 0;
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            let place = -1;
            const advance = (): void => {
              if (next === tasks.length) return resolve();
              place = next++;
              worker.postMessage(tasks[place]);
            };
            worker.on('error', reject);
            worker.on('exit', () => reject(new Error('a thread ended before its work was done')));
            worker.on('message', (message: { outcome: Outcome } | { error: unknown }) => {
              if ('error' in message) return reject(message.error instanceof Error ? message.error : new Error(String(message.error)));
              onOutcome(place, message.outcome);
              advance();
            });
            advance();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
