// Suggested answers: the list opens beside the box, what is chosen stands in it, and Tab goes from blank to blank.

const $ = (selector, root = document) => root.querySelector(selector);
// As `domain/understanding/blanks.py` has it.
const BLANK = /\[[а-яёa-z][а-яёa-z -]{0,38}[а-яёa-z]\]/g;

// Selects the next blank behind the selection, or the last one before it; tells whether there is one.
function goToBlank(field, isBack) {
  const blanks = [...field.value.matchAll(BLANK)];
  const found = isBack
    ? blanks.findLast((blank) => blank.index + blank[0].length <= field.selectionStart)
    : blanks.find((blank) => blank.index >= field.selectionEnd);
  if (!found) return false;
  field.setSelectionRange(found.index, found.index + found[0].length);
  return true;
}

document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (event.key !== "Tab" || !isPlain || !event.target.matches("[data-answer]")) return;
  // Behind the last blank Tab leaves the box, as everywhere.
  if (goToBlank(event.target, event.shiftKey)) event.preventDefault();
});

export function closeSuggestions() {
  $("#suggestions").replaceChildren();
  $("[data-answer]").focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-suggestions-close]")) closeSuggestions();
});

function showClosable() {
  const close = $("[data-suggestions-close]");
  if (close) close.hidden = false;
}

document.addEventListener("htmx:afterSwap", (event) => {
  showClosable();
  if (event.detail.target.id === "suggestions") ($("[data-suggestions] button:not([hidden])") ?? $("[data-answer]")).focus();
  const field = event.detail.target.id === "case" && $("[data-answer][data-suggested]");
  if (field) goToFirst(field);
});

// The box with what has just been put in; it is kept as a draft like what is typed.
function goToFirst(field) {
  field.focus();
  field.setSelectionRange(0, 0);
  if (!goToBlank(field, false)) field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

showClosable();
const suggested = $("[data-answer][data-suggested]");
if (suggested) goToFirst(suggested);
