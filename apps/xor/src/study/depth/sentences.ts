import { listed, short } from '../../view/text.ts';
import { nearestToOne } from './findings.ts';
import type { DepthFindings, DepthResult } from './findings.ts';

/** What reaches the first layer of the deepest network. */
const first = (result: DepthResult): number => result.gradients.at(-1)!.norms[0]!;

/** What the numbers say of each activation, and of other first weights. */
export function sentences({ results, seeds }: DepthFindings): string[] {
  const scale = nearestToOne(results);
  const at = results.filter((result) => result.scale === scale);
  const deepest = at[0]!.gradients.at(-1)!.layers;
  const said: string[] = [];
  const none = at.filter((result) => result.gradients.every(({ norms }) => norms.every((norm) => norm === 0)));
  if (none.length > 0)
    said.push(
      `${listed(none.map(({ activation }) => activation))}: exactly 0 in every hidden layer, at every depth and in ${seeds === 1 ? 'the one seed' : `each of ${seeds} seeds`}; nothing passes the output layer.`,
    );
  for (const result of at.filter(({ slopeBound, slopeFactor }) => slopeBound < 0.99 && slopeFactor > 0))
    said.push(
      `${result.activation}: a layer's slopes leave ${short(result.slopeFactor)} of the signal that comes back, ${result.slopeFactor < 0.995 * result.slopeBound ? 'under' : 'at'} their bound of ${short(result.slopeBound)}${result.layerFactor === null ? '' : `; ${weights(result.slopeFactor, result.layerFactor)}, ${short(result.layerFactor)} a layer in all`}; ${layersDown(deepest)} the first one gets ${short(first(result))} of the output layer's gradient.`,
    );
  const kept = at.filter((result) => first(result) > 0.01 && first(result) < 100);
  if (kept.length > 0)
    said.push(
      `Within a factor of 100 after ${deepest} ${deepest === 1 ? 'layer' : 'layers'} at scale ${short(scale)}: ${listed(kept.map((result) => `${result.activation} (${short(first(result))})`))}.`,
    );
  const others = [...new Set(results.map((result) => result.scale))].filter((other) => other !== scale);
  for (const other of others) {
    const moved = results.filter((result) => result.scale === other && kept.some(({ activation }) => activation === result.activation));
    if (moved.length === 0) continue;
    said.push(
      `At scale ${short(other)} the same ${moved.length === 1 ? 'one gets' : `${moved.length} get`} ${listed(moved.map((result) => `${result.activation} ${short(first(result))}`))}${outcome(moved.map(first))}.`,
    );
  }
  return said;
}

/** What the weights do to what the slopes leave; less than 1 % is nothing. */
function weights(bySlopes: number, inAll: number): string {
  const factor = inAll / bySlopes;
  if (Math.abs(factor - 1) < 0.01) return 'the weights change little';
  if (factor < 1) return 'the weights take more away';
  return inAll < 0.99
    ? 'the weights win a part of it back'
    : inAll > 1.01
      ? 'the weights more than make up for it'
      : 'the weights make up for it';
}

const layersDown = (layers: number): string => `${layers} ${layers === 1 ? 'layer' : 'layers'} down`;

/** Said only where it holds of every one. */
function outcome(firsts: readonly number[]): string {
  if (firsts.every((norm) => norm < 0.01)) return ': too small, and the signal fades';
  return firsts.every((norm) => norm > 100) ? ': too large, and it bursts' : '';
}
