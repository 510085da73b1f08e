// The channel: posts with the comments that stand under them in the discussion group.

import { aim, target } from "../composer.js";
import { api, atTime, byId, h, keyed, onDay, options, t } from "../dom.js";
import { act, card, emptiness, remark, tick } from "../drawing.js";
import { chosen, thing } from "../said.js";
import { stage } from "../stage.js";
import { albums, changes, isMine, isThere } from "./said.js";

/** The channel that is chosen, if there is any. */
export const current = (view) => chosen(view.channels, "channel");
const base = () => `/telegram/channels/${current(stage.view).id}`;
const commentPath = (post) => `${base()}/posts/${post.id}/comments`;

/** Set the channel going. */
export function start() {
  byId("channels").addEventListener("change", (event) => stage.choose({ channel: event.target.value }));
  byId("publish").addEventListener("click", () => aim({ kind: "post", path: `${base()}/posts` }));
  byId("bot-channel").addEventListener("click", () => stage.act(() => api("POST", `${base()}/${isThere(current(stage.view)) ? "remove_bot" : "add_bot"}`)));
}

/** Draw the channel that is chosen. */
export function draw(view) {
  const channel = current(view);
  byId("where-channel").hidden = !channel;
  options(byId("channels"), view.channels.map((one) => [one.id, one.title]), channel?.id);
  if (channel) {
    byId("there-channel").textContent = t(`bot_${channel.bot_status}`);
    byId("bot-channel").textContent = t(isThere(channel) ? "remove_bot" : "add_bot");
  }
  const posts = channel ? whole(channel) : [];
  const none = posts.length ? [] : [{ kind: "empty", text: emptiness(view, channel ? "channel_empty" : "no_channel") }];
  const shown = posts.map((post) => ({ ...post, aimed: post.id === target()?.post, me: view.resident?.id, group: channel.group?.id }));
  keyed(byId("posts"), [...none, ...shown], (one) => one.kind ?? `${one.chat}/${one.id}`, drawPost);
}

const whole = (channel) => albums([...channel.posts].reverse()).reverse();

function drawPost(post) {
  if (post.kind) return h("p", { class: post.kind }, post.text);
  const told = albums(post.comments.filter((one) => !one.deleted));
  const comment = act("comment", () => aim({ kind: "comment", post: post.id, path: commentPath(post), text: post.text }));
  const edit = act("edit", () => aim({ kind: "edit_post", path: `${base()}/posts/${post.worded}`, text: post.text }));
  const meta = [post.edited && h("span", {}, t("edited")), h("span", {}, `${onDay(post.date)}, ${atTime(post.date)}`), tick(post.fate),
    post.group ? h("span", {}, t("comments", { n: told.length })) : h("span", {}, t("no_discussion")), post.group && comment, edit];
  return card(post, { meta: meta.filter(Boolean), things: thing(post.media), below: told.map((one) => drawComment(one, told, post)) });
}

function drawComment(one, told, post) {
  const answered = one.reply_to && told.find((other) => other.parts.includes(one.reply_to));
  const reply = act("reply", () => aim({ kind: "reply", post: post.id, path: commentPath(post), reply_to: one.id, name: one.author }));
  const own = one.from !== "resident";
  const acts = [reply, ...(isMine(one, post.me) ? changes(one, `/telegram/groups/${post.group}/messages`, "edit_comment") : [])];
  return remark({ ...one, quote: answered && (answered.text || t("photo")) }, { kind: "c", own, acts: acts.filter(Boolean), things: thing(one.media) });
}

/** A comment under the newest post, or the first post. */
export function otherwise(view) {
  const channel = current(view);
  if (!channel) return null;
  const [newest] = whole(channel);
  if (!newest || !channel.group) return { kind: "post", path: `${base()}/posts` };
  return { kind: "comment", post: newest.id, path: commentPath(newest), text: newest.text };
}
