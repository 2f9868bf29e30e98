import { useState } from 'preact/hooks';
import { readNumber } from '../state/address.ts';
import { BOUNDS, DATA_SETS, SCALES } from '../state/settings.ts';
import type { BoundedName, DataSet } from '../state/settings.ts';
import { useStore, useText } from './context.ts';
import { Draw } from './draw.tsx';

/** XOR's corners, to begin a drawing with. */
const CORNERS = [
  { x: -1, y: -1, label: 0 },
  { x: -1, y: 1, label: 1 },
  { x: 1, y: -1, label: 1 },
  { x: 1, y: 1, label: 0 },
] as const;

/** A deviation at which neighbouring classes touch. */
const USUAL_NOISE = 0.15;

const HIGH_RATE = 1;

/** The task and the networks; every change begins the race anew. */
export function Controls() {
  const store = useStore();
  const t = useText();
  const { settings } = store;
  const choose = (data: DataSet): void => {
    if (data === 'drawn') store.change({ data, noise: 0, ...(settings.points.length === 0 && { points: CORNERS }) });
    else store.change({ data, noise: data === 'xor' ? 0 : USUAL_NOISE });
  };
  const scales = [...new Set<number>([...SCALES, settings.scale])].toSorted((a, b) => a - b);
  return (
    <section aria-labelledby="settings-heading" class="settings">
      <h2 id="settings-heading">{t.settings.heading}</h2>
      <div class="fields">
        <label>
          {t.settings.data}
          <select value={settings.data} onChange={(event) => choose(event.currentTarget.value as DataSet)}>
            {DATA_SETS.map((name) => (
              <option key={name} value={name}>
                {t.dataNames[name]}
              </option>
            ))}
          </select>
        </label>
        <Slider name="noise" title={t.settings.noise} show={(value) => value.toFixed(2)} />
        <Slider name="held" title={t.settings.held} show={(value) => `${Math.round(value * 100)} %`} />
        <Slider name="width" title={t.settings.width} show={String} />
        <Slider name="depth" title={t.settings.depth} show={String} />
        <label>
          {t.settings.scale}
          <select value={String(settings.scale)} onChange={(event) => store.change({ scale: Number(event.currentTarget.value) })}>
            {scales.map((scale) => (
              <option key={scale} value={String(scale)}>
                {t.settings.scales[String(scale)] ?? t.settings.otherScale(scale)}
              </option>
            ))}
          </select>
        </label>
        <NumberField name="rate" title={t.settings.rate} />
        <NumberField name="epochs" title={t.settings.epochs} whole />
        <NumberField name="seed" title={t.settings.seed} whole />
        <button onClick={() => store.change({ seed: (settings.seed + 1) % (BOUNDS.seed.max + 1) })}>{t.settings.another}</button>
      </div>
      {settings.rate > HIGH_RATE && <p class="notice">{t.settings.rateHigh}</p>}
      {settings.data === 'drawn' && <Draw />}
    </section>
  );
}

interface FieldProperties {
  readonly name: BoundedName;
  readonly title: string;
}

function Slider({ name, title, show }: FieldProperties & { readonly show: (value: number) => string }) {
  const store = useStore();
  const { min, max, step } = BOUNDS[name];
  const value = store.settings[name];
  return (
    <label>
      {title}
      <span class="slider">
        <input
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          aria-valuetext={show(value)}
          onInput={(event) => store.change({ [name]: Number(event.currentTarget.value) })}
        />
        <output>{show(value)}</output>
      </span>
    </label>
  );
}

/** A number that may be typed; one that is none stays in the field, is explained, and changes nothing. */
function NumberField({ name, title, whole = false }: FieldProperties & { readonly whole?: boolean }) {
  const store = useStore();
  const t = useText();
  const value = store.settings[name];
  const [typed, setTyped] = useState<{ readonly text: string; readonly over: number; readonly done: boolean } | undefined>(undefined);
  // The field is drawn anew with each frame: what is typed stands until it is taken, or until the number changes elsewhere.
  const kept = typed?.over === value ? typed : undefined;
  const wrong = kept?.done === true && readNumber(name, kept.text) === undefined;
  const take = (text: string): void => {
    const number = readNumber(name, text);
    setTyped(number === undefined ? { text, over: value, done: true } : undefined);
    if (number !== undefined && number !== value) store.change({ [name]: number });
  };
  const { min, max } = BOUNDS[name];
  return (
    <label>
      {title}
      <input
        type="text"
        inputMode="decimal"
        value={kept?.text ?? String(value)}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${name}-wrong` : undefined}
        onInput={(event) => setTyped({ text: event.currentTarget.value, over: value, done: false })}
        onChange={(event) => take(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take(event.currentTarget.value);
        }}
      />
      {wrong && (
        <span class="notice" id={`${name}-wrong`} role="alert">
          {whole ? t.settings.whole(min, max) : t.settings.outside(min, max)}
        </span>
      )}
    </label>
  );
}
