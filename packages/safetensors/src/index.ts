export { readSafetensors } from './read.ts';
export type { SafetensorsFile } from './read.ts';
export { writeSafetensors } from './write.ts';
export { SafetensorsError } from './safetensors-error.ts';
export { fromStateDict, stateDictNames, toStateDict } from './state-dict.ts';
export type { StateDictNames } from './state-dict.ts';
