// Every button draws the whole case anew, and by the time its answer comes one may be writing in another form. That form
// goes on as it was: its words, its photos, the place of the cursor. Only its own button, or one beside it, ends it.

const WRITTEN = "textarea, input:not([type=hidden], [type=checkbox], [type=radio])";
const forms = () => [...document.querySelectorAll("#case form")];
const pathOf = (form) => new URL(form.getAttribute("action"), location).pathname;
const isWritten = (field) => (field.type === "file" ? field.files.length > 0 : field.value !== field.defaultValue);
const sentFrom = new WeakMap(); // a button → the form and the deed in which it stood: a search may take it away meanwhile
let kept = [];
let sent = ""; // the words of an answer that is on its way to the server

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (elt.matches("[data-reply]")) sent = elt.elements.text.value;
  sentFrom.set(elt, { own: elt.closest("form, a"), deed: elt.closest("details.deed") });
});

// What was typed after an answer had been sent is the beginning of the next one; with a refused one it belongs together.
function begun(form, refused) {
  const field = form.elements.text;
  if (field.value === sent) return [];
  if (!refused && field.value.startsWith(sent)) field.value = field.value.slice(sent.length).trimStart();
  const place = { name: field.name, from: field.value.length, to: field.value.length };
  return field.value ? [{ path: pathOf(form), written: [field], focus: place }] : [];
}

function remember(form) {
  const has = document.activeElement;
  return {
    path: pathOf(form),
    isOpen: Boolean(form.closest("details[open]")),
    written: [...form.querySelectorAll(WRITTEN)].filter(isWritten),
    focus: form.contains(has) ? { name: has.name, from: has.selectionStart, to: has.selectionEnd } : null,
  };
}

function putBack({ path, isOpen, written, focus }) {
  const form = forms().find((one) => pathOf(one) === path);
  if (!form) return;
  if (isOpen && form.closest("details")) form.closest("details").open = true;
  written.forEach((old) => {
    const field = form.elements[old.name];
    if (!field) return;
    if (old.type === "file") field.files = old.files;
    else field.value = old.value;
    field.dispatchEvent(new Event(old.type === "file" ? "change" : "input", { bubbles: true }));
  });
  const field = focus && form.elements[focus.name];
  if (!field) return;
  field.focus({ preventScroll: true });
  if (focus.from != null) field.setSelectionRange(focus.from, focus.to);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "case") return;
  const { own, deed } = sentFrom.get(event.detail.requestConfig.elt) ?? {};
  const others = forms().filter((form) => form !== own && !deed?.contains(form));
  kept = others.map(remember).filter((one) => one.isOpen || one.focus || one.written.length);
  if (own?.matches("[data-reply]")) kept.push(...begun(own, event.detail.xhr.status === 422));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "case") return;
  kept.forEach(putBack);
  kept = [];
});
