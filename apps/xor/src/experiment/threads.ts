import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { parentPort, Worker } from 'node:worker_threads';

/** Tasks, and the two ways to do them: here, or in threads that do the same. */
interface Work<Task, Outcome> {
  readonly tasks: readonly Task[];
  readonly perform: (task: Task) => Outcome | Promise<Outcome>;
  /** Whether there is enough to do for threads, which take a while to start. */
  readonly inThreads: boolean;
  /** The module of a thread, which calls `serve`; tasks, outcomes and `workerData` are plain values. */
  readonly script: URL;
  readonly workerData: unknown;
}

/** Does every task, and tells `onOutcome` of each as it is done; the number of threads changes nothing but the time. */
export async function spread<Task, Outcome>(
  { tasks, perform, inThreads, script, workerData }: Work<Task, Outcome>,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const threads = Math.min(8, availableParallelism());
  if (threads === 1 || !inThreads) {
    for (const [place, task] of tasks.entries()) {
      onOutcome(place, await perform(task));
      await setImmediate(); // lets keys and the screen be heard
    }
    return;
  }
  const workers = Array.from({ length: threads }, () => new Worker(script, { workerData }));
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

/** In a thread: tasks come in, outcomes go out. */
export function serve(perform: (task: unknown) => unknown): void {
  parentPort!.on('message', (task: unknown) => {
    void Promise.resolve()
      .then(() => perform(task))
      .then(
        (outcome) => parentPort!.postMessage({ outcome }),
        (error: unknown) => parentPort!.postMessage({ error }),
      );
  });
}
