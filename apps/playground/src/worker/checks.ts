import { checkActivation, findFacts } from '@nonlin/conformance/checks';
import { parseFormula } from '@nonlin/formula';
import { OWN } from '../state/settings.ts';
import type { CheckReport } from './check-formula.ts';

// The conformance kit looks at half a million inputs, which takes a second or two: a thread of its own.
globalThis.addEventListener('message', ({ data: formula }: MessageEvent<string>) => {
  const activation = parseFormula(formula, { name: OWN });
  const facts = findFacts(activation);
  const report: CheckReport = { facts, findings: checkActivation(activation, { facts }).map(({ message }) => message) };
  globalThis.postMessage(report);
});
