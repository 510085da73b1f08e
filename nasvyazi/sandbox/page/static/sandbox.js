// The page's heart: what is chosen, and a loop that shows the world anew whenever it has changed.

import { api, byId, t } from "./dom.js";
import * as panels from "./panels.js";
import * as phone from "./phone.js";

const chosen = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
let version = 0;
let waiting = new AbortController();

function choose(change) {
  Object.assign(chosen, change);
  history.replaceState(null, "", `#${new URLSearchParams(chosen)}`);
  waiting.abort();
}

/** Run a change; false and a sentence when it failed. */
async function act(work) {
  byId("note").hidden = true;
  try {
    await work();
    await refresh();
    return true;
  } catch (error) {
    byId("note").textContent = t("failed", { why: error.message });
    byId("note").hidden = false;
    return false;
  }
}

async function refresh() {
  const query = new URLSearchParams({ community: chosen.community ?? "", resident: chosen.resident ?? "" });
  const view = await api("GET", `/vk/page?${query}`);
  version = view.version;
  panels.show(view);
  phone.show(view);
}

async function loop() {
  for (;;) {
    waiting = new AbortController();
    try {
      await refresh();
      byId("offline").hidden = true;
      await api("GET", `/changes?since=${version}&wait=20`, undefined, waiting.signal);
      await pause(150);
    } catch (error) {
      if (error.name === "AbortError") continue;
      byId("offline").hidden = false;
      await pause(1500);
    }
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

panels.start(act, choose);
phone.start(act, chosen.tab === "wall" ? "wall" : "dialog", (tab) => choose({ tab }));
loop();
