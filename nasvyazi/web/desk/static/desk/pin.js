// The small map of a card: the pin says where it is. Without it the words beside do.

import { asker, bounds, drawGround, makeMap } from "./ground.js";

const STEP = 12;
const FINE_STEP = 2;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const PAUSE = 400;

function leaflet(url) {
  if (window.L) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

export async function showPin(root) {
  if (root.dataset.shown) return;
  root.dataset.shown = "1";
  const config = JSON.parse(root.querySelector("#pin-config").textContent);
  await leaflet(config.leaflet);
  root.hidden = false;
  const map = makeMap(root.querySelector("[data-pin-map]"), config, { keyboard: false });
  const at = config.put?.at ?? config.at;
  if (at) map.setView(at, 17);
  else if (config.extent) map.fitBounds(bounds(config.extent), { maxZoom: 17 });
  else map.setView([61, 90], 3);
  drawGround(map, config)();
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  new Pin(map, root, config);
}

class Pin {
  constructor(map, root, config) {
    Object.assign(this, { map, root, config, form: root.closest("form") });
    this.ask = asker((hasFailed) => { if (hasFailed) this.say(config.words.failed); });
    const at = config.put?.at ?? config.at;
    const icon = L.divIcon({ className: `pin${at ? "" : " unset"}`, html: "<span></span>", iconSize: [28, 36], iconAnchor: [14, 34] });
    this.marker = L.marker(at ?? map.getCenter(), { icon, draggable: true, autoPan: true, keyboard: true });
    this.marker.addTo(map).on("dragend", () => this.put());
    this.marker.getElement().setAttribute("aria-label", config.words.pin);
    this.marker.getElement().addEventListener("keydown", (event) => this.step(event));
    map.on("click", (event) => { this.marker.setLatLng(event.latlng); this.put(); });
    this.field("exact").addEventListener("change", () => this.propose());
    this.field("moves")?.addEventListener("change", () => this.propose());
    this.field("place").addEventListener("input", () => this.forget());
    if (config.put) this.again(config.put);
  }

  // A form that was refused comes back as it was.
  again({ exact, moves }) {
    this.field("exact").checked = exact;
    if (this.field("moves")) this.field("moves").checked = moves;
    this.put();
  }

  field(name) { return this.form.elements[name]; }

  step(event) {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? FINE_STEP : STEP;
    const point = this.map.latLngToContainerPoint(this.marker.getLatLng()).add([way[0] * step, way[1] * step]);
    this.marker.setLatLng(this.map.containerPointToLatLng(point));
    this.map.panInside(this.marker.getLatLng(), { padding: [30, 40] });
    this.fill();
    clearTimeout(this.waits);
    this.waits = setTimeout(() => this.propose(), PAUSE);
  }

  put() { this.fill(); this.propose(); }

  fill() {
    const { lat, lng } = this.marker.getLatLng().wrap();
    this.field("latitude").value = lat.toFixed(6);
    this.field("longitude").value = lng.toFixed(6);
    this.marker.getElement().classList.remove("unset");
    this.offerHouse(true);
  }

  // Only who may move a house has this choice.
  offerHouse(isOffered) {
    const offer = this.root.querySelector("[data-pin-house]");
    if (!offer) return;
    offer.hidden = !isOffered;
    if (!isOffered) this.field("moves").checked = false;
  }

  // What it will be when it is written down: said, and put among the words.
  async propose() {
    if (!this.field("latitude").value) return;
    if (this.field("moves")?.checked) {
      const { title } = this.config.house;
      this.field("place").value = title;
      this.say(title);
      return;
    }
    const query = new URLSearchParams({ latitude: this.field("latitude").value, longitude: this.field("longitude").value });
    if (this.field("exact").checked) query.set("exact", "1");
    const told = await this.ask(`${this.config.nearest}?${query}`);
    if (!told || !this.field("latitude").value) return;
    const { title, away } = told;
    this.field("place").value = title;
    this.say(away ? `${title} — ${away}` : `${title}. ${this.config.words.is_point}`);
    this.root.querySelector("[data-pin-exact]").hidden = !away && !this.field("exact").checked;
  }

  // Whoever writes an address means the address.
  forget() {
    this.field("latitude").value = this.field("longitude").value = "";
    this.field("exact").checked = false;
    this.root.querySelector("[data-pin-exact]").hidden = true;
    this.offerHouse(false);
    this.marker.getElement().classList.add("unset");
    this.say("");
  }

  say(text) { this.root.querySelector("[data-pin-said]").textContent = text; }
}
