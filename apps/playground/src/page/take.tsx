import { useEffect, useState } from 'preact/hooks';
import type { Look } from '../network/frame.ts';
import type { Written } from '../network/programs.ts';
import { lanesOf } from '../state/settings.ts';
import type { RunSettings } from '../state/settings.ts';
import { useStore, useText } from './context.ts';
import { saveBlob } from './save-blob.ts';
import { savePicture } from './save-picture.ts';

type Form = 'program' | 'json' | 'standalone';
const FORMS: readonly Form[] = ['program', 'json', 'standalone'];

/** The address, the network as text, and a picture. */
export function Take() {
  const store = useStore();
  const t = useText();
  const { settings, frame, running } = store;
  const [form, setForm] = useState<Form>('standalone');
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const lane = store.lane(settings.lane);
  // Written when somebody looks, and not while the weights change sixty times a second.
  const look = open && !running && frame?.look.lane === settings.lane ? frame.look : undefined;
  const written = useWritten(look && { settings, look, key: `${store.address} ${lane?.fingerprint}` });
  const text = written?.[form] ?? '';
  const copy = async (what: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(what);
      setSaid(t.take.copied);
    } catch {
      setSaid(t.take.notCopied);
    }
  };
  return (
    <section aria-labelledby="take-heading" class="take">
      <h2 id="take-heading">{t.take.heading}</h2>
      <p>
        {t.take.addressHow} {running && t.take.runningAddress}
      </p>
      <label>
        {t.take.address}
        <input type="text" readOnly value={store.address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div class="buttons">
        <button onClick={() => void copy(store.address)}>{t.take.copyAddress}</button>
        <button onClick={() => savePicture(lanesOf(settings).map((name) => t.names[name]))}>{t.take.picture}</button>
      </div>
      <p class="fine">{lane && t.take.fingerprint(t.names[settings.lane], lane.fingerprint)}</p>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t.take.what}</summary>
        {open && running && <p>{t.take.pauseFirst}</p>}
        {written && (
          <>
            <div role="group" aria-label={t.take.what} class="choose">
              {FORMS.map((one) => (
                <button key={one} aria-pressed={one === form} onClick={() => setForm(one)}>
                  {t.take[one]}
                </button>
              ))}
            </div>
            {form === 'program' && <p>{t.take.install(written.packages.join(' '))}</p>}
            <pre tabIndex={0} aria-label={t.take[form]}>
              <code>{text}</code>
            </pre>
            <div class="buttons">
              <button onClick={() => void copy(text)}>{t.take.copy}</button>
              <button
                onClick={() => saveText(text, `${written.name}${form === 'json' ? '.json' : form === 'program' ? '.program.ts' : '.ts'}`)}
              >
                {t.take.save}
              </button>
            </div>
          </>
        )}
      </details>
      <p aria-live="polite">{said}</p>
    </section>
  );
}

interface Wanted {
  readonly settings: RunSettings;
  readonly look: Look;
  /** Equal for equal texts. */
  readonly key: string;
}

/** The network in all forms; what writes it comes when it is asked for first. */
function useWritten(wanted: Wanted | undefined): Written | undefined {
  const [result, setResult] = useState<{ readonly key: string; readonly written: Written } | undefined>(undefined);
  useEffect(() => {
    if (wanted === undefined) return undefined;
    let current = true;
    void import('../network/programs.ts').then(({ writeNetwork }) => {
      if (current) setResult({ key: wanted.key, written: writeNetwork(wanted.settings, wanted.look) });
    });
    return () => {
      current = false;
    };
  }, [wanted?.key]);
  return wanted !== undefined && result?.key === wanted.key ? result.written : undefined;
}

function saveText(text: string, name: string): void {
  saveBlob(new Blob([text], { type: 'text/plain' }), name);
}
