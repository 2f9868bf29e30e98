import { workerData } from 'node:worker_threads';
import { serve } from '../experiment/threads.ts';
import type { StudyJob } from './run.ts';
import { studies } from './studies.ts';

// A thread of a study. Formulas do not travel, so it reads the settings itself.
const { name, texts, around } = workerData as StudyJob;
const prepared = await studies.find((study) => study.name === name)!.prepare(texts, around);
serve((place) => prepared.perform(place as number));
