// The page's heart: what is chosen, and a loop that shows the world anew whenever it has changed.

import { api, byId, network, t } from "./dom.js";
import * as panels from "./panels.js";
import * as phone from "./phone.js";
import { stage } from "./stage.js";

let version = 0;
let waiting = new AbortController();

function choose(change) {
  Object.assign(stage.chosen, change);
  history.replaceState(null, "", `#${new URLSearchParams(stage.chosen)}`);
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
  const view = await stage.network.look({ community: stage.chosen.community ?? "", resident: stage.chosen.resident ?? "" });
  version = view.version;
  phone.show(view);
  panels.show();
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

const { network: played } = await import(`./${network}/network.js`);
Object.assign(stage, { network: played, act, choose, chosen: Object.fromEntries(new URLSearchParams(location.hash.slice(1))) });
panels.start();
phone.start();
loop();
