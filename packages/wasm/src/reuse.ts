import type { Planned } from './emit/planned.ts';
import type { CompiledModule } from './webassembly.ts';

/** A step that only lacks a memory to run on: it holds no numbers of any model. */
export interface Ready extends Planned {
  readonly bytes: number;
  readonly module: CompiledModule;
}

/**
 * Steps kept for the next program of the same form: networks that differ in their weights alone, as the runs of an
 * experiment. A recorded XOR step takes four fifths of its time from here on, and its module is warm.
 */
const KEPT = 64;
const kept = new Map<string, Ready>();

/** What was made for an equal `text`, or what `make` gives; the one that was not asked for longest is let go. */
export function reuse(text: string, make: () => Ready): Ready {
  const ready = kept.get(text) ?? make();
  kept.delete(text);
  kept.set(text, ready);
  if (kept.size > KEPT) for (const [oldest] of kept) return (kept.delete(oldest), ready);
  return ready;
}
