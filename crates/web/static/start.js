// Starts the page's program and hands it what only a script of this origin may make: the worker,
// and the service worker's registration. Decides nothing about conversations.
//
// For the program, as `globalThis.hudhud`:
//   startWorker()   a new Worker with the device in it
//   updateWaiting   whether a newer build is installed and waits; the event `hudhud-update` on the
//                   window says that this has become true
//   takeUpdate()    lets the newer build take over and reloads; drafts are the caller's to keep
//   checkUpdate()   asks the host for a newer build
//   shrinkPhoto()   a picture drawn anew: upright, no longer than so many dots on a side, without
//                   anything it said besides, as the bytes of a JPEG; and the dots of a small one
//   cutFace()       the middle of a picture as a square drawn anew, as a JPEG of at most so many bytes;
//                   nothing if that cannot be
//   stopped()       says that the page's program has failed, and offers to load it again

import init from "{{page.js}}";

const WORKER = "{{worker.js}}";
const SERVICE_WORKER = "/sw.js";
const IS_DEVELOPMENT = "{{build}}".startsWith("dev-");
const BETWEEN_CHECKS_MS = 60 * 60 * 1000;

// The one policy of the page: these two addresses may become scripts, and no others.
const policy = globalThis.trustedTypes?.createPolicy("hudhud", {
  createScriptURL(address) {
    if (address === WORKER || address === SERVICE_WORKER) {
      return address;
    }
    throw new TypeError("not a script of this build");
  },
}) ?? { createScriptURL: (address) => address };

const page = init({ module_or_path: fetch("{{page.wasm}}") });

// The device's module is four times as large: it is fetched and compiled meanwhile, behind what the
// page needs, and handed to whichever worker is started.
let device;
const deviceModule = () =>
  (device ??= compileDevice().catch((reason) => {
    device = undefined; // The next worker tries again.
    throw reason;
  }));
deviceModule().catch(() => {});

// Asynchronous, so that a browser without WebAssembly fails in the promise, where it is said.
async function compileDevice() {
  return WebAssembly.compileStreaming(fetch("{{device.wasm}}", { priority: "low" }));
}

function startWorker() {
  const worker = new Worker(policy.createScriptURL(WORKER), { type: "module", name: "device" });
  deviceModule().then(
    (module) => worker.postMessage(module),
    (reason) => worker.dispatchEvent(new ErrorEvent("error", { message: String(reason) })),
  );
  return worker;
}

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  // What can be seen through is white in a JPEG, not black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const jpeg = (canvas, kept) => new Promise((done) => canvas.toBlob(done, "image/jpeg", kept));

async function shrinkPhoto(file, side, smallSide) {
  const bitmap = await createImageBitmap(file);
  const canvas = drawn(bitmap, side);
  bitmap.close();
  const blob = await jpeg(canvas, 0.82);
  const small = drawn(canvas, smallSide);
  const { width, height } = small;
  const dots = small.getContext("2d").getImageData(0, 0, width, height).data;
  return { bytes: new Uint8Array(await blob.arrayBuffer()), dots, width };
}

// Tried until it is small enough: the part of the longest side, and how much is kept of what is seen.
const FACES = [[1, 0.86], [1, 0.74], [1, 0.6], [0.67, 0.6], [0.5, 0.5], [0.33, 0.4]];

async function cutFace(file, side, mostBytes) {
  const whole = await createImageBitmap(file);
  const { width, height } = whole;
  const square = Math.min(width, height);
  const [left, top] = [width, height].map((length) => Math.floor((length - square) / 2));
  const middle = await createImageBitmap(whole, left, top, square, square);
  whole.close();
  for (const [part, kept] of FACES) {
    const blob = await jpeg(drawn(middle, Math.round(side * part)), kept);
    if (blob.size <= mostBytes) {
      return new Uint8Array(await blob.arrayBuffer());
    }
  }
  return undefined;
}

const hudhud = {
  startWorker,
  shrinkPhoto,
  cutFace,
  updateWaiting: false,
  takeUpdate() {},
  checkUpdate() {},
  stopped() {
    const card = document.getElementById("stopped");
    document.querySelector(".root")?.setAttribute("inert", "");
    card.hidden = false;
    const again = card.querySelector("button");
    again.onclick = () => location.reload();
    again.focus();
  },
};
globalThis.hudhud = hudhud;

// A program that was cut off in the middle, whatever it was that cut it off, is never right again.
function failed(reason) {
  if (reason instanceof globalThis.WebAssembly?.RuntimeError) {
    hudhud.stopped();
  }
}
addEventListener("error", (event) => failed(event.error));
addEventListener("unhandledrejection", (event) => failed(event.reason));

page.then(
  () => {
    document.getElementById("skeleton")?.remove();
    requestIdle(keepForOffline);
  },
  (reason) => {
    console.error(reason);
    document.getElementById("trouble").hidden = false;
  },
);

function requestIdle(work) {
  // Safari has no idle callbacks.
  (globalThis.requestIdleCallback ?? ((later) => setTimeout(later, 500)))(work);
}

async function keepForOffline() {
  const container = navigator.serviceWorker;
  if (!container) {
    return;
  }
  if (IS_DEVELOPMENT) {
    // A build that changes every minute must not be kept.
    for (const old of await container.getRegistrations()) {
      await old.unregister();
    }
    return;
  }
  let isControlled = container.controller !== null;
  container.addEventListener("controllerchange", () => {
    // The first worker to take over brings what is already shown; a later one brings another build.
    if (isControlled) {
      location.reload();
    }
    isControlled = true;
  });
  const registration = await container
    .register(policy.createScriptURL(SERVICE_WORKER), { scope: "/", updateViaCache: "none" })
    .catch(() => null); // Offline copies are forbidden here; everything else works.
  if (registration) {
    watch(registration);
  }
}

function watch(registration) {
  const told = () => {
    if (registration.waiting && navigator.serviceWorker.controller && !hudhud.updateWaiting) {
      hudhud.updateWaiting = true;
      dispatchEvent(new Event("hudhud-update"));
    }
  };
  const follow = () => registration.installing?.addEventListener("statechange", told);
  registration.addEventListener("updatefound", follow);
  follow();
  told();
  hudhud.takeUpdate = () => {
    if (registration.waiting) {
      registration.waiting.postMessage("take over");
    } else {
      location.reload();
    }
  };
  let checked = performance.now();
  hudhud.checkUpdate = () => {
    checked = performance.now();
    registration.update().catch(() => {}); // Offline: another time.
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && performance.now() - checked > BETWEEN_CHECKS_MS) {
      hudhud.checkUpdate();
    }
  });
}
