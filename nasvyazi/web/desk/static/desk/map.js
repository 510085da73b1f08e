// The map's page: marks of appeals on the ground, districts, and the list that always tells the same.

import { COLOURS, MAX_ZOOM, asker, bounds, box, drawGround, label, makeMap } from "./ground.js";

const element = document.getElementById("map");
const list = document.getElementById("map-rows");

async function start(config) {
  const map = makeMap(element, config);
  const { tail } = element.dataset;
  const failed = (hasFailed) => { document.getElementById("map-trouble").textContent = hasFailed ? config.words.failed : ""; };
  const seen = (area) => `${tail ? `${tail}&` : "?"}box=${box(area)}&zoom=${map.getZoom()}`;
  const here = () => seen(map.getBounds());
  look(map, config);
  const names = await drawDistricts(map, `${element.dataset.districts}${tail}`, config, failed);
  drawGround(map, config, { tail, names, failed })();
  const shown = L.layerGroup().addTo(map);
  const askMarks = asker(failed);
  const askList = asker(failed, (answer) => answer.text());

  async function drawMarks() {
    const told = await askMarks(element.dataset.marks + here());
    if (!told) return;
    shown.clearLayers();
    told.marks.forEach((mark) => shown.addLayer(drawn(mark, pick)));
  }

  async function tell(query) {
    const html = await askList(element.dataset.list + query);
    if (html === null) return false;
    // Whoever reads the list by keyboard while the map comes to rest stays at their row.
    const reads = list.contains(document.activeElement) ? document.activeElement.id : "";
    list.innerHTML = html;
    if (reads) document.getElementById(reads)?.focus({ preventScroll: true });
    return true;
  }

  // What was pressed: one appeal gets the focus in the list, several are looked at more closely, as far as that goes.
  async function pick(mark) {
    const area = bounds(mark.box);
    if (mark.count > 1 && map.getZoom() < MAX_ZOOM && !area.getSouthWest().equals(area.getNorthEast())) {
      return map.fitBounds(area, { padding: [60, 60], maxZoom: MAX_ZOOM });
    }
    if (await tell(seen(widened(area)))) list.querySelector("a")?.focus();
  }

  map.on("moveend", () => { drawMarks(); tell(here()); keep(map); });
  drawMarks();
  tell(here());
  showFocus(map);
  showMore(tell, here);
}

// A little more than an area, which may be a single point: a server reckons otherwise in the last digit.
const widened = (area) => bounds([area.getSouth() - 1e-6, area.getWest() - 1e-6, area.getNorth() + 1e-6, area.getEast() + 1e-6]);

// The part that one looked at last, as the address says; else the houses; else what the list speaks of.
function look(map, config) {
  const [zoom, latitude, longitude] = location.hash.slice(1).split("/").map(Number);
  const points = [...list.querySelectorAll("[data-at]")].map(pointOf);
  if (Number.isFinite(longitude)) map.setView([latitude, longitude], zoom);
  else if (config.extent) map.fitBounds(bounds(config.extent), { maxZoom: 17 });
  else if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.1), { maxZoom: 17 });
  else map.setView([61, 90], 3);
}

// Whoever comes back from an appeal, or chooses another filter, sees the same part.
function keep(map) {
  const { lat, lng } = map.getCenter();
  const hash = `#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
  history.replaceState(history.state, "", hash);
  document.querySelectorAll("[data-keep]").forEach((link) => { link.hash = hash; });
}

const pointOf = (row) => row.dataset.at.split(",").map(Number);

function drawn(mark, pick) {
  const shape = `mark${mark.count > 1 ? " many" : ""}${mark.problem ? " problem" : ""}${mark.danger ? " dangerous" : ""}`;
  const text = mark.count > 1 ? String(mark.count) : "";
  const icon = L.divIcon({ className: shape, html: `<span>${mark.danger ? "!" : ""}${text}</span>`, iconSize: null });
  // Not in the order of the Tab key: the list beside has the same, with words.
  return L.marker(mark.at, { icon, title: mark.label, keyboard: false, riseOnHover: true }).on("click", () => pick(mark));
}

// The districts' borders; the numbers of districts that have none, by their place, to be written among their houses.
async function drawDistricts(map, url, config, failed) {
  const told = await asker(failed)(url);
  if (!told) return [];
  const { districts } = told;
  const hasBorders = districts.some((district) => district.polygon);
  districts.forEach(({ number, polygon }, index) => {
    if (!polygon) return;
    const area = L.geoJSON(polygon, { style: { className: `district-area d${index % COLOURS}`, pane: "ground" }, interactive: false, pane: "ground" });
    area.addTo(map);
    partsOf(polygon).forEach((part) => label(part.getCenter(), "district-name", number).addTo(map));
  });
  return hasBorders ? [] : districts.map((district) => district.number);
}

// Where each part of a district lies: the middle of all of them may be another district.
function partsOf({ type, coordinates }) {
  const parts = type === "MultiPolygon" ? coordinates : [coordinates];
  return parts.map(([outer]) => L.latLngBounds(L.GeoJSON.coordsToLatLngs(outer)));
}

function showFocus(map) {
  const ring = L.circleMarker([0, 0], { className: "ring", radius: 19, interactive: false });
  const show = (event) => {
    const row = event.target.closest("li")?.querySelector("[data-at]");
    if (row) ring.setLatLng(pointOf(row)).addTo(map);
  };
  const hide = () => ring.remove();
  list.addEventListener("focusin", show);
  list.addEventListener("pointerover", show);
  list.addEventListener("focusout", hide);
  list.addEventListener("pointerleave", hide);
}

function showMore(tell, here) {
  list.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-after]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const before = [...list.children].filter((row) => !row.matches("[data-more]"));
    if (!(await tell(`${here()}&after=${encodeURIComponent(link.dataset.after)}`))) return;
    const first = list.querySelector("a");
    list.prepend(...before);
    first?.focus();
  });
}

if (element) start(JSON.parse(document.getElementById("map-config").textContent));
