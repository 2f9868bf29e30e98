import type { AnyActivation } from '@nonlin/core';
import type { Wanted } from '../find-activation.ts';
import type { Learning } from './learning.ts';
import { perform } from './tasks.ts';
import type { Outcome, Task } from './tasks.ts';
import { spread } from './threads.ts';

/** What is to be done with all activations, in plain values. */
export interface Job {
  /** What the activations were asked for by: threads find them again. */
  readonly wanted: readonly Wanted[];
  readonly from: string;
  readonly learning: Learning;
}

/** What a thread is told. */
export interface WorkerJob extends Job {
  /** The names that it must come to. */
  readonly names: readonly string[];
}

/** Below this many tasks, starting threads costs more than it saves. */
const WORTH_THREADS = 100;

/** Does every task, and tells `onOutcome` of each as it is done; the number of threads changes nothing but the time. */
export function performAll(
  tasks: readonly Task[],
  activations: readonly AnyActivation[],
  { wanted, from, learning }: Job,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const job: WorkerJob = { wanted, from, learning, names: activations.map(({ name }) => name) }; // plain values alone: the rest does not travel
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
