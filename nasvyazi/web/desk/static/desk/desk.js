// The desk's keyboard and small comforts. Everything works without it by plain links and forms.

import { closeSuggestions } from "./blanks.js";
import "./kept.js";
import { watch } from "./live.js";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = $("#words")?.dataset ?? {};
const isTyping = (node) => node.matches?.("input, textarea, select, [contenteditable]");
const isVisible = (node) => node.offsetParent !== null;

// ---------------------------------------------------------------- the case

// What scrolls: the conversation alone, or, on a narrow screen, the case with it.
const pane = () => [$("[data-talk]"), $("#case")].find((node) => node && getComputedStyle(node).overflowY === "auto");

// Where the newest of the appeal itself stands at the bottom of what is seen.
function newest(scrolled) {
  const own = $$("[data-talk] :is(.b.own, .b.note, .b.out:not(.other), .change)").at(-1);
  if (!own) return 0;
  const below = own.getBoundingClientRect().bottom - scrolled.getBoundingClientRect().bottom + 16;
  return Math.min(scrolled.scrollTop + below, scrolled.scrollHeight - scrolled.clientHeight);
}

// Whoever looks at the newest goes on seeing it when something grows in the conversation or beside it.
let follows = true;
function follow() {
  const scrolled = pane();
  if (follows && scrolled) scrolled.scrollTop = Math.max(scrolled.scrollTop, newest(scrolled));
}
const sizes = new ResizeObserver(follow);
document.addEventListener("htmx:afterSwap", follow);
document.addEventListener("scroll", (event) => {
  const scrolled = pane();
  if (event.target === scrolled) follows = scrolled.scrollTop >= newest(scrolled) - 48;
}, true);

function settleCase() {
  const scrolled = pane();
  follows = Boolean(scrolled) && !(scrolled.id === "case" && location.hash);
  if (follows) scrolled.scrollTop = newest(scrolled);
}

function watchCase() {
  const talk = $("[data-talk]");
  sizes.disconnect();
  if (talk) sizes.observe(talk);
  focusForm();
}

function focusForm() {
  const form = $("details.deed[open] form");
  if (form) form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function markRow(link) {
  $$("[data-row].on").forEach((row) => { row.classList.remove("on"); row.removeAttribute("aria-current"); });
  link?.classList.add("on");
  link?.setAttribute("aria-current", "true");
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "case") return;
  $("#desk")?.classList.add("is-open");
  const opened = event.detail.requestConfig.elt.closest?.("[data-row]");
  markRow($(`#row-${$("#case-seen").value.split("_")[0]}`));
  if (opened) {
    if (matchMedia("(max-width: 900px)").matches) $("#case").focus();
  }
  // On a narrow screen the buttons scroll with the case: whoever has pressed one stays there.
  if (event.detail.requestConfig.verb === "get" || pane()?.id !== "case") settleCase();
  watchCase();
});

// A row is drawn anew where the list has it.
document.addEventListener("htmx:afterSwap", () => {
  $$("template[data-fresh-row]").forEach((fresh) => {
    const row = fresh.content.firstElementChild;
    fresh.remove();
    const old = $(`#${row.id}`);
    if (!old) return;
    const hadFocus = old === document.activeElement;
    old.replaceWith(row);
    htmx.process(row);
    if (hadFocus) row.focus({ preventScroll: true });
  });
});

// Most cards are never put on the map: what draws it comes when a form asks for it.
async function showPin() {
  const pin = $("[data-pin]");
  if (pin) (await import("./pin.js")).showPin(pin);
}
document.addEventListener("htmx:afterSwap", showPin);

// ---------------------------------------------------------------- unconfirmed answers

// Only about the card that has the focus: a key meant for another page does nothing.
function decide(card, key) {
  const button = key && $(`[data-do="${key}"]`, card);
  if (!button) return false;
  button.click();
  return true;
}

// Whoever has moved on meanwhile is left where they are.
document.addEventListener("htmx:afterSwap", (event) => {
  const fresh = event.target;
  if (!fresh.matches?.("[data-doubt], [data-decided]") || ![document.body, fresh].includes(document.activeElement)) return;
  if (fresh.matches("[data-doubt]")) return goTo(fresh);
  const rest = $$("[data-doubt]");
  const isLater = (card) => fresh.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING;
  goTo(rest.find(isLater) ?? $("#more a") ?? rest.at(-1) ?? fresh);
});

// ---------------------------------------------------------------- what goes wrong on the way

function toast(text) {
  const line = document.createElement("p");
  line.className = "toast-line";
  line.textContent = text;
  $("#toasts").replaceChildren(line);
  setTimeout(() => line.remove(), 9000);
}

document.addEventListener("htmx:sendError", () => toast(words.offline));
document.addEventListener("htmx:responseError", () => toast(words.refused));
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/accounts/")) return;
  event.detail.shouldSwap = false;
  if (event.detail.elt.id !== "pulse") toast(words.signedOut);
});
$$(".toast-line").forEach((line) => setTimeout(() => line.remove(), 9000));

// ---------------------------------------------------------------- keys

// By the place of a key, not its letter: the Russian layout types other letters.
const letter = (event) => (event.key === "!" ? "!" : event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "");

