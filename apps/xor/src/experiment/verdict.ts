import type { RaceRun } from './race.ts';

/**
 * What the runs say, in a few words that follow from their numbers alone. Trained and frozen networks come in pairs
 * (same seed, same first weights), so the pairs in which only one is right decide whether training helped:
 * their difference counts when it is over twice its standard deviation by chance (McNemar 1947, doi:10.1007/BF02295996).
 */
export function verdictOf(runs: readonly RaceRun[]): string {
  const right = runs.filter((run) => run.right).length;
  const onlyTrained = runs.filter((run) => run.right && !run.rightFrozen).length;
  const onlyFrozen = runs.filter((run) => run.rightFrozen && !run.right).length;
  const surprise = (onlyTrained - onlyFrozen) / Math.sqrt(Math.max(1, onlyTrained + onlyFrozen));
  const share = right / runs.length;

  if (runs.some((run) => !run.finite)) return `left the finite range in ${runs.filter((run) => !run.finite).length}`;
  if (runs.every((run) => run.gradient === 0))
    return runs.some((run) => run.change > 0) ? 'moved, but not by a gradient' : right > 0 ? 'cannot learn; luck alone' : 'cannot learn';
  if (right === 0) return runs.every((run) => !run.rightFrozen) ? 'never right' : 'unlearns what luck gave';
  if (surprise < -2) return 'worse than its control';
  if (surprise <= 2) return share >= 0.95 ? 'right, but so is the control' : 'no better than its control';
  return share === 1
    ? 'learns it every time'
    : share >= 0.95
      ? 'learns it nearly every time'
      : share > 0.5
        ? 'learns it more often than not'
        : 'learns it now and then';
}
