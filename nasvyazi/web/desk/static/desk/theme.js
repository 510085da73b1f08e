// Runs before the page is drawn: a person who wants it dark never sees a white flash.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.theme !== "auto") return;
    if (dark.matches) root.setAttribute("data-bs-theme", "dark");
    else root.removeAttribute("data-bs-theme");
  };
  apply();
  dark.addEventListener("change", apply);
})();
