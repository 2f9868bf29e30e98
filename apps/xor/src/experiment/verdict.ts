import type { RaceRun } from './race.ts';

const LEARNS = 'learns it';

/** Below this many pairs, a difference that does not count says little. */
const ENOUGH = 20;

/** Whether a verdict says that training, not luck, made networks right. */
export const saysLearnt = (verdict: string): boolean => verdict.startsWith(LEARNS);

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
  const [share, frozenShare] = [right / runs.length, (right - onlyTrained + onlyFrozen) / runs.length];

  const left = runs.filter((run) => !run.finite).length;
  if (left > 0) return `not finite in ${left} of ${runs.length}`;
  if (runs.every((run) => run.gradient === 0)) {
    if (runs.some((run) => run.change > 0)) return 'moved, without gradient';
    return right > 0 ? 'cannot learn; luck alone' : 'cannot learn';
  }
  if (surprise < -2) return 'worse than its control';
  if (right === 0) return 'never right';
  if (surprise <= 2) {
    if (Math.min(share, frozenShare) >= 0.95) return 'right, so is its control';
    if (runs.length < ENOUGH) return 'too few seeds to tell';
    return onlyTrained > onlyFrozen ? 'not clearly better' : 'no better than control';
  }
  if (share >= 0.95) return share === 1 ? `${LEARNS} every time` : `${LEARNS} nearly always`;
  return share > 0.5 ? `${LEARNS} mostly` : `${LEARNS} now and then`;
}
