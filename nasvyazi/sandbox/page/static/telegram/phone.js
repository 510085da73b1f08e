// Telegram's phone: the private chat with the bot, and in whose name one writes.

import { aim, speech, target } from "../composer.js";
import { api, byId, options, t } from "../dom.js";
import { act, bubble, emptiness, talk, withDays } from "../drawing.js";
import { thing } from "../said.js";
import { stage } from "../stage.js";
import * as channel from "./channel.js";
import * as group from "./group.js";
import { albums, changes } from "./said.js";

let spokeAt = "";
const LARGE = 25 * 2 ** 20;
const dialogPath = () => `/telegram/bots/${stage.view.community.id}/chats/${stage.view.resident.id}`;

/** Set going what only this network has. */
export function start() {
  byId("door").addEventListener("click", async () => {
    const step = stage.view.dialog.state === "new" ? "start" : "unblock";
    if (await stage.act(() => api("POST", `${dialogPath()}/${step}`))) byId("text").focus();
  });
}

/** The button beside the title: an open chat can be blocked; the door below opens it again. */
export const consents = (view) => (stage.tab === "dialog" && view.dialog?.state === "open" ? "block" : "");

export async function consent() {
  if (await stage.act(() => api("POST", `${dialogPath()}/block`))) byId("door").focus();
}

/** Draw the views; moved: another chat than before. */
export function draw(view, moved) {
  drawDoor(view);
  drawTalk(view, moved);
  channel.draw(view);
  group.draw(view, moved);
  drawSpeaker(view);
}

function drawDoor({ dialog }) {
  const closed = stage.tab === "dialog" && dialog && dialog.state !== "open";
  byId("door").hidden = !closed;
  byId("door").textContent = closed ? t(dialog.state === "new" ? "start" : "allow") : "";
  byId("composer").classList.toggle("closed", Boolean(closed));
}

function drawTalk(view, moved) {
  const lines = view.dialog ? withDays(albums(view.dialog.messages), "id") : [];
  if (view.dialog?.state === "blocked") lines.push({ kind: "warn", text: t("blocked_note") });
  if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, "dialog_empty") });
  talk(byId("dialog"), lines, (line) => line.id, drawLine, moved);
}

function drawLine(line) {
  const mine = line.from === "resident";
  const path = `${dialogPath()}/messages`;
  const acts = [act("reply", () => aim({ kind: "answer", path, reply_to: line.id, name: line.author }))];
  return bubble(line, { mine, name: line.author, things: thing(line.media), acts: mine ? changes(line, path, "edit") : acts });
}

function drawSpeaker(view) {
  const { kind } = target();
  byId("missed").hidden = kind !== "post";
  byId("as-line").hidden = stage.tab === "dialog" || !["message", "answer", "comment", "reply"].includes(kind);
  const channels = stage.tab === "channel" ? view.channels : view.channels.filter((one) => one.group?.id === group.current(view)?.id);
  const masks = [["anonymous", t("as_anonymous")], ...(channels.length ? [["channel", t("as_channel")]] : [])];
  const pairs = [["resident", view.resident?.name ?? ""], ...masks];
  const before = wears(view) ? byId("as").value : "resident";
  options(byId("as"), pairs, pairs.some(([mask]) => mask === before) ? before : "resident");
}

/** Whether the mask is kept: another resident, tab, channel or group begins without one. */
function wears(view) {
  const at = [view.community?.id, view.resident?.id, stage.tab, channel.current(view)?.id, group.current(view)?.id].join(" ");
  const same = at === spokeAt;
  spokeAt = at;
  return same;
}

/** What the composer writes when it was aimed at nothing. */
export function otherwise() {
  const nothing = { kind: "nothing" };
  if (!stage.view?.community || !stage.view.resident) return nothing;
  if (stage.tab === "dialog") return { kind: "message", path: `${dialogPath()}/messages` };
  return (stage.tab === "channel" ? channel : group).otherwise(stage.view) ?? nothing;
}

/** Say it where it was aimed at. */
export async function send(aimed, said) {
  if (aimed.kind.startsWith("edit")) return api("PATCH", aimed.path, { text: said.text });
  const large = said.things[0] === "document_large";
  const media = { media: large ? "document" : said.things[0], file_size: large ? LARGE : undefined };
  const made = await api("POST", aimed.path, speech(said, { reply_to: aimed.reply_to, ...media, ...speaker(aimed) }));
  for (const id of ["silent_post", "silent_forward"]) byId(id).checked = false;
  return made;
}

function speaker(aimed) {
  if (aimed.kind === "post") return { silent_post: byId("silent_post").checked || undefined, silent_forward: byId("silent_forward").checked || undefined };
  if (stage.tab === "dialog") return {};
  const mask = byId("as").value;
  return mask === "resident" ? { resident: stage.view.resident.id } : { as: mask };
}
