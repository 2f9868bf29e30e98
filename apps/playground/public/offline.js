// Keeps the page for days without a network. The list is made by the build; names of scripts change with their contents, so what is kept is never stale.
const CACHE = 'nonlin-playground';

const keep = async () => {
  const files = await (await fetch('./files.json', { cache: 'no-cache' })).json();
  const wanted = new Set(['./', ...files].map((file) => new URL(file, globalThis.location.href).href));
  const cache = await caches.open(CACHE);
  const kept = await cache.keys();
  await Promise.all(kept.filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)));
  await cache.addAll([...wanted]);
};

globalThis.addEventListener('install', (event) => event.waitUntil(keep().then(() => globalThis.skipWaiting())));
globalThis.addEventListener('activate', (event) => event.waitUntil(globalThis.clients.claim()));

// The network first, so that a new version is seen at once; what is kept where there is none.
globalThis.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(globalThis.location.origin)) return;
  event.respondWith(
    fetch(request).catch(async () => (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? Response.error()),
  );
});
