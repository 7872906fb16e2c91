// The device's worker: waits for the compiled module, which the page sends first, and starts the
// program in it. What comes before the program listens is kept and told again.

import init from "{{device.js}}";

const early = [];

async function hear(event) {
  if (!(event.data instanceof WebAssembly.Module)) {
    early.push(event.data);
    return;
  }
  await init({ module_or_path: event.data });
  removeEventListener("message", hear);
  for (const data of early.splice(0)) {
    dispatchEvent(new MessageEvent("message", { data }));
  }
}

addEventListener("message", hear);

// A promise that nobody waited for failed: thrown again, so that the page hears of it as of any
// other exception.
addEventListener("unhandledrejection", (event) => {
  setTimeout(() => {
    throw event.reason;
  });
});
