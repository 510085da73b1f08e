// The ground of a map: tiles where the installation has them, else houses and names of streets of its own register.

const NUMBERED_FROM = 17;
export const MAX_ZOOM = 19;
export const COLOURS = 8;

export const reduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// Text into HTML: Leaflet takes HTML for what it shows.
export function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const box = (bounds) => [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].join(",");

export const bounds = ([south, west, north, east]) => L.latLngBounds([south, west], [north, east]);

// A word or number on the map; nobody can press it.
export function label(at, className, text) {
  const icon = L.divIcon({ className, html: `<span>${escaped(text)}</span>`, iconSize: null });
  return L.marker(at, { icon, pane: "names", interactive: false, keyboard: false });
}

// Only the latest question counts: an answer that comes after another question is thrown away, also when it had begun
// to come. `read` takes what is wanted of an answer; without an answer there is null.
export function asker(failed, read = (answer) => answer.json()) {
  let latest = null;
  return async (url) => {
    latest?.abort();
    const mine = (latest = new AbortController());
    try {
      const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "*/*" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const told = await read(answer);
      failed(false);
      return told;
    } catch (error) {
      if (error.name !== "AbortError") failed(true);
      return null;
    }
  };
}

export function makeMap(element, config, options = {}) {
  const motion = !reduced();
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: MAX_ZOOM, zoomSnap: 1,
    zoomAnimation: motion, fadeAnimation: motion, markerZoomAnimation: motion, inertia: motion, ...options,
  });
  L.control.zoom({ zoomInTitle: config.words.plus, zoomOutTitle: config.words.minus }).addTo(map);
  if (config.attribution) L.control.attribution({ prefix: false }).addAttribution(escaped(config.attribution)).addTo(map);
  if (config.tiles) L.tileLayer(config.tiles, { maxZoom: MAX_ZOOM }).addTo(map);
  map.createPane("ground").style.zIndex = 350;
  map.createPane("names").style.zIndex = 550;
  return map;
}

// Draws houses and names anew whenever the map has moved; `tail` names the scheme of districts, `names` their numbers.
export function drawGround(map, config, { tail = "", names = [], failed = () => {} } = {}) {
  const layer = L.layerGroup().addTo(map);
  const renderer = L.canvas({ pane: "ground", padding: 0.2 });
  const ask = asker(failed);

  const dot = ([latitude, longitude, number, district]) => {
    const at = [latitude, longitude];
    if (map.getZoom() >= NUMBERED_FROM) return label(at, `house d${district < 0 ? "" : district % COLOURS}`, number);
    const fill = district < 0 ? colour("--edge") : colour(`--d${district % COLOURS}`);
    return L.circleMarker(at, { renderer, radius: 2.5, stroke: false, fillOpacity: 0.8, fillColor: fill, interactive: false });
  };

  async function draw() {
    const glue = tail ? `${tail}&` : "?";
    const told = await ask(`${config.ground}${glue}box=${box(map.getBounds())}&zoom=${map.getZoom()}`);
    if (!told) return;
    layer.clearLayers();
    told.houses.forEach((house) => layer.addLayer(dot(house)));
    told.streets.forEach(([latitude, longitude, title]) => layer.addLayer(label([latitude, longitude], "street-name", title)));
    middles(told.houses).forEach(([at, district]) => layer.addLayer(label(at, "district-name", names[district])));
  }

  // Where the number of a district stands that nobody has drawn: at the house nearest to the middle of its houses.
  function middles(houses) {
    if (!names.length) return [];
    const among = new Map();
    houses.forEach((house) => among.get(house[3])?.push(house) ?? among.set(house[3], [house]));
    return [...among].filter(([district]) => names[district]).map(([district, those]) => {
      const mean = (index) => those.reduce((sum, house) => sum + house[index], 0) / those.length;
      const middle = L.latLng(mean(0), mean(1));
      const away = (house) => middle.distanceTo([house[0], house[1]]);
      return [those.reduce((best, house) => (away(house) < away(best) ? house : best)).slice(0, 2), district];
    });
  }

  map.on("moveend", draw);
  // Dots are drawn in the colours of the theme; a map that was taken from the page needs none any more.
  const theme = new MutationObserver(() => (map.getContainer().isConnected ? draw() : theme.disconnect()));
  theme.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  return draw;
}
