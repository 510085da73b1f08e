// The phone: the dialogue, the wall, and the one composer that writes into both.

import { api, atTime, byId, h, keyed, onDay, t } from "./dom.js";

const state = { view: null, tab: "dialog", target: null, scenes: [], files: [], act: null };
const SCENES = ["pothole", "snow", "rubbish", "lamp", "playground", "lawn_car"];

/** Set the phone going; act(work) runs a change and refreshes the page. */
export function start(act, tab, onTab) {
  state.act = act;
  for (const name of ["dialog", "wall"]) byId(`tab-${name}`).addEventListener("click", () => choose(name, onTab));
  byId("tab-dialog").parentElement.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    choose(state.tab === "dialog" ? "wall" : "dialog", onTab);
    byId(`tab-${state.tab}`).focus();
  });
  byId("untarget").addEventListener("click", () => aim(null));
  byId("file").addEventListener("change", (event) => {
    state.files.push(...event.target.files);
    event.target.value = "";
    drawChips();
  });
  byId("draw").addEventListener("change", (event) => {
    if (SCENES.includes(event.target.value)) state.scenes.push(event.target.value);
    event.target.value = "";
    drawChips();
  });
  byId("text").addEventListener("input", drawSend);
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      byId("composer").requestSubmit();
    }
  });
  byId("composer").addEventListener("submit", submit);
  byId("consent").addEventListener("click", () => {
    const { dialog } = state.view;
    state.act(() => api("POST", `${dialogPath()}/${dialog.allowed === false && dialog.messages.length ? "allow" : dialog.allowed ? "deny" : "allow"}`));
  });
  choose(tab, () => {});
}

function choose(tab, onTab) {
  state.tab = tab;
  for (const name of ["dialog", "wall"]) {
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === tab));
    byId(`tab-${name}`).tabIndex = name === tab ? 0 : -1;
    byId(name).hidden = name !== tab;
  }
  onTab(tab);
  aim(null);
  if (state.view) show(state.view);
}

const base = () => `/vk/communities/${state.view.community.group_id}`;
const dialogPath = () => `${base()}/dialogs/${state.view.resident.id}`;

/** Show what the server told. */
export function show(view) {
  const moved = state.view?.community?.group_id !== view.community?.group_id || state.view?.resident?.id !== view.resident?.id;
  state.view = view;
  if (moved) aim(null, false);
  const { resident, community } = view;
  byId("me").textContent = resident?.name ?? "";
  byId("face").src = resident?.photo ?? "/vk/files/nobody.svg";
  byId("title").textContent = community?.title ?? t("network");
  byId("consent").hidden = !view.dialog;
  byId("consent").textContent = view.dialog?.allowed ? t("block") : t("allow");
  byId("mode").textContent = t("network");
  drawTalk(view, moved);
  drawWall(view);
  drawTarget();
}

function drawTalk(view, moved) {
  const frame = byId("dialog");
  const atEnd = moved || frame.scrollHeight - frame.scrollTop - frame.clientHeight < 48;
  const lines = view.dialog ? withDays(view.dialog.messages) : [];
  if (view.dialog && !view.dialog.allowed && lines.length) lines.push({ kind: "warn", text: t("blocked_note") });
  if (!lines.length) lines.push({ kind: "empty", text: emptiness(view, "dialog_empty") });
  keyed(byId("talk"), lines, (line) => (line.kind ? line.kind + line.text : line.cmid), drawLine);
  if (atEnd) frame.scrollTop = frame.scrollHeight;
}

function emptiness(view, otherwise) {
  if (!view.community) return t("no_community");
  return t(view.resident ? otherwise : "no_resident");
}

function withDays(messages) {
  const lines = [];
  let last = "";
  for (const message of messages) {
    const day = onDay(message.date);
    if (day !== last) lines.push({ kind: "day", text: day });
    last = day;
    const answered = messages.find((one) => one.cmid === message.reply_to);
    lines.push({ ...message, quote: answered ? answered.text || t("photo") : "" });
  }
  return lines;
}