function goTo(node) {
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

function moveInList(step) {
  const rows = $$("[data-row], [data-doubt]");
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const opened = rows.findIndex((row) => row.classList.contains("on"));
  const from = here >= 0 ? here : opened;
  goTo(rows[Math.min(Math.max(from + step, 0), rows.length - 1)]);
}

function deed(key) {
  const button = $$(`[data-key="${key}"]`).find(isVisible);
  if (!button) return false;
  button.click();
  const details = button.closest("details");
  if (details?.open) details.querySelector("input:not([type=hidden]), select, textarea, .quick button")?.focus();
  return true;
}

function leave() {
  const open = $$("details[open].deed, details[open].menu, details[open].chip-menu");
  if (open.length) {
    open.forEach((details) => { details.open = false; });
    open[0].querySelector("summary").focus();
  } else if ($("[data-suggestions]")) {
    closeSuggestions();
  } else if ($("[data-preview]")) {
    closePreview();
  } else if (isTyping(document.activeElement)) {
    document.activeElement.blur();
  } else if ($("[data-back]") && isVisible($("[data-back]"))) {
    $("[data-back]").click();
  }
}

// The form of messages that are another matter, with one of them chosen.
function splitOff(number) {
  const form = $("[data-key=b]")?.closest("details");
  if (!form) return;
  form.open = true;
  const pick = $(`[name=messages][value="${number}"]`, form);
  pick.checked = true;
  pick.focus();
}

function closePreview() {
  $("#preview").replaceChildren();
  $("[data-answer]").focus();
}

function search() {
  const field = $("[data-search]");
  field?.focus();
  field?.select();
}

const KEYS = {
  j: () => moveInList(1),
  k: () => moveInList(-1),
  e: () => $("[data-answer]")?.focus(),
  u: () => $("[data-unconfirmed]")?.click(),
  n: () => $("[data-enter]")?.click(),
};
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  // A held key may move on and on, but it does a thing once: the next card has the focus already.
  if (event.repeat && !ARROWS[event.key] && !["j", "k"].includes(letter(event))) return;
  if (event.key === "Escape") return leave();
  const command = event.ctrlKey || event.metaKey;
  if (command && letter(event) === "k") { event.preventDefault(); return search(); }
  if (command && event.key === "Enter") {
    const form = document.activeElement.closest?.("form");
    if (form?.matches("[data-reply], .pop, .enter, .written-down, .to-all")) { event.preventDefault(); form.requestSubmit(form.querySelector(".btn.p")); }
    return;
  }
  if (command || event.altKey || isTyping(event.target)) return;
  if (event.key === "?" || (event.shiftKey && event.code === "Slash")) { event.preventDefault(); return $("#keys")?.showModal(); }
  if (event.code === "Slash" || event.key === "/") { event.preventDefault(); return search(); }
  const doubt = document.activeElement?.closest("[data-doubt]");
  if (doubt && ARROWS[event.key]) { event.preventDefault(); return moveInList(ARROWS[event.key]); }
  const key = letter(event);
  if (doubt && decide(doubt, key)) event.preventDefault();
  else if (KEYS[key]) { event.preventDefault(); KEYS[key](); }
  else if (key && deed(key)) event.preventDefault();
});

// A small form opens above its button and stays within the pane.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.open || !details.parentElement?.matches("[data-deeds]")) return;
  const pop = details.querySelector(".pop");
  const room = details.parentElement.clientWidth - pop.offsetWidth;
  pop.style.left = `${Math.max(Math.min(details.offsetLeft, room), 0)}px`;
}, true);

// ---------------------------------------------------------------- menus, chosen photos, copying

// A page that came over plain HTTP has no clipboard of its own: there a field is selected and copied.
async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
}

// What is offered beside a field is taken into it, as if it were typed there.
function fillIn(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

document.addEventListener("click", (event) => {
  $$("details[open].deed, details[open].menu, details[open].chip-menu").forEach((details) => {
    if (!details.contains(event.target)) details.open = false;
  });
  if (event.target.closest("[data-keys-open]")) $("#keys").showModal();
  if (event.target.closest("[data-preview-close]")) closePreview();
  const copy = event.target.closest("[data-copy], [data-copy-text]");
  if (copy) {
    const field = document.getElementById(copy.dataset.copy);
    field?.select();
    toClipboard(copy.dataset.copyText ?? field.value).then(() => toast(copy.dataset.copied));
  }
  const offer = event.target.closest("[data-fill]");
  if (offer) fillIn(offer.form.elements[offer.dataset.fill], offer.value);
  const other = event.target.closest("[data-split]");
  if (other) splitOff(other.dataset.split);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-photos]")) return;
  const label = event.target.parentElement.querySelector("[data-photos-label]");
  label.dataset.empty ??= label.textContent;
  const count = event.target.files.length;
  label.textContent = count ? `${label.dataset.many} ${count}` : label.dataset.empty;
  const chosen = event.target.form.elements.photos_chosen;
  chosen.value = count + Number(chosen.dataset.kept);
  htmx.trigger("#answer", "recount");
  if ($("[data-preview]")) $("[data-preview-open]").click();
});

settleCase();
watchCase();
showPin();
watch({
  follows: () => follows,
  settle: follow,
  toNewest: () => { follows = true; follow(); },
});
