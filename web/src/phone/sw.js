// The phone's service worker: the page opens without the car, with the map it has seen.
// build/serviceWorker.ts fills in the version and the files.

const SHELL = `segue-shell-${"__VERSION__"}`;
const TILES = "segue-tiles";
const FILES = "__FILES__";
const KEPT_TILES = 600;
/** A car that answers is asked first, for no longer than this. */
const PATIENCE_MS = 1500;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("segue-shell-") && name !== SHELL) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname.startsWith("/phone/")) {
    event.respondWith(page(event.request));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(kept(event.request));
  } else if (url.pathname.startsWith("/tiles/")) {
    event.respondWith(tile(event));
  }
});

async function page(request) {
  const fresh = fetch(request).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const answer = await Promise.race([fresh, late]);
  if (answer?.ok) return answer;
  return (await caches.match("/phone/")) ?? (await fresh) ?? Response.error();
}

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function tile(event) {
  const cache = await caches.open(TILES);
  const known = await cache.match(event.request);
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) {
      await cache.put(event.request, answer.clone());
      const keys = await cache.keys();
      await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT_TILES)).map((k) => cache.delete(k)));
    }
    return answer;
  });
  if (!known) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return known;
}
