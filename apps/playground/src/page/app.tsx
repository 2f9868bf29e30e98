import { useEffect, useState } from 'preact/hooks';
import { LANGUAGES } from '../state/settings.ts';
import { en } from '../text/en.ts';
import { ja } from '../text/ja.ts';
import { Live } from '../view/canvas.tsx';
import { Card } from './card.tsx';
import { StoreContext, TextContext } from './context.ts';
import { Depth } from './depth.tsx';
import { Inside } from './inside.tsx';
import { Own } from './own.tsx';
import { Race } from './race.tsx';
import { Controls } from './settings.tsx';
import type { Store } from './store.ts';
import { Take } from './take.tsx';
import { Tour } from './tour.tsx';

const texts = { en, ja };
const languageNames = { en: 'English', ja: '日本語' };

/** The whole page; rendered anew with each frame. */
export function App({ store }: { readonly store: Store }) {
  const [, render] = useState(0);
  useEffect(() => store.subscribe(() => render((count) => count + 1)), [store]);
  const { language } = store.settings;
  const t = texts[language];
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `nonlin: ${t.title}`;
  }, [language, t]);

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && ['INPUT', 'SELECT'].includes(event.target.tagName);
      if (typing || event.key !== 'z' || !(event.ctrlKey || event.metaKey) || store.settings.edits.length === 0) return;
      event.preventDefault();
      void store.undo();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [store]);

  return (
    <StoreContext.Provider value={store}>
      <TextContext.Provider value={t}>
        <Live.Provider value={store.running}>
          <a class="skip" href="#race" onClick={(event) => focusOn(event, 'race-heading')}>
            {t.skip}
          </a>
          <header>
            <div class="top">
              <span class="brand">nonlin</span>
              <div role="group" aria-label={t.language} class="languages">
                {LANGUAGES.map((one) => (
                  <button key={one} lang={one} aria-pressed={one === language} onClick={() => store.change({ language: one })}>
                    {languageNames[one]}
                  </button>
                ))}
              </div>
            </div>
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
          </header>
          <main>
            <Problems />
            <Tour />
            <Race />
            <div class="columns">
              <Card />
              <Controls />
            </div>
            <div class="columns">
              <Depth />
              <Own />
            </div>
            <Inside />
            <Take />
          </main>
        </Live.Provider>
      </TextContext.Provider>
    </StoreContext.Provider>
  );

  function Problems() {
    if (store.problems.length === 0) return null;
    return (
      <div role="alert" class="notice">
        {t.problems.heading}{' '}
        {store.problems.map(({ name, text }) => (
          <code key={name}>{t.problems.item(name, text)} </code>
        ))}
        <button onClick={() => store.dismissProblems()}>{t.problems.dismiss}</button>
      </div>
    );
  }
}

/** The address holds the settings, so a link within the page moves the focus alone. */
function focusOn(event: Event, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.focus();
}
