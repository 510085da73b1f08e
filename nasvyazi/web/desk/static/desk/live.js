// The list and the opened conversation follow what happens elsewhere, and nothing jumps: lines and messages that are
// known are replaced where they stand, what is new comes in only where nobody is reading, pointing or typing.
// What is being written is never touched.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

let reader; // how the conversation is read: { follows(), toNewest() }
let owed = false; // whether something was told that could not be shown yet
let moreLoaded = false; // whether further pages of the list stand below the first
let typedAt = -Infinity;
let pending = null; // the opened appeal as it is now, as far as it is not shown yet
let here = new Map(); // who else has which appeal open, in words

const pulse = () => $("#pulse");
const list = () => $("[data-list]");

export function watch(reader_) {
  reader = reader_;
}

function ask() {
  htmx.trigger("#pulse", "pulse-now");
}

function announce(text) {
  const said = $("#announced");
  if (said && text) said.textContent = text;
}

// ---------------------------------------------------------------- asking

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-answer]")) typedAt = performance.now();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "pulse") return;
  const told = event.detail.parameters;
  if (owed && isQuiet()) told.state = "";
  told.rows = $$("#rows [data-row]").slice(0, 100).map(numberOf).join(".");
  if (performance.now() - typedAt < 7000) told.typing = "1";
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "pulse" && document.hidden) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && pulse()) ask();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt.closest?.("#more, .more")) moreLoaded = true;
  if (event.detail.target.id !== "case") return;
  pending = null;
  tell();
  if (pulse()) ask();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "pulse" && event.detail.xhr.status === 200) bring($("#brought"));
});

// ---------------------------------------------------------------- showing

function bring(brought) {
  here = new Map($$("[data-here]", brought).map((told) => [told.dataset.here, told.textContent]));
  bringRows(brought);
  const fresh = $("template[data-case]", brought);
  if (fresh && $("#case-seen")?.value.startsWith(`${fresh.dataset.case}_`)) {
    $("#case-seen").value = fresh.dataset.version;
    pending = fresh;
  }
  brought.replaceChildren();
  showCase();
  tell();
}

// Who else is there, wherever an appeal is shown.
function tell() {
  $$("[data-present]").forEach((place) => {
    const text = here.get(place.dataset.present) ?? "";
    if (place.textContent !== text) place.textContent = text;
  });
}

const numberOf = (row) => row.id.slice("row-".length);

// What people open and a key that differs with every drawing are no difference.
function bare(node) {
  const copy = node.cloneNode(true);
  const all = [copy, ...copy.querySelectorAll("*")];
  all.forEach((one) => {
    one.classList.remove("on", "is-new", "htmx-request", "htmx-settling", "htmx-swapping", "htmx-added");
    ["aria-current", "open"].forEach((name) => one.removeAttribute(name));
    if (one.matches("[name=request_key], [name=csrfmiddlewaretoken]")) one.removeAttribute("value");
    if (one.matches("[data-present]")) one.textContent = "";
  });
  return copy.outerHTML;
}

function put(fresh, old) {
  if (bare(fresh) === bare(old)) return old;
  const hadFocus = old.contains(document.activeElement);
  if (hadFocus && old !== document.activeElement) return old;
  if (old.classList.contains("on")) { fresh.classList.add("on"); fresh.setAttribute("aria-current", "true"); }
  old.replaceWith(fresh);
  htmx.process(fresh);
  if (hadFocus) fresh.focus({ preventScroll: true });
  return fresh;
}

// ---------------------------------------------------------------- the list

function isQuiet() {
  const pane = list();
  const isPointedAt = matchMedia("(hover: hover)").matches && pane.matches(":hover");
  return pane.scrollTop < 8 && !moreLoaded && !isPointedAt && !pane.contains(document.activeElement);
}

