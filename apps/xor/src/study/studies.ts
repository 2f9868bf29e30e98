import { corner } from './corner/corner.ts';
import { depth } from './depth/depth.ts';
import { robust } from './robust/robust.ts';
import { speed } from './speed/speed.ts';
import type { Study } from './study.ts';
import { tails } from './tails/tails.ts';

/** The studies in the order of the report. */
export const studies: readonly Study[] = [depth, corner, tails, speed, robust];
