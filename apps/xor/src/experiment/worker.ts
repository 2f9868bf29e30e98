import { workerData } from 'node:worker_threads';
import { findActivations } from '../find-activation.ts';
import type { WorkerJob } from './pool.ts';
import { perform } from './tasks.ts';
import type { Task } from './tasks.ts';
import { serve } from './threads.ts';

// A thread of the pool. Formulas do not travel, so it looks its activations up itself.
const { wanted, from, learning } = workerData as WorkerJob;
const activations = await findActivations(wanted, from);
serve((task) => perform(task as Task, activations, learning));
