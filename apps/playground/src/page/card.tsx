import type { AnyActivation } from '@nonlin/core';
import { useMemo, useState } from 'preact/hooks';
import { activationOf } from '../network/activations.ts';
import { curveOf } from '../network/curve.ts';
import type { Curve } from '../network/curve.ts';
import type { LayerFrame, Look } from '../network/frame.ts';
import { lanesOf } from '../state/settings.ts';
import type { LaneName } from '../state/settings.ts';
import type { Texts } from '../text/en.ts';
import { Picture } from '../view/canvas.tsx';
import { drawCurve, fromCurveX, REACH } from '../view/curve.ts';
import { useStore, useText } from './context.ts';
import { Typeset } from './typeset.tsx';

/** One activation drawn large, with where the units of the running network lie on it. */
export function Card() {
  const store = useStore();
  const t = useText();
  const { settings, frame } = store;
  const { lane, formula, curvature } = settings;
  const [at, setAt] = useState<number | undefined>(undefined);
  const activation = useMemo(() => activationOf(lane, formula), [lane, formula]);
  const look = frame?.look.lane === lane ? frame.look : undefined;
  const learnt = learntOf(activation, look);
  const curve = useMemo(() => curveOf(activation, REACH, learnt), [activation, JSON.stringify(learnt)]);
  const dots = look?.layers.map(({ preActivations }) => preActivations) ?? [];
  const largest = describeLargest(t, curve);
  const dotText = look === undefined ? '' : describeDots(t, look.layers);
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageDown: -1, PageUp: 1 }[event.key];
    if (by === undefined && event.key !== 'Home') return;
    event.preventDefault();
    setAt(by === undefined ? 0 : Math.max(-REACH, Math.min(REACH, Math.round(((at ?? 0) + by) * 10) / 10)));
  };
  const reading = curve.read(at ?? 0);

  return (
    <section aria-labelledby="card-heading" class="card">
      <h2 id="card-heading">{t.card.heading(t.names[lane])}</h2>
      <Choose lane={lane} />
      <Typeset activation={activation} />
      <Picture
        class="curve"
        interactive
        label={t.card.picture(t.names[lane], largest, dotText)}
        draw={(drawing) => drawCurve(drawing, curve, { lane, curvature, dots, at })}
        onPointerMove={(event) => {
          const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
          setAt(fromCurveX(box.width, event.clientX - box.left));
        }}
        onPointerLeave={() => setAt(undefined)}
        onKeyDown={move}
      />
      <ul class="legend">
        <li class={`solid lane-${lane}`}>{t.card.value}</li>
        <li class="dashed">{t.card.slope}</li>
        {curvature && <li class="dotted">{t.card.second}</li>}
      </ul>
      <p class="reading" aria-live={at === undefined ? 'off' : 'polite'}>
        {t.card.reading(at ?? 0, reading.value, reading.slope)}
      </p>
      <p>
        {largest} {dotText} {Object.keys(learnt).length > 0 && t.card.learnt(Object.entries(learnt))}
      </p>
      <label class="check">
        <input type="checkbox" checked={curvature} onChange={(event) => store.change({ curvature: event.currentTarget.checked })} />{' '}
        {t.card.curvature}
      </label>
      <p class="fine">{t.card.keys}</p>
    </section>
  );
}

/** The activation's parameters as the first hidden layer has them now. */
const learntOf = ({ parameters = {} }: AnyActivation, look: Look | undefined): { readonly [name: string]: number } =>
  Object.fromEntries(Object.entries(parameters).map(([name, begins]) => [name, look?.weights[`0.${name}`]?.data[0] ?? begins]));

function Choose({ lane }: { readonly lane: LaneName }) {
  const store = useStore();
  const t = useText();
  return (
    <div role="group" aria-label={t.card.choose} class="choose">
      {lanesOf(store.settings).map((name) => (
        <button key={name} aria-pressed={name === lane} onClick={() => store.change({ lane: name })}>
          {t.names[name]}
        </button>
      ))}
    </div>
  );
}

function describeLargest(t: Texts, { largest: { slope, from, to } }: Curve): string {
  const places = from === to;
  const at = !places
    ? t.card.largestFlat(from, to)
    : from <= -REACH
      ? t.card.largestLeft
      : to >= REACH
        ? t.card.largestRight
        : t.card.largestAt(Math.round(from * 1000) / 1000);
  return t.card.largest(slope, at);
}

function describeDots(t: Texts, layers: readonly LayerFrame[]): string {
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  const dots = layers.reduce((sum, { preActivations }) => sum + preActivations.length, 0);
  const flat = layers.reduce((sum, layer) => sum + layer.flat, 0);
  const outside = layers.reduce((sum, { preActivations }) => sum + preActivations.filter((x) => Math.abs(x) > REACH).length, 0);
  const rows = layers.length > 1 ? ` ${t.card.layers}` : '';
  return `${t.card.units(units, flat / Math.max(1, dots))}${rows}${outside > 0 ? ` ${t.card.outside(outside)}` : ''}`;
}
