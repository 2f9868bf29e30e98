import { listed } from '../../view/text.ts';
import type { Estimate } from '../statistics.ts';
import { isClear } from './findings.ts';
import type { RobustFindings, RobustResult } from './findings.ts';

export const percent = (share: number): string => (share * 100).toFixed(1);

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;

/** A difference of shares, and its interval where there is one. */
export const points = ({ mean, low, high }: Estimate): string =>
  low === null ? signed(mean) : `${signed(mean)} (${signed(low)} to ${signed(high)})`;

/** Who keeps how much on each data under each training, how much of it may be chance, and whether a published effect appears. */
export function sentences({ results, seeds, published }: RobustFindings): string[] {
  const said = [...new Set(results.map(({ data, training }) => `${data}\n${training}`))].map((pair) => {
    const [data, training] = pair.split('\n');
    const [first, ...others] = results.filter((result) => result.data === data && result.training === training);
    const how = training === 'none' ? 'trained plainly' : `trained against ${training!.toUpperCase()}`;
    const beside = others.map(({ activation, robust, gain }) => `${activation} ${percent(robust.mean)} (${judged(gain!)})`);
    return `${data}, ${how}: under attack ${first!.activation} keeps ${percent(first!.robust.mean)} % right${others.length > 0 ? `, ${listed(beside)}` : ''}.`;
  });
  const compared = results.filter((result) => result.gain !== null);
  if (compared.length === 0) return said;
  if (seeds === 1) return [...said, 'One seed each: it gives no interval, and what is chance cannot be told; --seeds 2 or more can.'];
  const clear = compared.filter(({ gain }) => isClear(gain!)).length;
  said.push(
    `${clear} of ${compared.length} ${compared.length === 1 ? 'comparison is' : 'comparisons are'} clear; if nothing differed, about ${(compared.length * BY_CHANCE).toFixed(1)} of ${compared.length} would be by chance, as the intervals are 95 % ones.`,
  );
  const first = results[0]!.activation;
  const verdicts = [...new Set(results.map(({ data }) => data))].flatMap((data) => verdictOn(data, compared));
  if (verdicts.length > 0)
    said.push(
      `Published (Xie et al. 2020, ${published.source}; ${published.network}): ReLU ${percent(published.relu)}, SiLU ${percent(published.silu)}, a gain of ${percent(published.silu - published.relu)} points. Here, at a tiny size, compared with ${first} under adversarial training: ${verdicts.map(({ counts, effect }) => (first === CORNER ? `${counts}: ${effect}` : counts)).join('; ')}.${first === CORNER ? '' : ` The published effect is a gain over ReLU; --activation ${CORNER},… measures that.`}`,
    );
  return said;
}

/** What an interval of 95 % leaves out. */
const BY_CHANCE = 0.05;

/** The activation that the published gain is over. */
const CORNER = 'relu';

const judged = (gain: Estimate): string =>
  gain.low === null ? points(gain) : `${points(gain)}, ${isClear(gain) ? 'clear' : 'within chance'}`;

/** Whether the other activations resist better than the first on this data, counted over trainings against an attack. */
function verdictOn(data: string, compared: readonly RobustResult[]): { readonly counts: string; readonly effect: string }[] {
  const gains = compared.filter((result) => result.data === data && result.training !== 'none').map(({ gain }) => gain!);
  if (gains.length === 0) return [];
  const better = gains.filter((gain) => isClear(gain) && gain.mean > 0).length;
  const worse = gains.filter((gain) => isClear(gain) && gain.mean < 0).length;
  const effect =
    worse === 0 && better > gains.length / 2
      ? 'the effect appears'
      : better === 0 && worse > gains.length / 2
        ? 'the opposite appears'
        : 'no clear effect';
  return [{ counts: `on ${data} ${better} of ${gains.length} are clearly better, ${worse} clearly worse`, effect }];
}