function drawLine(line) {
  if (line.kind) return h("p", { class: line.kind }, line.text);
  const mine = line.from === "resident";
  const acts = mine
    ? [act("edit", () => aim({ kind: "edit", ...line })), act("delete", () => state.act(() => api("DELETE", `${dialogPath()}/messages/${line.cmid}`)))]
    : [act("reply", () => aim({ kind: "answer", ...line }))];
  return h("article", { class: mine ? "b mine" : "b", tabindex: "0" },
    line.quote && h("blockquote", {}, line.quote), line.text && h("p", {}, line.text), pictures(line, mine ? state.view.resident.name : state.view.community.title),
    h("small", {}, line.edited && h("span", {}, t("edited")), h("span", {}, atTime(line.date)), mine && tick(line.fate)), h("div", { class: "acts" }, acts));
}

function tick(fate) {
  const sign = { delivered: "✓✓", pending: "✓", waiting: "✓", given_up: "!", dropped: "!" }[fate] ?? "✓";
  return h("span", { class: `tick ${fate}`, title: t(`fate_${fate}`), role: "img", "aria-label": t(`fate_${fate}`) }, sign);
}

function act(name, run) {
  return h("button", { type: "button", class: "quiet", "data-act": name, onclick: run }, t(name));
}

function pictures(said, name) {
  if (!said.photos.length) return null;
  const alt = t("photo_from", { name });
  return h("div", { class: "ph" }, said.photos.map((photo) =>
    h("a", { href: photo.url, target: "_blank", rel: "noopener" }, h("img", { src: photo.preview, alt, width: photo.width, height: photo.height, loading: "lazy" }))));
}

function drawWall(view) {
  const posts = view.posts ?? [];
  const aimed = target()?.post;
  const shown = posts.map((post) => ({ ...post, aimed: post.id === aimed, me: view.resident?.id }));
  const suggest = { kind: "suggest" };
  const none = posts.length ? [] : [{ kind: "empty", text: emptiness(view, "wall_empty") }];
  const head = view.community && view.resident ? [suggest] : [];
  keyed(byId("posts"), [...head, ...none, ...shown], (one) => one.kind ?? one.id, drawPost);
  byId("suggested").hidden = !view.suggestions?.length;
  keyed(byId("suggestions"), view.suggestions ?? [], (one) => one.id, drawSuggestion);
}

function drawPost(post) {
  if (post.kind === "empty") return h("p", { class: "empty" }, post.text);
  if (post.kind === "suggest") return h("button", { type: "button", class: "small", "data-act": "suggest", onclick: () => aim({ kind: "suggest" }) }, t("suggesting"));
  const told = post.comments.filter((one) => !one.deleted).length;
  const comment = post.comments_closed ? h("span", {}, t("comments_closed")) : act("comment", () => aim({ kind: "comment", post: post.id, text: post.text }));
  return h("article", { class: post.aimed ? "post aimed" : "post" }, h("h3", {}, post.author), post.text && h("p", {}, post.text), pictures(post, post.author),
    h("div", { class: "meta" }, h("span", {}, `${onDay(post.date)}, ${atTime(post.date)}`), h("span", {}, t("comments", { n: told })), comment),
    threads(post.comments).map((one) => drawComment(one, post)));
}

function threads(comments) {
  return comments.filter((one) => !one.thread).flatMap((top) => [top, ...comments.filter((one) => one.thread === top.id)]);
}

function drawComment(one, post) {
  const path = `${base()}/comments/${one.id}`;
  const mine = one.from_id === post.me;
  const kind = one.thread ? "c below" : "c";
  if (one.deleted) return h("div", { class: `${kind} gone` }, h("p", {}, t("deleted")), mine && act("restore", () => state.act(() => api("POST", `${path}/restore`))));
  const acts = [!post.comments_closed && act("reply", () => aim({ kind: "reply", post: post.id, id: one.id, name: one.author }))];
  if (mine) acts.push(act("edit", () => aim({ kind: "edit_comment", post: post.id, id: one.id, text: one.text })), act("delete", () => state.act(() => api("DELETE", path))));
  return h("div", { class: kind }, h("b", { class: one.from_id < 0 ? "own" : false }, one.author), one.text && h("p", {}, one.text), pictures(one, one.author),
    h("div", { class: "meta" }, one.edited && h("span", {}, t("edited")), h("span", {}, atTime(one.date)), one.from_id > 0 && tick(one.fate), acts.filter(Boolean)));
}

