import { parentPort, workerData } from 'node:worker_threads';
import { findActivations } from '../find-activation.ts';
import type { WorkerJob } from './pool.ts';
import { perform } from './tasks.ts';
import type { Task } from './tasks.ts';

// A thread of the pool: tasks come in, outcomes go out. Formulas do not travel, so it looks its activations up itself.
const { wanted, from, learning } = workerData as WorkerJob;
const activations = await findActivations(wanted, from);
parentPort!.on('message', (task: Task) => {
  void perform(task, activations, learning).then(
    (outcome) => parentPort!.postMessage({ outcome }),
    (error: unknown) => parentPort!.postMessage({ error }),
  );
});
