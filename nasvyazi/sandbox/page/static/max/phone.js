// MAX's phone: the dialogue with the bot, and in whose name one writes.

import { aim, speech, target } from "../composer.js";
import { api, byId, options, t } from "../dom.js";
import { act, bubble, emptiness, talk, withDays } from "../drawing.js";
import { stage } from "../stage.js";
import * as channel from "./channel.js";
import * as group from "./group.js";
import { below, changes } from "./said.js";

const dialogPath = () => `/max/bots/${stage.view.community.id}/dialogs/${stage.view.resident.id}`;

/** Set going what only this network has. */
export function start() {
  byId("door").addEventListener("click", async () => {
    if (await stage.act(() => api("POST", `${dialogPath()}/start`))) byId("text").focus();
  });
}

/** The button beside the title: an open dialogue can be stopped; the door below opens it again. */
export const consents = (view) => (stage.tab === "dialog" && view.dialog?.state === "open" ? "block" : "");

export async function consent() {
  if (await stage.act(() => api("POST", `${dialogPath()}/stop`))) byId("door").focus();
}

/** Draw the views; moved: another dialogue than before. */
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
  const lines = view.dialog ? withDays(view.dialog.messages, "id") : [];
  if (view.dialog?.state === "stopped") lines.push({ kind: "warn", text: t("blocked_note") });
  if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, "dialog_empty") });
  talk(byId("dialog"), lines, (line) => line.id, drawLine, moved);
}

function drawLine(line) {
  const mine = line.from === "resident";
  const path = `${dialogPath()}/messages`;
  const press = (one, key) => stage.act(() => api("POST", `${path}/${one.id}/press`, { payload: key.payload }));
  const acts = [act("reply", () => aim({ kind: "answer", path, reply_to: line.id, name: line.author }))];
  return bubble(line, { mine, name: line.author, things: below(line, press), acts: mine ? changes(line, path, "edit") : acts });
}

function drawSpeaker(view) {
  byId("as-line").hidden = stage.tab !== "channel" || !["comment", "reply"].includes(target().kind);
  options(byId("as"), [["resident", view.resident?.name ?? ""], ["channel", t("as_channel")]], byId("as").value || "resident");
}

/** What the composer writes when it was aimed at nothing. */
export function otherwise() {
  const nothing = { kind: "nothing" };
  if (!stage.view?.community || !stage.view.resident) return nothing;
  if (stage.tab === "dialog") return { kind: "message", path: `${dialogPath()}/messages` };
  return (stage.tab === "channel" ? channel : group).otherwise(stage.view) ?? nothing;
}

/** Say it where it was aimed at; a comment has words only. */
export async function send(aimed, said) {
  if (aimed.kind.startsWith("edit")) return api("PATCH", aimed.path, { text: said.text });
  const who = aimed.kind === "post" || stage.tab === "dialog" || (aimed.bare && byId("as").value === "channel") ? {} : { resident: stage.view.resident.id };
  if (aimed.bare) return api("POST", aimed.path, { text: said.text, reply_to: aimed.reply_to, ...who });
  return api("POST", aimed.path, speech(said, { reply_to: aimed.reply_to, media: said.things[0], ...who }));
}
