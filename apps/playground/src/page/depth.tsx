import { Picture } from '../view/canvas.tsx';
import { drawBars } from '../view/bars.ts';
import { theme } from '../view/theme.ts';
import { lanesOf } from '../state/settings.ts';
import { number } from '../text/number.ts';
import { useStore, useText } from './context.ts';

/** How much gradient arrives at each layer, of the chosen network as bars, of all as one number. */
export function Depth() {
  const store = useStore();
  const t = useText();
  const { lane } = store.settings;
  const norms = store.lane(lane)?.gradientNorms ?? [];
  const hidden = norms.slice(0, -1);
  const title = t.names[lane];
  const names = norms.map((_, place) => (place === hidden.length ? t.depth.output : String(place + 1)));
  const zeros = hidden.filter((norm) => norm === 0).length;
  const said =
    norms.length === 0
      ? t.depth.nothing
      : zeros > 0
        ? t.depth.zero(title, zeros, hidden.length)
        : hidden.length === 1
          ? t.depth.one
          : t.depth.ratio(title, hidden[0]! / hidden.at(-1)!);
  const bars = norms
    .map((norm, place) => t.depth.bar(place === hidden.length ? t.depth.output : t.depth.layer(place + 1), norm))
    .join(', ');

  return (
    <section aria-labelledby="depth-heading" class="depth">
      <h2 id="depth-heading">{t.depth.heading}</h2>
      <p>{t.depth.lead(title)}</p>
      <Picture class="bars" label={`${said} ${bars}`} draw={(drawing) => drawBars(drawing, norms, theme().lanes[lane], names)} />
      <p id="depth-line">{said}</p>
      {hidden.length > 1 && (
        <table>
          <caption>{t.depth.compare}</caption>
          <thead>
            <tr>
              <th scope="col">{t.depth.lane}</th>
              <th scope="col">{t.depth.share}</th>
            </tr>
          </thead>
          <tbody>
            {lanesOf(store.settings).map((name) => {
              const its = store.lane(name)?.gradientNorms.slice(0, -1) ?? [];
              return (
                <tr key={name} data-ratio={its[0]! / its.at(-1)!}>
                  <th scope="row">{t.names[name]}</th>
                  <td>{its.at(-1) === 0 ? '0 ÷ 0' : number(its[0]! / its.at(-1)!)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
