import { render } from 'preact';
import { App } from './page/app.tsx';
import { Store } from './page/store.ts';
import type { Answer } from './worker/protocol.ts';

// The thread starts before the page is drawn: the first frame needs it.
const worker = new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' });
const store = new Store((request) => worker.postMessage(request), {
  still: matchMedia('(prefers-reduced-motion: reduce)').matches,
  languages: navigator.languages,
});
worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => store.receive(data));
// A script that does not load has no message.
worker.addEventListener('error', ({ message }) => store.fail(message ?? ''));
store.begin();
// Kept for the next visit without a network, once the race has begun.
if (import.meta.env.PROD && 'serviceWorker' in navigator)
  setTimeout(() => void navigator.serviceWorker.register('./offline.js').catch(() => undefined), 3000);
render(<App store={store} />, document.getElementById('page')!);
