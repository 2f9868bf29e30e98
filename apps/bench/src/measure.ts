import type { Entrant } from './contenders.ts';
import type { Running } from './entrant.ts';
import { spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';
import type { Work } from './work.ts';

/** What one contender has shown for one piece of work. */
export interface Result {
  readonly name: string;
  readonly group: Entrant['group'];
  readonly webAssembly: boolean;
  /** Nanoseconds for one piece of work. */
  readonly time?: Spread;
  /** All that were measured, whether they count or not. */
  readonly all?: readonly number[];
  /** Of training: the loss after the first and after the last measurement. */
  readonly losses?: readonly [first: number, last: number];
  /** Why there is no time, where there is none. */
  readonly void?: string;
}

export interface Effort {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** All of `running` at one piece of work, in turns: what disturbs the machine for a while disturbs them alike. */
export async function race(running: readonly Running[], work: Work, { rounds, milliseconds }: Effort): Promise<Result[]> {
  const states = [];
  for (const its of running) {
    const state = {
      its,
      times: [] as number[],
      losses: [] as number[],
      failed: undefined as string | undefined,
      ready: false,
      turns: rounds,
    };
    try {
      state.ready = await its.prepare(work);
      if (state.ready) {
        // Engines and libraries compile on the way: what they do first does not count.
        const first = await its.measure(milliseconds / 4);
        if (first.loss !== undefined) state.losses.push(first.loss);
        const began = performance.now();
        await its.measure(2 * milliseconds);
        // What takes seconds each time is told by three.
        if (performance.now() - began > 10 * milliseconds) state.turns = Math.min(3, rounds);
      }
    } catch (error) {
      state.failed = error instanceof Error ? error.message : String(error);
    }
    states.push(state);
  }
  for (let round = 0; round < rounds; round++)
    for (const state of states)
      if (state.ready && state.failed === undefined && round < state.turns)
        try {
          const { nanoseconds, loss } = await state.its.measure(milliseconds);
          state.times.push(nanoseconds);
          if (loss !== undefined) state.losses.push(loss);
        } catch (error) {
          state.failed = error instanceof Error ? error.message : String(error);
        }
  const results: Result[] = [];
  for (const { its, times, losses, failed, ready } of states) {
    if (ready && failed === undefined) await its.release();
    const { name, group, webAssembly = false } = its.entrant;
    const reached = work.kind === 'train' && losses.length > 1 ? ([losses[0]!, losses.at(-1)!] as const) : undefined;
    const shown = { name, group, webAssembly, ...(times.length > 0 && { all: times }), ...(reached !== undefined && { losses: reached }) };
    if (failed !== undefined) results.push({ ...shown, void: failed.split('\n', 1)[0]! });
    else if (reached !== undefined && !fell(reached)) results.push({ ...shown, void: `the loss did not fall: ${reached.join(' to ')}` });
    else if (times.length > 0) results.push({ ...shown, time: spreadOf(times) });
  }
  return results;
}

/** Whether training has learnt, or had by the time of the first look. */
const fell = ([first, last]: readonly [first: number, last: number]): boolean => last < first || last < 0.01;
