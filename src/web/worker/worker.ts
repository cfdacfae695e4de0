/**
 * The service worker keeps the page and the files of one build, so that the app opens without the server. It answers for nothing
 * but opening a place of the app and `/assets/*`; what anybody reads or writes (`/api`) never passes through it.
 */
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: its name, the script that its page begins with, and its files. */
declare const __BUILD__: { readonly id: string; readonly entry: string; readonly assets: readonly string[] };

const build = __BUILD__;
const prefix = "bastide-";
const ours = prefix + build.id;
/** Milliseconds that the server has to send the page before the kept one opens. */
const patience = 3000;
const elsewhere = /^\/(api|livez|readyz|version)(\/|$)/;

self.addEventListener("install", (event) => event.waitUntil(keepBuild().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && !elsewhere.test(pathname)) event.respondWith(page(request));
});

/** Its name holds a digest of its content: whichever build kept it, it is the same. */
const find = (request: Request | string) => caches.match(request, { ignoreVary: true });
const asset = async (request: Request): Promise<Response> => (await find(request)) ?? fetch(request);

/**
 * The server's own page wherever it answers: it is never older than the server. The kept page comes with the nonce that it was
 * sent with, in its text and in its header alike, so the one fits the other each time it opens. That the nonce stays the same
 * costs nothing: the page is the same for everybody and holds nothing that anybody wrote, so there is no text in it that could
 * make use of a nonce that it knows.
 */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(ours)).match("/");
  if (!kept) return fetch(request);
  const late = new Promise<undefined>((done) => setTimeout(done, patience));
  const fresh = await Promise.race([fetch(request).catch(() => undefined), late]);
  return fresh && fresh.status < 500 ? fresh : kept;
}

/** The page last: a build that has it is whole. */
async function keepBuild(): Promise<void> {
  const cache = await caches.open(ours);
  const page = await fetch("/", { cache: "no-store", credentials: "omit" });
  const text = await page.clone().text();
  if (!page.ok || page.redirected || !text.includes(build.entry)) throw new Error("This is not the page of this build.");
  const waiting = [...build.assets];
  const take = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const kept = await find(path);
      if (kept) await cache.put(path, kept);
      else await cache.add(path);
    }
  };
  await Promise.all([take(), take()]); // two at a time: whoever reads and writes meanwhile comes first
  await cache.put("/", page);
}

/** The build before this one stays: pages that are open with it may still load its late parts. */
async function dropOlder(): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== ours);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
}
