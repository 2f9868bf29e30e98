import { listed, short } from '../../view/text.ts';
import { slopeName } from './findings.ts';
import type { CornerFindings, CornerResult } from './findings.ts';

export const percent = (share: number): string => `${short(share * 100)} %`;

/** How often exactly 0 is met under each beginning, slope by slope, and whether the slope there decides who is right. */
export function sentences({ results, seeds }: CornerFindings): string[] {
  return [...new Set(results.map(({ beginning }) => beginning))].map((beginning) => {
    const its = results.filter((result) => result.beginning === beginning);
    const widths = [...new Set(its.map(({ hidden }) => hidden))].map((hidden) =>
      compared(
        its.filter((result) => result.hidden === hidden),
        seeds,
      ),
    );
    return `With ${beginning}: ${[met(its, seeds), ...widths].join('; ')}.`;
  });
}

function met(its: readonly CornerResult[], seeds: number): string {
  const meet = Math.max(...its.map((result) => result.meet));
  if (meet === 0) return `exactly 0 is never met in any of the ${seeds} networks of a kind, so the slope there changes nothing`;
  const slopes = [...new Set(its.map(({ slope }) => slope))];
  const of = (slope: number, share: (result: CornerResult) => number): number[] => its.filter((one) => one.slope === slope).map(share);
  const firsts = between(its.map(({ first }) => first));
  const laters = slopes.map((slope) => `${between(of(slope, ({ later }) => later))} with slope ${slopeName(slope)}`);
  return `exactly 0 is met in up to ${meet} of ${seeds} networks: in ${firsts} of the sums of the first step, and of those of later steps in ${listed(laters)}; up to ${Math.max(...its.map(({ differ }) => differ))} of ${seeds} end with other weights than with slope 0`;
}

/** Shares of networks of several widths, from the least to the most. */
function between(shares: readonly number[]): string {
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return least === most ? least : `${least} to ${most}`;
}

/** One width: pairs of the same seed decide, as in the race: McNemar. */
function compared(its: readonly CornerResult[], seeds: number): string {
  const [zero, ...others] = its;
  const clear = others.filter(
    ({ onlyHere, onlyAtZero }) => Math.abs(onlyHere - onlyAtZero) > 2 * Math.sqrt(Math.max(1, onlyHere + onlyAtZero)),
  );
  const groups = (['better', 'worse'] as const).flatMap((word) => {
    const which = clear.filter(({ onlyHere, onlyAtZero }) => onlyHere > onlyAtZero === (word === 'better'));
    return which.length === 0
      ? []
      : [`clearly ${word} with ${listed(which.map(({ slope }) => slopeName(slope)))} than with ${slopeName(zero!.slope)}`];
  });
  return `at H = ${its[0]!.hidden}, ${listed(its.map(({ right, slope }) => `${right} with slope ${slopeName(slope)}`))} of ${seeds} are right, ${groups.length === 0 ? 'no difference beyond chance' : listed(groups)}`;
}
