// On a list of cases one key copies the answer of the row that has the focus, else of the first one.

const rows = () => [...document.querySelectorAll("[data-row]:has([data-copy-text])")];

document.addEventListener("keydown", (event) => {
  const isBusy = event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]");
  if (isBusy || event.code !== "KeyF" || event.target.matches("input, textarea, select")) return;
  const row = rows().find((one) => one.contains(document.activeElement)) ?? rows()[0];
  if (!row) return;
  event.preventDefault();
  row.focus();
  row.querySelector("[data-copy-text]").click();
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-copy-text]")?.closest("[data-row]")?.classList.add("is-copied");
});