function bringRows(brought) {
  const fresh = new Map($$("[data-row]", $("template[data-rows]", brought).content).map((row) => [row.id, row]));
  const shown = new Map($$("#rows [data-row]").map((row) => [row.id, row]));
  shown.forEach((row, id) => { if (fresh.has(id)) shown.set(id, put(fresh.get(id), row)); });
  if (brought.dataset.order === undefined) return;
  const order = brought.dataset.order.split(" ").filter(Boolean).map((number) => `row-${number}`);
  const came = $("template[data-came]", brought).content;
  if (isSame(order, [...shown.keys()])) {
    owed = false;
    return;
  }
  owed = !isQuiet();
  if (owed) {
    if (came.textContent.trim() !== $("#came").textContent.trim()) $("#came").replaceChildren(came);
    return;
  }
  if (order.some((id) => !shown.has(id))) announce(brought.dataset.said);
  arrange(order, shown, fresh);
  $("#came").replaceChildren();
  $("#rows").append($("template[data-rest]", brought).content);
  htmx.process($("#rows"));
  $("#list-seen").value = brought.dataset.seen;
}

const isSame = (one, other) => one.length === other.length && one.every((id, at) => id === other[at]);

// The first page as it is now. The opened appeal stays where one left it, even if it belongs to another view by now.
function arrange(order, shown, fresh) {
  const box = $("#rows");
  const wanted = new Set(order);
  $$(".empty-list, .more", box).forEach((node) => node.remove());
  shown.forEach((row, id) => { if (!wanted.has(id) && !row.classList.contains("on")) row.remove(); });
  let next = box.firstElementChild;
  for (const id of order) {
    while (next && !wanted.has(next.id)) next = next.nextElementSibling;
    const row = shown.get(id) ?? fresh.get(id);
    if (!row) continue;
    if (!shown.has(id)) row.classList.add("is-new");
    if (row === next) next = next.nextElementSibling;
    else box.insertBefore(row, next);
  }
}

// ---------------------------------------------------------------- the opened appeal

// A part that somebody is busy with stays as it is until they have done.
function isFree(part) {
  return part && !part.contains(document.activeElement) && !$("details.deed[open]", part);
}

function showCase() {
  if (!pending) return;
  const content = pending.content;
  const card = $("#case .card");
  if (isFree(card) && $(".card", content)) showCard(card, $(".card", content));
  const acts = $("#case [data-deeds]");
  if (isFree(acts) && $("[data-deeds]", content)) {
    acts.replaceWith($("[data-deeds]", content));
    htmx.process($("#case [data-deeds]"));
  }
  if ($("section[data-talk]", content)) showTalk($("#case [data-talk]"), $("section[data-talk]", content));
  if (!$(".card, [data-deeds], section[data-talk]", content)) pending = null;
}

function showCard(old, fresh) {
  $("#presence", fresh).replaceWith($("#presence", old));
  $(".history", fresh).open = $(".history", old).open;
  old.replaceWith(fresh);
  htmx.process(fresh);
}

function showTalk(talk, fresh) {
  const isNew = (item) => item.matches(".b.own, .b.out, .b.note, .letter") && !document.getElementById(item.id);
  const hasNews = [...fresh.children].some(isNew);
  if (hasNews && !reader.follows()) {
    if (!$("[data-news]", talk)) $("#case-news").replaceChildren($("[data-news]", pending.content).cloneNode(true));
    return;
  }
  syncTalk(talk, fresh);
  fresh.remove();
  $("#case-news").replaceChildren();
  if (hasNews) announce(pending.dataset.said);
}

function syncTalk(talk, fresh) {
  const wanted = new Set([...fresh.children].map((item) => item.id));
  [...talk.children].forEach((item) => { if (item.dataset.stays === undefined && !wanted.has(item.id)) item.remove(); });
  let last = $("#case-news");
  for (const item of [...fresh.children]) {
    const known = $(`:scope > [id="${item.id}"]`, talk);
    const isBusy = known && ($$("audio, video", known).some((media) => !media.paused) || $(".htmx-request", known));
    const placed = known && isBusy ? known : known ? put(item, known) : item;
    if (last.nextElementSibling !== placed) last.after(placed);
    if (!known) htmx.process(placed);
    last = placed;
  }
  reader.settle();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-news]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  $("#case-news").replaceChildren();
  reader.toNewest();
  showCase();
  reader.toNewest();
});
document.addEventListener("toggle", showCase, true);
document.addEventListener("focusout", () => setTimeout(showCase));
document.addEventListener("scroll", () => { if (pending && reader.follows()) showCase(); }, true);
