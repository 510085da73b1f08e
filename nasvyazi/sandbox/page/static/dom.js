// Small helpers: elements without innerHTML, texts, times, requests, lists that change without jumping.

const data = JSON.parse(document.getElementById("data").textContent);
export const { language, network } = data;
export const byId = (id) => document.getElementById(id);

/** A text of the page; {name} is filled from values. */
export function t(key, values = {}) {
  const text = data.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const known = (key) => key in data.texts;

/** An element: h("p", {class: "x", onclick: f}, "text", child, …). Empty children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => ![null, undefined, false, ""].includes(child)));
  return element;
}

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long" });
export const atTime = (seconds) => clock.format(seconds * 1000);
export const atSecond = (seconds) => clockSeconds.format(seconds * 1000);
export const onDay = (seconds) => day.format(seconds * 1000);

/** A request to the control API; throws an Error with the server's sentence. */
export async function api(method, path, body, signal) {
  const form = body instanceof FormData;
  const headers = body && !form ? { "Content-Type": "application/json" } : {};
  const answer = await fetch(`/control${path}`, { method, headers, signal, body: form ? body : body && JSON.stringify(body) });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(value?.error?.message ?? `HTTP ${answer.status}`);
  return value;
}

const drawn = new WeakMap();

/** Make the children of parent show items in order; what did not change is not touched, focus stays. */
export function keyed(parent, items, key, render) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = null;
  for (const item of items) {
    const name = String(key(item));
    const sign = JSON.stringify(item);
    let child = before.get(name);
    before.delete(name);
    if (!child || drawn.get(child) !== sign) child = redraw(child, render(item), name, sign);
    const next = place ? place.nextElementSibling : parent.firstElementChild;
    if (next !== child) parent.insertBefore(child, next);
    place = child;
  }
  for (const gone of before.values()) gone.remove();
}

function redraw(old, fresh, name, sign) {
  fresh.dataset.key = name;
  drawn.set(fresh, sign);
  if (!old) return fresh;
  const act = old.contains(document.activeElement) ? document.activeElement.dataset.act ?? "" : null;
  const unfolded = old.querySelector("details")?.open;
  old.replaceWith(fresh);
  if (unfolded && fresh.querySelector("details")) fresh.querySelector("details").open = true;
  if (act !== null) (act ? fresh.querySelector(`[data-act="${act}"]`) ?? fresh : fresh).focus();
  return fresh;
}

/** Fill a select with [value, label] pairs, keeping what is chosen if it is still there. */
export function options(select, pairs, chosen) {
  const sign = JSON.stringify(pairs);
  if (drawn.get(select) !== sign) {
    select.replaceChildren(...pairs.map(([value, label]) => h("option", { value }, label)));
    drawn.set(select, sign);
  }
  select.value = String(chosen ?? "");
}
