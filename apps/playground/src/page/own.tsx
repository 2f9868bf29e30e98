import type { ActivationFacts } from '@nonlin/conformance/checks';
import type { AnyActivation } from '@nonlin/core';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { curveOf } from '../network/curve.ts';
import { readFormula } from '../network/read-formula.ts';
import type { Texts } from '../text/en.ts';
import { number } from '../text/number.ts';
import { Picture } from '../view/canvas.tsx';
import { drawCurve, REACH } from '../view/curve.ts';
import { checkFormula } from '../worker/check-formula.ts';
import type { CheckReport } from '../worker/check-formula.ts';
import { useStore, useText } from './context.ts';
import { Typeset } from './typeset.tsx';

/** A formula of the reader's: read as it is typed, drawn, checked, and let into the race. */
export function Own() {
  const store = useStore();
  const t = useText();
  const racing = store.settings.formula;
  const [typed, setTyped] = useState<{ readonly text: string; readonly over: string }>({ text: racing, over: racing });
  // A formula that comes by the address, or with a chapter, takes the place of what was typed.
  const text = typed.over === racing ? typed.text : racing;
  const reading = useMemo(() => (text.trim() === '' ? undefined : readFormula(text)), [text]);
  const curve = useMemo(() => (reading?.kind === 'good' ? curveOf(reading.activation, REACH) : undefined), [reading]);
  const join = (): void => {
    if (reading?.kind !== 'good') return;
    setTyped({ text, over: text });
    store.change({ formula: text, lane: 'own' });
  };
  return (
    <section aria-labelledby="own-heading" class="own">
      <h2 id="own-heading">{t.own.heading}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          join();
        }}
      >
        <label>
          <code>{t.own.label}</code>{' '}
          <input
            type="text"
            id="formula"
            value={text}
            placeholder={t.own.placeholder}
            spellcheck={false}
            autocomplete="off"
            maxLength={500}
            aria-invalid={reading !== undefined && reading.kind !== 'good'}
            aria-describedby="formula-said"
            onInput={(event) => setTyped({ text: event.currentTarget.value, over: racing })}
          />
        </label>
        <div id="formula-said" aria-live="polite">
          {reading === undefined && <p>{t.own.empty}</p>}
          {reading?.kind === 'faulty' && (
            <Faulty text={text} message={reading.message} position={reading.position} length={reading.length} />
          )}
          {reading?.kind === 'unusable' && <p class="notice">{t.own.unusable(reading.message)}</p>}
          {reading?.kind === 'good' && (
            <p>
              {text === racing ? t.own.racing : t.own.good} {learnt(t, reading.activation)}
            </p>
          )}
        </div>
        <div class="buttons">
          <button type="submit" class="primary" disabled={reading?.kind !== 'good' || text === racing}>
            {t.own.join}
          </button>
          <button type="button" disabled={racing === ''} onClick={() => store.change({ formula: '' })}>
            {t.own.leave}
          </button>
        </div>
      </form>
      {reading?.kind === 'good' && curve && (
        <>
          <Typeset activation={reading.activation} />
          <Picture
            class="small-curve"
            label={t.own.picture(text)}
            draw={(drawing) => drawCurve(drawing, curve, { lane: 'own', curvature: false, dots: [], at: undefined })}
          />
          <Checks formula={text} />
        </>
      )}
      <p class="fine">{t.own.help}</p>
    </section>
  );
}

/** The text again, with the fault marked, and what is wrong with it. */
function Faulty({
  text,
  message,
  position,
  length,
}: {
  readonly text: string;
  readonly message: string;
  readonly position: number;
  readonly length: number;
}) {
  const end = position + Math.max(1, length);
  return (
    <div class="notice faulty">
      <code>
        {text.slice(0, position)}
        <mark>{text.slice(position, end) || ' '}</mark>
        {text.slice(end)}
      </code>
      <p lang="en">{message}</p>
    </div>
  );
}

const learnt = (t: Texts, { parameters = {} }: AnyActivation): string =>
  Object.keys(parameters).length === 0 ? '' : t.own.learns(Object.keys(parameters).join(', '));

/** Milliseconds without a keystroke before the checks begin. */
const PATIENCE = 400;

/** What the conformance kit finds. */
function Checks({ formula }: { readonly formula: string }) {
  const t = useText();
  const [result, setResult] = useState<{ readonly of: string; readonly report: CheckReport } | undefined>(undefined);
  useEffect(() => {
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => {
      stop = checkFormula(formula, (report) => setResult({ of: formula, report }));
    }, PATIENCE);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [formula]);
  if (result?.of !== formula) return <p>{t.own.checking}</p>;
  const { facts, findings } = result.report;
  return (
    <div class="checks">
      <h3>{t.own.checks}</h3>
      <p>{t.own.facts(rangeOf(facts), slopeOf(t, facts), facts.smooth, facts.monotonic)}</p>
      {findings.length === 0 ? (
        <p class="passed">{t.own.passed}</p>
      ) : (
        <>
          <p>{t.own.found(findings.length)}</p>
          <ul lang="en">
            {findings.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const rangeOf = ({ range: [low, high] }: ActivationFacts): string => `${number(low)} … ${number(high)}`;

const slopeOf = (t: Texts, { largestSlope: { slope, at } }: ActivationFacts): string =>
  t.own.slopeFact(number(slope), typeof at === 'number' ? number(at) : `${number(at[0])} … ${number(at[1])}`);
