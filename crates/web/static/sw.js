// Keeps one build of the app for times without a network, and nothing else: no request to the
// host's `/v1` is ever touched, and no answer of it kept.
//
// Every build brings another script, so a browser installs it beside the one at work. It waits
// there until the page lets it take over; then the older build's files go.

const BUILD = "{{build}}";
const CACHE = "hudhud-" + BUILD;
const INDEX = "/";
const MANIFEST = "/manifest.webmanifest";
const ASSETS = [
  {{offline}}
];

addEventListener("install", (event) => {
  event.waitUntil(keep());
});

async function keep() {
  const index = await fetch(INDEX, { cache: "no-cache", credentials: "omit" });
  // Between this script and this page the host may have been given another build: then not now.
  if (!index.ok || !(await index.clone().text()).includes('data-build="' + BUILD + '"')) {
    throw new Error("the host serves another build");
  }
  const cache = await caches.open(CACHE);
  await cache.addAll([MANIFEST, ...ASSETS]);
  await cache.put(INDEX, index);
}

addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

async function takeOver() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith("hudhud-") && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("message", (event) => {
  if (event.data === "take over") {
    event.waitUntil(skipWaiting());
  }
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) {
    return;
  }
  if (address.pathname === "/v1" || address.pathname.startsWith("/v1/")) {
    return;
  }
  if (event.request.mode === "navigate") {
    event.respondWith(kept(INDEX, event.request));
  } else if (address.pathname === MANIFEST || address.pathname.startsWith("/assets/")) {
    event.respondWith(kept(address.pathname, event.request));
  }
});

// What was kept under an address; only what was not, or what the browser threw away, is asked for.
async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}
