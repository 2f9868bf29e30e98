import { useMemo, useState } from 'preact/hooks';
import { UNIT_SIDE } from '../network/frame.ts';
import type { LayerFrame, Look } from '../network/frame.ts';
import type { LaneName } from '../state/settings.ts';
import type { Texts } from '../text/en.ts';
import { Picture } from '../view/canvas.tsx';
import { drawSurface } from '../view/surface.ts';
import { useStore, useText } from './context.ts';
import { Example } from './example.tsx';

/** The chosen network from inside: units' surfaces, weights to change, one example's numbers. */
export function Inside() {
  const store = useStore();
  const t = useText();
  const { lane, inside, edits } = store.settings;
  const look = store.inside?.lane === lane ? store.inside : undefined;
  // Drawn anew when there is another look, not with each frame of the race.
  const body = useMemo(() => look && <Body look={look} edits={edits.length} />, [look, edits.length, t, store.running]);
  return (
    <section aria-labelledby="inside-heading" class="inside">
      <h2 id="inside-heading">{t.inside.heading}</h2>
      <details open={inside} onToggle={(event) => store.change({ inside: event.currentTarget.open })}>
        <summary>{t.inside.open}</summary>
        {inside && body}
      </details>
    </section>
  );
}

function Body({ look, edits }: { readonly look: Look; readonly edits: number }) {
  const store = useStore();
  const t = useText();
  const { lane } = look;
  return (
    <>
      <p>
        {t.inside.lead(t.names[lane])} {t.inside.statesMean}
      </p>
      {look.layers.map((layer, place) => (
        <Layer key={place} layer={layer} place={place} />
      ))}
      <h3>{t.inside.weights}</h3>
      <p class="fine">{t.inside.weightsHow}</p>
      {edits > 0 && <button onClick={() => void store.undo()}>{t.inside.undo(edits)}</button>}
      <div class="tables">
        {Object.keys(look.weights)
          .filter((name) => name.endsWith('.weight'))
          .map((name) => (
            <WeightTable key={`${lane} ${name}`} lane={lane} look={look} place={Number.parseInt(name, 10)} />
          ))}
      </div>
      <Example look={look} />
    </>
  );
}

function Layer({ layer, place }: { readonly layer: LayerFrame; readonly place: number }) {
  const t = useText();
  const { units, surfaces, states } = layer;
  return (
    <div>
      <h3>{t.inside.layer(place + 1)}</h3>
      <ul class="units">
        {Array.from({ length: units }, (_, unit) => {
          const values = surfaces && Array.from({ length: UNIT_SIDE ** 2 }, (_, i) => surfaces[i * units + unit]!);
          const [least, most] = values ? [Math.min(...values), Math.max(...values)] : [0, 0];
          const size = Math.max(Math.abs(least), Math.abs(most), 1e-30);
          const state = t.inside.states[states[unit]!];
          return (
            <li key={unit} class={states[unit]} data-state={states[unit]}>
              <Picture
                class="unit"
                label={t.inside.surface(place + 1, unit + 1, state, least, most)}
                draw={(drawing) =>
                  values &&
                  drawSurface(
                    drawing,
                    values.map((value) => value / size),
                    UNIT_SIDE,
                  )
                }
              />
              <span>{t.inside.unit(unit + 1)}</span>
              {states[unit] !== 'alive' && <strong>{state}</strong>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A layer's weights, a row for each source and one for the biases; each number can be changed. */
function WeightTable({ lane, look, place }: { readonly lane: LaneName; readonly look: Look; readonly place: number }) {
  const t = useText();
  const weight = look.weights[`${place}.weight`]!;
  const bias = look.weights[`${place}.bias`]!;
  const [inputs = 0, outputs = 0] = weight.shape;
  const title = place === look.layers.length ? t.inside.output : t.inside.layer(place + 1);
  return (
    <table>
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          {Array.from({ length: outputs }, (_, unit) => (
            <th key={unit} scope="col">
              {t.inside.unit(unit + 1)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: inputs + 1 }, (_, row) => {
          const source = row === inputs ? t.inside.bias : sourceName(t, place, row);
          const [parameter, data, start] =
            row === inputs ? [`${place}.bias`, bias.data, 0] : [`${place}.weight`, weight.data, row * outputs];
          return (
            <tr key={row}>
              <th scope="row">{source}</th>
              {Array.from({ length: outputs }, (_, unit) => (
                <td key={unit}>
                  <WeightField
                    lane={lane}
                    parameter={parameter}
                    index={start + unit}
                    value={data[start + unit]!}
                    label={t.inside.weightLabel(title, unit + 1, source)}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const sourceName = (t: Texts, place: number, row: number): string =>
  t.inside.from(place === 0 ? t.inside.input[row]! : t.inside.unit(row + 1));

interface WeightProperties {
  readonly lane: LaneName;
  readonly parameter: string;
  readonly index: number;
  readonly value: number;
  readonly label: string;
}

/** Weights beyond this are a slip of the keyboard. */
const LARGEST = 1000;

function WeightField({ lane, parameter, index, value, label }: WeightProperties) {
  const store = useStore();
  const t = useText();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const number = Number(typed);
  const wrong = typed !== undefined && (typed.trim() === '' || !(Math.abs(number) <= LARGEST));
  const commit = (): void => {
    if (typed === undefined || wrong) return;
    setTyped(undefined);
    if (Math.fround(number) !== value) void store.edit({ kind: 'weight', lane, parameter, index, value: number });
  };
  return (
    <input
      type="text"
      inputMode="decimal"
      class="weight"
      aria-label={label}
      aria-invalid={wrong}
      title={wrong ? t.inside.notNumber : label}
      value={typed ?? value.toFixed(3)}
      // Training goes on, so a field stands still from the first keystroke on.
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => (wrong ? setTyped(undefined) : commit())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setTyped(undefined);
      }}
    />
  );
}
