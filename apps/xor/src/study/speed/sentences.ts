import { listed, short } from '../../view/text.ts';
import type { SpeedFindings, SpeedResult } from './findings.ts';

/** What a copy takes, and for each backend what values and slopes cost beside it, and how much of that memory may be. */
export function sentences({ results, copied, copyTime, bandwidth }: SpeedFindings): string[] {
  return [
    `A copy of ${copied.toLocaleString('en')} numbers takes ${short(copyTime)} ns each, ${short(bandwidth)} · 10⁹ bytes a second read and written.`,
    ...[...new Set(results.map(({ backend }) => backend))].map((backend) => {
      const its = results.filter((result) => result.backend === backend).toSorted((a, b) => a.value - b.value);
      const slopes = its
        .map(({ activation, value, withSlope }) => ({ activation, times: withSlope / value }))
        .toSorted((a, b) => a.times - b.times);
      const [least, most] = [its[0]!, its.at(-1)!];
      const [lowest, highest] = [slopes[0]!, slopes.at(-1)!];
      const costs =
        its.length === 1
          ? `a value of ${least.activation} costs ${copies(least.value)}; with its slope ${short(lowest.times)} times that`
          : `a value costs from ${copies(least.value)} (${least.activation}) to ${short(most.value)} (${most.activation}); with its slope from ${short(lowest.times)} (${lowest.activation}) to ${short(highest.times)} times that (${highest.activation})`;
      return `On ${backend} ${costs}. ${limits(its)}`;
    }),
  ];
}

const copies = (value: number): string => `${short(value)} ${value === 1 ? 'copy' : 'copies'}`;

/** A value reads and writes as many numbers as a copy; what it takes beyond that is not spent on moving them. */
function limits(its: readonly SpeedResult[]): string {
  const named = (some: readonly SpeedResult[]): string => listed(some.map(({ activation }) => activation));
  const [under, above] = [its.filter(({ value }) => value < 1), its.filter(({ value }) => value >= 1)];
  const said: string[] = [];
  if (under.length > 0)
    said.push(
      `${named(under)} ${under.length === 1 ? 'costs' : 'cost'} less than a copy, so that the copy is not the limit there: numbers may stay in caches.`,
    );
  const most = above.at(-1);
  if (most !== undefined)
    said.push(
      `A copy would take ${short(100 / most.value)} % of the time of ${most.activation}${above.length > 1 ? ` and ${short(100 / above[0]!.value)} % of that of ${above[0]!.activation}` : ''}: arithmetic and the calls around it take the rest.`,
    );
  return said.join(' ');
}
