// Group chats: what is said there, and the bot's place.

import { aim } from "../composer.js";
import { api, byId, options, t } from "../dom.js";
import { act, bubble, emptiness, talk, withDays } from "../drawing.js";
import { chosen } from "../said.js";
import { stage } from "../stage.js";
import { below, changes, isThere } from "./said.js";

/** The group chat that is chosen, if there is any. */
export const current = (view) => chosen(view.groups, "group");
const base = () => `/max/groups/${current(stage.view).id}`;
let shown = null;

/** Set the group chats going. */
export function start() {
  byId("groups").addEventListener("change", (event) => stage.choose({ group: event.target.value }));
  byId("bot-group").addEventListener("click", () => stage.act(() => api("POST", `${base()}/${isThere(current(stage.view)) ? "remove_bot" : "add_bot"}`)));
}

/** Draw the group chat that is chosen. */
export function draw(view, moved) {
  const group = current(view);
  byId("where-group").hidden = !group;
  options(byId("groups"), view.groups.map((one) => [one.id, one.title]), group?.id);
  if (group) {
    byId("there-group").textContent = t(`bot_${group.bot_status}`);
    byId("bot-group").textContent = t(isThere(group) ? "remove_bot" : "add_bot");
  }
  const lines = group ? withDays(group.messages, "id").map((line) => ({ ...line, me: view.resident?.id })) : [];
  if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, group ? "group_empty" : "no_group") });
  talk(byId("group"), lines, (line) => line.id, drawLine, moved || shown !== group?.id);
  shown = group?.id;
}

function drawLine(line) {
  const path = `${base()}/messages`;
  const mine = line.from === "resident" && line.resident === line.me;
  const acts = [act("reply", () => aim({ kind: "answer", path, reply_to: line.id, name: line.author })), ...(mine ? changes(line, path, "edit") : [])];
  return bubble(line, { mine, name: line.author, author: !mine && line.author, things: below(line), acts });
}

/** A message in the group chat. */
export const otherwise = (view) => current(view) && { kind: "message", path: `${base()}/messages` };
