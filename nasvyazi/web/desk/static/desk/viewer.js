// Photos over the whole screen, one at a time: all those of the conversation in which one was opened.
// Without scripts a photo opens by its plain link.

const viewer = document.getElementById("viewer");
const $ = (selector) => viewer.querySelector(selector);
const SWIPE = 48;
let opened = null;

const around = (link) => link.closest("[data-talk], [data-doubt]") ?? document;
const figureOf = (link) => link.closest("[data-shot]");
const numberOf = (links) => links.findIndex((link) => link.href === opened.href);

// The conversation may have been drawn anew meanwhile: a photo is known by its address.
function all() {
  const links = [...(opened.isConnected ? around(opened) : document).querySelectorAll("[data-photo]")];
  opened = links[numberOf(links)] ?? opened;
  return links;
}

function show(link) {
  opened = link;
  const links = all();
  const image = $("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  $(".viewer-stage").dataset.turn = figureOf(link).dataset.turn;
  $("[data-viewer-number]").textContent = `${numberOf(links) + 1} / ${links.length}`;
  const told = figureOf(link).querySelector("figcaption").cloneNode(true);
  $(".viewer-caption").replaceChildren(...told.childNodes);
  $("[data-viewer-turn]").hidden = !link.dataset.turnUrl;
  viewer.querySelectorAll("[data-viewer-step]").forEach((button) => { button.hidden = links.length < 2; });
}

function step(by) {
  const links = all();
  if (links.length > 1) show(links[(numberOf(links) + by + links.length) % links.length]);
}

// Seen turned at once; what the server refuses is said by the desk, as of every form.
function turn() {
  const url = opened?.dataset.turnUrl;
  if (!url) return;
  const degrees = (Number($(".viewer-stage").dataset.turn) + 90) % 360;
  const same = figureOf(opened).dataset.shot;
  document.querySelectorAll(`[data-shot="${same}"]`).forEach((figure) => { figure.dataset.turn = degrees; });
  $(".viewer-stage").dataset.turn = degrees;
  htmx.ajax("POST", url, { source: $("[data-viewer-turn]"), values: { degrees }, swap: "none" });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-photo]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
  viewer.showModal();
});

viewer.addEventListener("click", (event) => {
  const button = event.target.closest("[data-viewer-step]");
  if (button) step(Number(button.dataset.viewerStep));
  else if (event.target === $(".viewer-stage")) viewer.close();
});

$("[data-viewer-turn]").addEventListener("submit", (event) => { event.preventDefault(); turn(); });

viewer.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) { event.preventDefault(); step(by); }
  // By the place of the key: the Russian layout types another letter.
  else if (event.code === "KeyR" && !event.repeat) { event.preventDefault(); turn(); }
});

// The focus goes where one has come to, not where one began; to its neighbour where it is not seen.
viewer.addEventListener("close", () => {
  const links = all();
  const seen = links.slice(0, numberOf(links) + 1).filter((link) => link.offsetParent !== null);
  (seen.at(-1) ?? opened).focus();
  $("img").removeAttribute("src");
});

let began = null;
$(".viewer-stage").addEventListener("touchstart", (event) => {
  began = event.touches.length === 1 ? event.touches[0].clientX : null;
}, { passive: true });
$(".viewer-stage").addEventListener("touchend", (event) => {
  const moved = began === null ? 0 : event.changedTouches[0].clientX - began;
  began = null;
  if (Math.abs(moved) > SWIPE) step(moved < 0 ? 1 : -1);
});
