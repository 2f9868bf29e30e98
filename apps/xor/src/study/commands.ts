import { runReport } from './report.ts';
import { runStudy } from './run.ts';
import { studies } from './studies.ts';

/** What runs the subcommand of this name, if there is one. */
export function commandNamed(name: string | undefined): ((args: readonly string[]) => Promise<void>) | undefined {
  if (name === 'report') return runReport;
  const study = studies.find((study) => study.name === name);
  return study && ((args) => runStudy(study, args));
}
