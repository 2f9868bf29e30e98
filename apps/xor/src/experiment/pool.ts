import type { AnyActivation } from '@nonlin/core';
import type { Wanted } from '../find-activation.ts';
import type { Learning } from './learning.ts';
import { perform } from './tasks.ts';
import type { Outcome, Task } from './tasks.ts';
import { spread } from './threads.ts';

/** What a thread needs to know: plain values. */
export interface WorkerJob {
  readonly wanted: readonly Wanted[];
  readonly from: string;
  readonly learning: Learning;
}

/** Below this many tasks, starting threads costs more than it saves. */
const WORTH_THREADS = 100;

/** Does every task, and tells `onOutcome` of each as it is done; the number of threads changes nothing but the time. */
export function performAll(
  tasks: readonly Task[],
  activations: readonly AnyActivation[],
  { wanted, from, learning }: WorkerJob,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const job: WorkerJob = { wanted, from, learning }; // plain values alone: the rest does not travel
  return spread(
    {
      tasks,
      perform: (task) => perform(task, activations, learning),
      inThreads: tasks.length >= WORTH_THREADS,
      script: new URL('worker.ts', import.meta.url),
      workerData: job,
    },
    onOutcome,
  );
}
