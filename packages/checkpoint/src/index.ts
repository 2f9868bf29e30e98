export { trainWithCheckpoints } from './train-with-checkpoints.ts';
export { saveCheckpoint } from './save-checkpoint.ts';
export { loadCheckpoint } from './load-checkpoint.ts';
export type { Checkpoint } from './load-checkpoint.ts';
export { restoreModel, resumeFrom } from './resume.ts';
export type { ResumeOptions } from './resume.ts';
export { CheckpointError } from './checkpoint-error.ts';
