// VK's phone: the dialogue and the wall; what stands beside them is in things.js.

import { aim, speech, target } from "../composer.js";
import { api, atTime, byId, h, keyed, onDay, t } from "../dom.js";
import { act, bubble, card, emptiness, remark, talk, tick, withDays } from "../drawing.js";
import { stage } from "../stage.js";
import { drawThings, otherwiseThere, sendThere } from "./things.js";

const base = () => `/vk/communities/${stage.view.community.id}`;
const dialogPath = () => `${base()}/dialogs/${stage.view.resident.id}`;

/** What the button beside the title does now: the key of its text, "" for no button. */
export const consents = (view) => (view.dialog ? (view.dialog.allowed ? "block" : "allow") : "");
export const consent = () => stage.act(() => api("POST", `${dialogPath()}/${stage.view.dialog.allowed ? "deny" : "allow"}`));

/** Draw the views; moved: another dialogue than before. */
export function draw(view, moved) {
  drawTalk(view, moved);
  drawWall(view);
  drawThings(view);
}

function drawTalk(view, moved) {
  const lines = view.dialog ? withDays(view.dialog.messages, "cmid") : [];
  if (view.dialog && !view.dialog.allowed && lines.length) lines.push({ kind: "warn", text: t("blocked_note") });
  if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, "dialog_empty") });
  talk(byId("dialog"), lines, (line) => line.cmid, drawLine, moved);
}

function drawLine(line) {
  const { resident, community } = stage.view;
  if (line.from !== "resident") return bubble({ ...line, fate: "" }, { name: community.title, acts: act("reply", () => aim({ kind: "answer", id: line.cmid, name: community.title })) });
  const acts = [act("edit", () => aim({ kind: "edit", id: line.cmid, text: line.text })), act("delete", () => stage.act(() => api("DELETE", `${dialogPath()}/messages/${line.cmid}`)))];
  return bubble(line, { mine: true, name: resident.name, acts });
}

function drawWall(view) {
  const posts = view.posts ?? [];
  const aimed = target()?.post;
  const shown = posts.map((post) => ({ ...post, aimed: post.id === aimed, me: view.resident?.id }));
  const none = posts.length ? [] : [{ kind: "empty", text: emptiness(view, "wall_empty") }];
  const head = view.community && view.resident ? [{ kind: "suggest" }] : [];
  keyed(byId("posts"), [...head, ...none, ...shown], (one) => one.kind ?? one.id, drawPost);
  byId("suggested").hidden = !view.suggestions?.length;
  keyed(byId("suggestions"), view.suggestions ?? [], (one) => one.id, drawSuggestion);
}

function drawPost(post) {
  if (post.kind === "empty") return h("p", { class: "empty" }, post.text);
  if (post.kind === "suggest") return h("button", { type: "button", class: "small", "data-act": "suggest", onclick: () => aim({ kind: "suggest" }) }, t("suggesting"));
  const told = post.comments.filter((one) => !one.deleted).length;
  const comment = post.comments_closed ? h("span", {}, t("comments_closed")) : act("comment", () => aim({ kind: "comment", post: post.id, text: post.text }));
  const meta = [h("span", {}, `${onDay(post.date)}, ${atTime(post.date)}`), h("span", {}, t("comments", { n: told })), comment];
  return card(post, { meta, below: threads(post.comments).map((one) => drawComment(one, post)) });
}

function threads(comments) {
  return comments.filter((one) => !one.thread).flatMap((top) => [top, ...comments.filter((one) => one.thread === top.id)]);
}

function drawComment(one, post) {
  const path = `${base()}/comments/${one.id}`;
  const mine = one.from_id === post.me;
  const own = one.from_id < 0;
  const kind = one.thread ? "c below" : "c";
  if (one.deleted) return h("div", { class: `${kind} gone` }, h("p", {}, t("deleted")), mine && act("restore", () => stage.act(() => api("POST", `${path}/restore`))));
  const acts = [!post.comments_closed && act("reply", () => aim({ kind: "reply", post: post.id, id: one.id, name: one.author }))];
  if (mine) acts.push(act("edit", () => aim({ kind: "edit_comment", post: post.id, id: one.id, text: one.text })), act("delete", () => stage.act(() => api("DELETE", path))));
  return remark({ ...one, fate: own ? "" : one.fate }, { kind, own, acts });
}

function drawSuggestion(one) {
  const publish = act("publish", () => stage.act(() => api("POST", `${base()}/suggestions/${one.id}/publish`)));
  return card(one, { meta: [h("span", {}, atTime(one.date)), tick(one.fate), publish] });
}

/** What the composer writes when it was aimed at nothing: a message, a comment under the newest open post, or a suggestion. */
export function otherwise() {
  if (!stage.view?.community || !stage.view.resident) return { kind: "nothing" };
  if (stage.tab === "dialog") return { kind: "message" };
  if (stage.tab === "things") return otherwiseThere();
  const post = stage.view.posts?.find((one) => !one.comments_closed);
  return post ? { kind: "comment", post: post.id, text: post.text } : { kind: "suggest" };
}

/** Say it where it was aimed at. */
export function send(aimed, said) {
  const { text } = said;
  if (aimed.thing || aimed.kind === "topic" || aimed.kind === "add_photo") return sendThere(aimed, said);
  if (aimed.kind === "edit") return api("PATCH", `${dialogPath()}/messages/${aimed.id}`, { text });
  if (aimed.kind === "edit_comment") return api("PATCH", `${base()}/comments/${aimed.id}`, { text });
  const reply_to = ["answer", "reply"].includes(aimed.kind) ? aimed.id : undefined;
  if (["message", "answer"].includes(aimed.kind)) return api("POST", `${dialogPath()}/messages`, speech(said, { reply_to }));
  const path = aimed.kind === "suggest" ? "suggestions" : `posts/${aimed.post}/comments`;
  return api("POST", `${base()}/${path}`, speech(said, { reply_to, resident: stage.view.resident.id }));
}
