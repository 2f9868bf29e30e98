import type { Schedule } from '../fuse.ts';
import type { Plan } from '../plan.ts';
import type { Recording } from '../record/record.ts';

/** A step with shapes, kernels and places: all that is left is to write it down. */
export interface Planned {
  readonly recording: Recording;
  readonly schedule: Schedule;
  readonly plan: Plan;
  /** Everything in registers, or one function for each kernel. */
  readonly form: 'straight' | 'kernels';
  /** Fused multiply-add, where the engine has it; else a product is rounded before it is added. */
  readonly fused: boolean;
}