function drawSuggestion(one) {
  const publish = act("publish", () => state.act(() => api("POST", `${base()}/suggestions/${one.id}/publish`)));
  return h("article", { class: "post" }, h("h3", {}, one.author), one.text && h("p", {}, one.text), pictures(one, one.author), h("div", { class: "meta" }, h("span", {}, atTime(one.date)), tick(one.fate), publish));
}

/** What the composer writes: what was aimed at, else a message, a comment under the newest open post, or a suggestion. */
function target() {
  if (state.target) return state.target;
  if (state.tab === "dialog") return { kind: "message" };
  const post = state.view?.posts?.find((one) => !one.comments_closed);
  return post ? { kind: "comment", post: post.id, text: post.text } : { kind: "suggest" };
}

function aim(next, focus = true) {
  const editing = (one) => one?.kind?.startsWith("edit");
  if (editing(next)) byId("text").value = next.text;
  else if (editing(state.target)) byId("text").value = "";
  state.target = next;
  if (next && focus) byId("text").focus();
  if (state.view) drawWall(state.view);
  drawTarget();
}

function drawTarget() {
  const aimed = target();
  const says = {
    message: "", edit: t("editing"), edit_comment: t("editing_comment"), suggest: t("suggesting"),
    answer: t("replying", { name: state.view?.community?.title ?? "" }), reply: t("replying", { name: aimed.name ?? "" }),
    comment: t("commenting", { text: (aimed.text ?? "").slice(0, 60) }),
  }[aimed.kind];
  byId("target").hidden = !says;
  byId("target").firstElementChild.textContent = says;
  byId("untarget").hidden = !state.target;
  const label = t({ suggest: "write_suggestion", comment: "write_comment", reply: "write_comment", edit_comment: "write_comment" }[aimed.kind] ?? "write_message");
  byId("text").placeholder = label;
  byId("text").setAttribute("aria-label", label);
  const editing = aimed.kind.startsWith("edit");
  for (const id of ["file", "draw"]) byId(id).disabled = editing;
  byId("chips").hidden = editing;
  byId("send").title = t(editing ? "save" : "send");
  byId("send").setAttribute("aria-label", byId("send").title);
  drawSend();
}

function drawChips() {
  const chip = (label, list, index) => h("li", {}, h("span", {}, label),
    h("button", { type: "button", class: "quiet", "aria-label": `${t("remove")}: ${label}`, onclick: () => { list.splice(index, 1); drawChips(); byId("text").focus(); } }, "✕"));
  byId("chips").replaceChildren(
    ...state.scenes.map((scene, index) => chip(t(`scene_${scene}`), state.scenes, index)),
    ...state.files.map((file, index) => chip(file.name, state.files, index)));
  drawSend();
}

function drawSend() {
  const something = byId("text").value.trim() || state.scenes.length || state.files.length;
  byId("send").disabled = !something || !state.view?.community || !state.view?.resident;
}

async function submit(event) {
  event.preventDefault();
  if (byId("send").disabled) return;
  byId("send").disabled = true;
  const done = await state.act(() => send(target()));
  if (done) {
    byId("text").value = "";
    state.scenes = [];
    state.files = [];
    if (state.target?.kind !== "comment") aim(null);
    drawChips();
    const frame = byId(state.tab);
    if (state.tab === "dialog") frame.scrollTop = frame.scrollHeight;
  }
  drawSend();
}

function send(aimed) {
  const text = byId("text").value.trim();
  if (aimed.kind === "edit") return api("PATCH", `${dialogPath()}/messages/${aimed.cmid}`, { text });
  if (aimed.kind === "edit_comment") return api("PATCH", `${base()}/comments/${aimed.id}`, { text });
  const form = new FormData();
  form.set("text", text);
  if (state.scenes.length) form.set("photos", state.scenes.join(","));
  for (const file of state.files) form.append("photo", file);
  if (aimed.kind === "answer") form.set("reply_to", aimed.cmid);
  if (aimed.kind === "reply") form.set("reply_to", aimed.id);
  if (["message", "answer"].includes(aimed.kind)) return api("POST", `${dialogPath()}/messages`, form);
  form.set("resident", state.view.resident.id);
  return api("POST", aimed.kind === "suggest" ? `${base()}/suggestions` : `${base()}/posts/${aimed.post}/comments`, form);
}
