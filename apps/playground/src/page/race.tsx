import { useMemo } from 'preact/hooks';
import { makeData } from '../network/data.ts';
import type { Data } from '../network/data.ts';
import { SIDE } from '../network/frame.ts';
import type { LaneFrame } from '../network/frame.ts';
import { lanesOf, SPEEDS } from '../state/settings.ts';
import type { LaneName } from '../state/settings.ts';
import type { Texts } from '../text/en.ts';
import { Picture } from '../view/canvas.tsx';
import { drawLosses } from '../view/losses.ts';
import { drawPoints, drawSurface, toAnswers } from '../view/surface.ts';
import { useStore, useText } from './context.ts';

/** All networks side by side, what they answer everywhere, and how they learn. */
export function Race() {
  const store = useStore();
  const t = useText();
  const { settings, frame } = store;
  const { data, points, noise, seed, held, width, depth, epochs, speed, at } = settings;
  const rows = useMemo(
    () => (store.hasData ? makeData({ data, points, noise, seed, held }) : undefined),
    [data, points, noise, seed, held, store.hasData],
  );
  const lanes = lanesOf(settings);
  const over = store.epoch >= epochs;
  const histories = lanes.map((name) => ({ name, title: t.names[name], losses: store.histories.get(name) ?? [] }));
  const now = (frame?.lanes ?? []).map(({ name, train }) => `${t.names[name]} ${t.race.loss(train.loss)}`).join(', ');

  const rightNow = (frame?.lanes ?? []).map(({ name, train }) => `${t.names[name]}: ${t.race.right(train.right, train.count)}`).join(', ');

  return (
    <section id="race" aria-labelledby="race-heading">
      <h2 id="race-heading" tabIndex={-1}>
        {t.race.heading}
      </h2>
      <p>
        {rows && t.race.setting(t.dataNames[data], rows.train.target.size, width, depth)} {t.race.key} {rows?.test && t.race.hollow}
      </p>
      {!store.hasData && (
        <p role="alert" class="notice">
          {t.race.noData}
        </p>
      )}
      {frame === undefined && store.progress > 0 && <p role="status">{t.race.progress(store.progress)}</p>}
      {store.trouble !== undefined && (
        <p role="alert" class="notice">
          {store.trouble === '' ? t.noWorker : t.race.trouble(store.trouble)}
        </p>
      )}
      <div class="buttons">
        {at === null && !over ? (
          <button class="primary" onClick={() => void store.pause()}>
            {t.race.pause}
          </button>
        ) : (
          <button class="primary" disabled={over} onClick={() => store.resume()}>
            {t.race.play}
          </button>
        )}
        <button disabled={over} onClick={() => void store.stepOnce()}>
          {t.race.one}
        </button>
        <button onClick={() => store.restart()}>{t.race.restart}</button>
        <label>
          {t.race.speed}{' '}
          <select value={String(speed)} onChange={(event) => store.change({ speed: Number(event.currentTarget.value) })}>
            {[...new Set([...SPEEDS, speed])]
              .toSorted((a, b) => a - b)
              .map((one) => (
                <option key={one} value={String(one)}>
                  {one}
                </option>
              ))}
          </select>
        </label>
        <span class="epoch" data-epoch={store.epoch} data-over={over}>
          {t.race.epoch(store.epoch, epochs)} {over && t.race.done}
        </span>
      </div>
      <ul class="lanes">
        {lanes.map((name) => (
          <Lane key={name} name={name} frame={store.lane(name)} rows={rows} chosen={settings.lane === name} />
        ))}
      </ul>
      <p class="unseen" role="status">
        {!store.running && frame && t.race.summary(store.epoch, rightNow)}
      </p>
      <StepLine />
      <h3>{t.race.lossesHeading}</h3>
      <Picture class="losses" label={t.race.losses(now)} draw={(drawing) => drawLosses(drawing, histories, epochs, settings.lane)} />
      <p class="fine">{frame && t.race.backend(frame.backend)}</p>
    </section>
  );
}

interface LaneProperties {
  readonly name: LaneName;
  readonly frame: LaneFrame | undefined;
  readonly rows: Data | undefined;
  readonly chosen: boolean;
}

function Lane({ name, frame, rows, chosen }: LaneProperties) {
  const store = useStore();
  const t = useText();
  const title = t.names[name];
  return (
    <li class={`lane lane-${name}`} data-lane={name} data-fingerprint={frame?.fingerprint} data-right={frame?.train.right}>
      <button class="title" aria-pressed={chosen} aria-label={t.race.select(title)} onClick={() => store.change({ lane: name })}>
        {title}
      </button>
      <Picture
        class="surface"
        label={frame ? describe(t, title, frame) : title}
        draw={(drawing) => {
          if (frame) drawSurface(drawing, toAnswers(frame.surface), SIDE);
          if (frame && rows?.test) drawPoints(drawing, rows.test, { hollow: true });
          if (frame && rows) drawPoints(drawing, rows.train);
        }}
      />
      {frame && (
        <div class="numbers">
          <strong>{t.race.right(frame.train.right, frame.train.count)}</strong>
          <span>{t.race.loss(frame.train.loss)}</span>
          {frame.test && <span>{t.race.test(frame.test.right, frame.test.count)}</span>}
          <span class={frame.hiddenMoved === 0 ? 'still' : ''} data-moved={frame.hiddenMoved}>
            {frame.hiddenMoved === 0 ? t.race.still : t.race.moved(frame.hiddenMoved)}
          </span>
          {frame.failure && <span class="notice">{t.race.failed(frame.failure.epoch)}</span>}
        </div>
      )}
    </li>
  );
}

/** Places of the four corners' cells, a quarter of the side from each edge: where XOR's points lie. */
const CORNERS = [SIDE / 4, (SIDE * 3) / 4].flatMap((row) => [SIDE / 4, (SIDE * 3) / 4].map((column) => row * SIDE + column));

function describe(t: Texts, title: string, { train, surface }: LaneFrame): string {
  const answers = CORNERS.map((place) => (surface[place]! > 0 ? 1 : 0));
  return t.race.surface(title, train.right, train.count, train.loss, t.race.corners(answers));
}

/** Why step stands still, with its numbers; and that it can say what it cannot learn. */
function StepLine() {
  const store = useStore();
  const t = useText();
  const { data, width, edits } = store.settings;
  const step = store.lane('step');
  const byHand = edits.findLast(({ lane }) => lane === 'step')?.kind === 'by-hand';
  const why = data !== 'xor' && data !== 'noisy' ? t.race.byHandWhy.data : width < 2 ? t.race.byHandWhy.width : undefined;
  return (
    <div class="why">
      <p id="step-line">
        {step === undefined || (step.gradientNorms.length === 0 && !byHand)
          ? t.race.stepBefore
          : byHand
            ? t.race.stepByHand(step.train.right, step.train.count, step.hiddenMoved)
            : t.race.stepLine(
                step.largestSlope ?? NaN,
                Math.max(...step.gradientNorms.slice(0, -1)),
                step.hiddenMoved,
                step.train.right,
                step.train.count,
              )}
      </p>
      <div class="buttons">
        <button
          disabled={why !== undefined || byHand || step === undefined}
          onClick={() => void store.edit({ kind: 'by-hand', lane: 'step' })}
        >
          {t.race.byHand}
        </button>
        {why !== undefined && <span class="fine">{why}</span>}
        {edits.length > 0 && <button onClick={() => void store.undo()}>{t.inside.undo(edits.length)}</button>}
      </div>
    </div>
  );
}
