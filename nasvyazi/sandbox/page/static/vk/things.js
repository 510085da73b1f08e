// What stands outside of VK's wall: photos, videos, the shop and topics of the board, with what is said there.

import { aim, speech, target } from "../composer.js";
import { api, atTime, byId, h, keyed, onDay, t } from "../dom.js";
import { act, card, emptiness, remark, tick } from "../drawing.js";
import { stage } from "../stage.js";

const base = () => `/vk/communities/${stage.view.community.id}`;
const KINDS = ["topic", "photo", "video", "market", "repost"];

const standing = (view) => KINDS.flatMap((kind) => view.things?.[kind] ?? []).sort((one, other) => other.date - one.date);
const named = (one) => [one.title, one.text].filter(Boolean).join("\n");
const isOpen = (one) => one.kind !== "repost" && !one.comments_closed;
const aimedAt = (one) => ({ kind: "comment", thing: { kind: one.kind, id: one.id }, text: named(one) });

/** Draw the view. */
export function drawThings(view) {
  const all = standing(view);
  const aimed = target()?.thing;
  const shown = all.map((one) => ({ ...one, aimed: aimed?.id === one.id && aimed?.kind === one.kind, me: view.resident?.id }));
  const none = all.length ? [] : [{ empty: emptiness(view, "things_empty") }];
  const head = view.community && view.resident ? [{ head: true }] : [];
  keyed(byId("standing"), [...head, ...none, ...shown], (one) => (one.head ? "head" : one.empty ? "empty" : `${one.kind}${one.id}`), drawThing);
}

function drawThing(one) {
  if (one.empty) return h("p", { class: "empty" }, one.empty);
  if (one.head) return h("p", { class: "acts" }, act("topic", () => aim({ kind: "topic" })), act("add_photo", () => aim({ kind: "add_photo" })));
  const comment = isOpen(one) ? act("comment", () => aim(aimedAt(one))) : null;
  const meta = [h("span", {}, t(`kind_${one.kind}`)), h("span", {}, `${onDay(one.date)}, ${atTime(one.date)}`), h("span", {}, t("comments", { n: one.comments.length })), tick(one.from === "resident" && one.event_id ? one.fate : ""), comment];
  return card({ ...one, text: named(one) }, { meta, below: one.comments.map((each) => drawRemark(each, one)) });
}

function drawRemark(one, thing) {
  const path = `${base()}/remarks/${one.kind}/${one.id}`;
  const own = one.from_id < 0;
  const answers = isOpen(thing) && one.kind !== "topic";
  const acts = [answers && act("reply", () => aim({ ...aimedAt(thing), kind: "reply", id: one.id, name: one.author }))];
  if (one.from_id === thing.me) acts.push(act("edit", () => aim({ ...aimedAt(thing), kind: "edit_comment", id: one.id, text: one.text })), act("delete", () => stage.act(() => api("DELETE", path))));
  return remark({ ...one, fate: own ? "" : one.fate }, { kind: one.reply_to ? "c below" : "c", own, acts });
}

/** What the composer writes when it was aimed at nothing: a comment under the newest open thing, or a new topic. */
export function otherwiseThere() {
  const open = standing(stage.view).find(isOpen);
  return open ? aimedAt(open) : { kind: "topic" };
}

/** Say it there. The first line of a topic is its title. */
export function sendThere(aimed, said) {
  const resident = stage.view.resident.id;
  if (aimed.kind === "edit_comment") return api("PATCH", `${base()}/remarks/${aimed.thing.kind}/${aimed.id}`, { text: said.text });
  if (aimed.kind === "topic") return api("POST", `${base()}/things`, { kind: "topic", resident, title: said.text.split("\n")[0].slice(0, 200), text: said.text });
  if (aimed.kind === "add_photo") return api("POST", `${base()}/things`, speech(said, { kind: "photo", resident }));
  const reply_to = aimed.kind === "reply" ? aimed.id : undefined;
  return api("POST", `${base()}/things/${aimed.thing.kind}/${aimed.thing.id}/remarks`, speech(said, { reply_to, resident }));
}
