// The channel: posts with the comments below them, which have words only.

import { aim, target } from "../composer.js";
import { api, atTime, byId, h, keyed, onDay, options, t } from "../dom.js";
import { act, card, emptiness, remark, tick } from "../drawing.js";
import { chosen } from "../said.js";
import { stage } from "../stage.js";
import { below, changes, isThere } from "./said.js";

/** The channel that is chosen, if there is any. */
export const current = (view) => chosen(view.channels, "channel");
const base = () => `/max/channels/${current(stage.view).id}`;
const commentPath = (post) => `${base()}/posts/${post.id}/comments`;

/** Set the channel going. */
export function start() {
  byId("channels").addEventListener("change", (event) => stage.choose({ channel: event.target.value }));
  byId("publish").addEventListener("click", () => aim({ kind: "post", path: `${base()}/posts` }));
  byId("bot-channel").addEventListener("click", () => stage.act(() => api("POST", `${base()}/${isThere(current(stage.view)) ? "remove_bot" : "add_bot"}`)));
  byId("closing").addEventListener("click", () => stage.act(() => api("PATCH", base(), { comments: !current(stage.view).comments })));
}

/** Draw the channel that is chosen. */
export function draw(view) {
  const channel = current(view);
  byId("where-channel").hidden = !channel;
  options(byId("channels"), view.channels.map((one) => [one.id, one.title]), channel?.id);
  if (channel) {
    byId("there-channel").textContent = t(`bot_${channel.bot_status}`);
    byId("bot-channel").textContent = t(isThere(channel) ? "remove_bot" : "add_bot");
    byId("closing").textContent = t(channel.comments ? "close_comments" : "open_comments");
  }
  const posts = channel?.posts ?? [];
  const none = posts.length ? [] : [{ kind: "empty", text: emptiness(view, channel ? "channel_empty" : "no_channel") }];
  const shown = posts.map((post) => ({ ...post, aimed: post.id === target()?.post, me: view.resident?.id, open: channel.comments }));
  keyed(byId("posts"), [...none, ...shown], (one) => one.kind ?? one.id, drawPost);
}

function drawPost(post) {
  if (post.kind) return h("p", { class: post.kind }, post.text);
  const comment = act("comment", () => aim({ kind: "comment", bare: true, post: post.id, path: commentPath(post), text: post.text }));
  const meta = [post.edited && h("span", {}, t("edited")), h("span", {}, `${onDay(post.date)}, ${atTime(post.date)}`), tick(post.fate),
    h("span", {}, post.open ? t("comments", { n: post.comments.length }) : t("comments_closed")), post.open && comment,
    ...changes(post, `${base()}/posts`, "edit_post")];
  return card(post, { meta: meta.filter(Boolean), things: below(post), below: post.comments.map((one) => drawComment(one, post)) });
}

function drawComment(one, post) {
  const answered = one.reply_to && post.comments.find((other) => other.id === one.reply_to);
  const reply = act("reply", () => aim({ kind: "reply", bare: true, post: post.id, path: commentPath(post), reply_to: one.id, name: one.author }));
  const mine = one.from === "channel" || (one.from === "resident" && one.resident === post.me);
  const acts = [post.open && reply, ...(mine ? changes(one, `${base()}/comments`, "edit_comment") : [])];
  return remark({ ...one, quote: answered?.text }, { kind: "c", own: one.from !== "resident", acts: acts.filter(Boolean) });
}

/** A comment under the newest post, or the first post. */
export function otherwise(view) {
  const channel = current(view);
  if (!channel) return null;
  const [newest] = channel.posts;
  if (!newest || !channel.comments) return { kind: "post", path: `${base()}/posts` };
  return { kind: "comment", bare: true, post: newest.id, path: commentPath(newest), text: newest.text };
}
