// Groups: what is said outside any post, and the bot's place there.

import { aim } from "../composer.js";
import { api, byId, options, t } from "../dom.js";
import { act, bubble, emptiness, talk, withDays } from "../drawing.js";
import { chosen, thing } from "../said.js";
import { stage } from "../stage.js";
import { albums, changes, isMine, isThere } from "./said.js";

const alive = (view) => view.groups.filter((one) => !one.migrated_to);
const base = () => `/telegram/groups/${current(stage.view).id}`;
let shown = null;

/** The group that is chosen, if there is any. */
export const current = (view) => chosen(alive(view), "group");

/** Set the groups going. */
export function start() {
  byId("groups").addEventListener("change", (event) => stage.choose({ group: event.target.value }));
  byId("bot-group").addEventListener("click", () => stage.act(() => {
    const one = current(stage.view);
    return isThere(one) ? api("POST", `${base()}/remove_bot`) : api("POST", `${base()}/add_bot`, { admin: Boolean(one.linked) });
  }));
  byId("mute").addEventListener("click", () => stage.act(() => api("PATCH", base(), { can_write: !current(stage.view).can_write })));
  byId("upgrade").addEventListener("click", async () => {
    const done = await stage.act(async () => stage.choose({ group: (await api("POST", `${base()}/upgrade`)).id }));
    if (done) byId("groups").focus();
  });
}

/** Draw the group that is chosen. */
export function draw(view, moved) {
  const group = current(view);
  drawPlace(view, group);
  const lines = group ? withDays(albums(outside(group.messages)), "id").map((line) => ({ ...line, me: view.resident?.id })) : [];
  if (!group) lines.push({ kind: "empty", text: emptiness(view, "no_group") });
  else if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, "group_empty") });
  talk(byId("group"), lines.map(asService), (line) => `${line.chat}/${line.id}`, drawLine, moved || shown !== group?.id);
  shown = group?.id;
}

function drawPlace(view, group) {
  byId("where-group").hidden = !group;
  options(byId("groups"), alive(view).map((one) => [one.id, one.title]), group?.id);
  if (!group) return;
  byId("there-group").textContent = t(`bot_${group.bot_status}`);
  byId("bot-group").textContent = t(isThere(group) ? "remove_bot" : "add_bot");
  byId("mute").textContent = t(group.can_write ? "mute" : "unmute");
  byId("upgrade").hidden = group.kind !== "group";
}

/** Comments stand under their posts in the channel; here only the posts' copies remain. */
function outside(messages) {
  const copies = new Set(messages.filter((one) => one.from === "telegram").map((one) => one.id));
  return messages.filter((one) => !copies.has(one.thread));
}

const asService = (line) => (line.from === "service" ? { kind: "day", key: `service ${line.id}`, text: t("service") } : line);

function drawLine(line) {
  const path = `${base()}/messages`;
  const mine = line.from === "resident" && line.resident === line.me;
  const copy = line.from === "telegram";
  const acts = [act("reply", () => aim({ kind: "answer", path, reply_to: line.id, name: line.author })), ...(isMine(line, line.me) ? changes(line, path, "edit") : [])];
  const author = copy ? `${line.author} · ${t("copy_of_post")}` : line.author;
  return bubble(line, { mine, name: line.author, author: !mine && author, things: thing(line.media), acts: copy ? [] : acts });
}

/** A message in the group. */
export const otherwise = (view) => current(view) && { kind: "message", path: `${base()}/messages` };
