// The phone: whose it is, whom it shows, its tabs. What is in a tab is the network's own.

import { byId, t } from "./dom.js";
import * as composer from "./composer.js";
import { stage } from "./stage.js";

/** Set the phone going. */
export function start() {
  const names = stage.network.tabs;
  for (const name of names) byId(`tab-${name}`).addEventListener("click", () => choose(name));
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    choose(names.at((names.indexOf(stage.tab) + step) % names.length));
    byId(`tab-${stage.tab}`).focus();
  });
  byId("consent").addEventListener("click", () => stage.network.consent());
  composer.start();
  stage.network.start();
  open(names.includes(stage.chosen.tab) ? stage.chosen.tab : names[0]);
}

function choose(tab) {
  stage.choose({ tab });
  open(tab);
}

function open(tab) {
  stage.tab = tab;
  for (const name of stage.network.tabs) {
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
    byId(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
    byId(name).hidden = name !== tab;
  }
  composer.aim(null);
  if (stage.view) show(stage.view, true);
}

/** Show what the server told; opened: the tab has just been opened. */
export function show(view, opened = false) {
  const moved = opened || stage.view?.community?.id !== view.community?.id || stage.view?.resident?.id !== view.resident?.id;
  stage.view = view;
  if (moved && !opened) composer.aim(null, false);
  byId("me").textContent = view.resident?.name ?? "";
  byId("face").src = view.resident?.photo ?? "/vk/files/nobody.svg";
  byId("title").textContent = view.community?.title ?? t("network");
  const consent = stage.network.consents(view);
  byId("consent").hidden = !consent;
  byId("consent").textContent = consent && t(consent);
  stage.network.draw(view, moved);
  composer.draw();
}
