// The one composer: it writes into every view of the phone, wherever it was aimed at.

import { byId, h, t } from "./dom.js";
import { stage } from "./stage.js";

const SCENES = ["pothole", "snow", "rubbish", "lamp", "playground", "lawn_car"];
const SAYS = { edit: "editing", edit_comment: "editing_comment", edit_post: "editing_post", suggest: "suggesting", topic: "opening_topic", add_photo: "adding_photo", post: "posting", answer: "replying", reply: "replying", comment: "commenting" };
const WRITES = { suggest: "write_suggestion", topic: "write_topic", add_photo: "write_caption", post: "write_post", edit_post: "write_post", comment: "write_comment", reply: "write_comment", edit_comment: "write_comment" };
const given = { scenes: [], files: [], things: [] };

/** Set the composer going. */
export function start() {
  byId("untarget").addEventListener("click", () => aim(null));
  byId("file").addEventListener("change", (event) => add("files", ...event.target.files));
  byId("draw").addEventListener("change", (event) => add("scenes", ...SCENES.filter((one) => one === event.target.value)));
  byId("thing")?.addEventListener("change", (event) => add("things", event.target.value));
  byId("text").addEventListener("input", drawSend);
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId("composer").requestSubmit();
    }
  });
  byId("composer").addEventListener("submit", submit);
}

/** Photos may be several, a thing goes alone. */
function add(list, ...what) {
  if (list === "things") Object.assign(given, { scenes: [], files: [] });
  given.things = [];
  given[list].push(...what.filter(Boolean));
  for (const id of ["file", "draw", "thing"]) if (byId(id)) byId(id).value = "";
  drawChips();
}

/** What is written next ("nothing": there is nowhere to write): what was aimed at, or what the network's tab is for. */
export const target = () => stage.target ?? stage.network.otherwise();

/** Aim at something (null: at what the tab is for). Targets have a kind; edit… ones bring their text; bare: words only. */
export function aim(next, focus = true) {
  const editing = (one) => one?.kind?.startsWith("edit");
  if (editing(next)) byId("text").value = next.text;
  else if (editing(stage.target)) byId("text").value = "";
  stage.target = next;
  if (next && focus) byId("text").focus();
  if (stage.view) stage.network.draw(stage.view, false);
  draw();
}

/** Say what will be written. */
export function draw() {
  const aimed = target();
  const says = SAYS[aimed.kind] ? t(SAYS[aimed.kind], { name: aimed.name, text: (aimed.text ?? "").slice(0, 60) }) : "";
  byId("target").hidden = !says;
  byId("target").firstElementChild.textContent = says;
  byId("untarget").hidden = !stage.target;
  const label = t(WRITES[aimed.kind] ?? "write_message");
  byId("text").placeholder = label;
  byId("text").setAttribute("aria-label", label);
  const editing = aimed.kind.startsWith("edit");
  for (const id of ["file", "draw", "thing"]) if (byId(id)) byId(id).disabled = editing || Boolean(aimed.bare);
  byId("chips").hidden = editing || Boolean(aimed.bare);
  byId("send").title = t(editing ? "save" : "send");
  byId("send").setAttribute("aria-label", byId("send").title);
  drawSend();
}

function drawChips() {
  const chip = (list, index, label) => h("li", {}, h("span", {}, label),
    h("button", { type: "button", class: "quiet", "aria-label": `${t("remove")}: ${label}`, onclick: () => { given[list].splice(index, 1); drawChips(); byId("text").focus(); } }, "✕"));
  byId("chips").replaceChildren(
    ...given.things.map((thing, index) => chip("things", index, t(`thing_${thing}`))),
    ...given.scenes.map((scene, index) => chip("scenes", index, t(`scene_${scene}`))),
    ...given.files.map((file, index) => chip("files", index, file.name)));
  drawSend();
}

function drawSend() {
  const something = byId("text").value.trim() || Object.values(given).some((list) => list.length);
  byId("send").disabled = !stage.view || !something || target().kind === "nothing";
}

async function submit(event) {
  event.preventDefault();
  if (byId("send").disabled) return;
  byId("send").disabled = true;
  const text = byId("text").value.trim();
  if (await stage.act(() => stage.network.send(target(), { text, ...given }))) {
    byId("text").value = "";
    Object.assign(given, { scenes: [], files: [], things: [] });
    if (stage.target?.kind !== "comment") aim(null);
    drawChips();
    const frame = byId(stage.tab);
    if (frame.querySelector(".talk")) frame.scrollTop = frame.scrollHeight;
  }
  drawSend();
}

/** The body of a request that says this: JSON, or a form where files come along. Undefined fields are left out. */
export function speech({ text, scenes, files }, fields = {}) {
  const all = { text, ...fields, photos: scenes.length ? scenes : undefined };
  if (!files.length) return all;
  const form = new FormData();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) form.set(name, value);
  for (const file of files) form.append("photo", file);
  return form;
}
