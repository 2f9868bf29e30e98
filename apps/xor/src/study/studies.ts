import { depth } from './depth/depth.ts';
import type { Study } from './study.ts';

/** The studies in the order of the report. */
export const studies: readonly Study[] = [depth];
