import type { Measured, Remote, Runner } from './work.ts';

/**
 * Does the work for at least so long, and gives the time of one: by the clock or of the processor, whichever is less.
 * Where other programs take their turns on the same core, the clock counts them; where an engine compiles and collects
 * beside its work, the processor's time does.
 */
export async function measure(runner: Runner | Remote, milliseconds: number): Promise<Measured> {
  if ('measure' in runner) return runner.measure(milliseconds);
  let done = 0;
  const used = process.cpuUsage();
  const began = performance.now();
  let passed = 0;
  do {
    // Waiting for what is no promise would cost small work a tenth of its time.
    const running = runner.run();
    if (running !== undefined) await running;
    done += runner.times;
    passed = performance.now() - began;
  } while (passed < milliseconds);
  const { user, system } = process.cpuUsage(used);
  const loss = await runner.loss?.();
  return { nanoseconds: (Math.min(passed, (user + system) / 1e3) * 1e6) / done, ...(loss !== undefined && { loss }) };
}
