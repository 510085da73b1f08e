// What is drawn alike in every network: bubbles with a line for each new day, posts, comments, photos, ticks.

import { atTime, h, keyed, onDay, t } from "./dom.js";

const SIGNS = { delivered: "✓✓", pending: "✓", waiting: "✓", given_up: "!", dropped: "!", untold: "–" };

/** A button that does something with what it stands beside. */
export function act(name, run) {
  return h("button", { type: "button", class: "quiet", "data-act": name, onclick: run }, t(name));
}

/** What became of an event; nothing for what was told to nobody because the product said it. */
export function tick(fate) {
  if (!fate) return null;
  return h("span", { class: `tick ${fate}`, title: t(`fate_${fate}`), role: "img", "aria-label": t(`fate_${fate}`) }, SIGNS[fate] ?? "✓");
}

export function pictures(said, name) {
  if (!said.photos.length) return null;
  const alt = t("photo_from", { name });
  return h("div", { class: "ph" }, said.photos.map((photo) =>
    h("a", { href: photo.url, target: "_blank", rel: "noopener" }, h("img", { src: photo.preview, alt, width: photo.width, height: photo.height, loading: "lazy" }))));
}

/** Messages with a line for each new day and the words each of them answers; id names the field that numbers them. */
export function withDays(messages, id) {
  const lines = [];
  let last = "";
  for (const message of messages) {
    const day = onDay(message.date);
    if (day !== last) lines.push({ kind: "day", text: day });
    last = day;
    const answered = message.reply_to && messages.find((one) => one[id] === message.reply_to);
    lines.push({ ...message, quote: answered ? answered.text || t("photo") : "" });
  }
  return lines;
}

/** Show lines in a frame that stays where one reads, and follows what comes when one is at its end. */
export function talk(frame, lines, key, draw, moved) {
  const atEnd = moved || frame.scrollHeight - frame.scrollTop - frame.clientHeight < 48;
  const drawLine = (line) => (line.kind ? h("p", { class: line.kind }, line.text) : draw(line));
  keyed(frame.querySelector(".talk"), lines, (line) => (line.kind ? line.key ?? line.kind + line.text : key(line)), drawLine);
  if (atEnd) frame.scrollTop = frame.scrollHeight;
}

/** Why nothing is shown: there is nobody yet, or `otherwise`. */
export function emptiness(view, otherwise) {
  if (!view.community) return t("no_community");
  return t(view.resident ? otherwise : "no_resident");
}

/** One message of a chat: whose it is, what may be done with it, and things beside words and photos. */
export function bubble(line, { mine, name, author, acts, things }) {
  return h("article", { class: mine ? "b mine" : "b", tabindex: "0" }, author && h("b", {}, author),
    line.quote && h("blockquote", {}, line.quote), line.text && h("p", {}, line.text), pictures(line, name), things,
    h("small", {}, line.edited && h("span", {}, t("edited")), h("span", {}, atTime(line.date)), tick(line.fate)), h("div", { class: "acts" }, acts));
}

/** A post: its words, a line about it, and what stands below. */
export function card(post, { meta, things, below }) {
  return h("article", { class: post.aimed ? "post aimed" : "post" }, h("h3", {}, post.author), post.text && h("p", {}, post.text), pictures(post, post.author), things,
    h("div", { class: "meta" }, meta), below);
}

/** A comment; own: said in the name of the page. */
export function remark(one, { kind, own, acts, things }) {
  return h("div", { class: kind }, h("b", { class: own && "own" }, one.author), one.quote && h("blockquote", {}, one.quote), one.text && h("p", {}, one.text),
    pictures(one, one.author), things, h("div", { class: "meta" }, one.edited && h("span", {}, t("edited")), h("span", {}, atTime(one.date)), tick(one.fate), acts));
}
