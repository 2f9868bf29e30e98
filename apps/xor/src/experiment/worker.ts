import { workerData } from 'node:worker_threads';
import { wayOut } from '../activations.ts';
import { findActivations } from '../find-activation.ts';
import type { WorkerJob } from './pool.ts';
import { perform } from './tasks.ts';
import type { Task } from './tasks.ts';
import { serve } from './threads.ts';

// A thread of the pool. Formulas do not travel, so it looks its activations up itself.
const { wanted, names, from, learning } = workerData as WorkerJob;
const activations = await findActivations(wanted, from, [wayOut]);
const found = activations.map(({ name }) => name);
if (String(found) !== String(names))
  throw new Error(`a thread found the activations ${found.join(', ')} where the demo has ${names.join(', ')}`);
serve((task) => perform(task as Task, activations, learning));
