import type { ActivationFacts } from '@nonlin/conformance/checks';

/** What the conformance kit says of a formula. */
export interface CheckReport {
  readonly facts: ActivationFacts;
  /** In one line each; empty: nothing was found. */
  readonly findings: readonly string[];
}

/** Checks a formula in a thread that is made for it; the function that comes back stops it. */
export function checkFormula(formula: string, onReport: (report: CheckReport) => void): () => void {
  const worker = new Worker(new URL('./checks.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<CheckReport>) => {
    worker.terminate();
    onReport(data);
  });
  worker.postMessage(formula);
  return () => worker.terminate();
}
