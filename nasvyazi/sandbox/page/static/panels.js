// Beside the phone: who writes to whom, the faults, the delivery log.

import { api, atSecond, byId, h, keyed, known, network, options, t } from "./dom.js";
import { stage } from "./stage.js";

/** Set the panels going. */
export function start() {
  for (const id of ["resident", "community"]) byId(id).addEventListener("change", (event) => stage.choose({ [id]: event.target.value }));
  form("resident", async () => stage.choose({ resident: (await api("POST", `${stage.network.base}/residents`, { name: byId("name").value })).id }));
  form("community", async () => {
    const id = await stage.network.found();
    byId("fold-keys").open = true;
    stage.choose({ community: id });
  });
  for (const [group, faults] of Object.entries(stage.network.faults)) byId(`faults-${group}`).append(...faults.map(drawSwitch));
  setInterval(countDown, 1000);
}

/** A folded form (new-NAME within fold-NAME) that makes something; it is emptied and folded when that was done. */
export function form(name, make) {
  byId(`new-${name}`).addEventListener("submit", (event) => {
    event.preventDefault();
    stage.act(async () => {
      await make();
      event.target.reset();
      byId(`fold-${name}`).open = false;
    });
  });
}

function drawSwitch({ name, ...fault }) {
  const id = `fault-${name}`;
  const flip = async ({ target }) => {
    const { checked } = target;
    target.dataset.asked = "";
    await stage.act(() => {
      const path = `${stage.network.base}/faults`;
      if (!checked) return Promise.all(lit(fault).map((one) => api("DELETE", `${path}/${one.id}`)));
      const times = Number(byId("times").value) || null;
      return api("POST", path, { ...fault, community: stage.view.community.id, times });
    });
    delete target.dataset.asked;
  };
  return h("div", { class: "switch" }, h("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-what`, onchange: flip }),
    h("div", {}, h("label", { for: id }, t(`f_${name}`)), h("p", { id: `${id}-what` }, t(`f_${name}_what`))));
}

const lit = (fault) => stage.view.faults.filter((one) => one.kind === fault.kind && (one.code ?? null) === (fault.code ?? null)
  && [null, stage.view.community?.id].includes(one.community));

/** Show what the server told last. */
export function show() {
  const { view } = stage;
  options(byId("resident"), view.residents.map((one) => [one.id, one.name]), view.resident?.id);
  options(byId("community"), view.communities.map((one) => [one.id, one.title]), view.community?.id);
  byId("status").textContent = stage.network.status(view.community) ?? "";
  byId("fold-keys").hidden = !view.community;
  byId("keys").textContent = view.community ? connect(view.community) : "";
  for (const fault of Object.values(stage.network.faults).flat()) {
    const input = byId(`fault-${fault.name}`);
    // What was told before the press must not flip it back.
    if (input.dataset.asked === undefined) input.checked = lit(fault).length > 0;
    input.disabled = !view.community;
  }
  keyed(byId("log"), view.log.length ? view.log : [{ id: "none" }], (one) => one.id, drawEntry);
  countDown();
}

function connect(one) {
  const quoted = (value) => `'${String(value).replaceAll("'", "'\\''")}'`;
  const words = Object.entries(stage.network.keys(one)).filter(([, value]) => value).map(([name, value]) => `  --${name} ${quoted(value)}`);
  return [`nasvyazi channels add ${network} --json`, ...words].join(" \\\n");
}

function drawEntry(entry) {
  if (entry.id === "none") return h("li", { class: "hint" }, t("log_empty"));
  const pill = h("span", { class: `pill ${entry.next_at ? "retry" : entry.state}`, "data-next": entry.attempts.length && entry.next_at ? entry.next_at : undefined }, state(entry));
  const name = known(`event_${entry.kind}`) ? t(`event_${entry.kind}`) : entry.kind;
  return h("li", {}, h("div", { class: "row" }, h("time", {}, atSecond(entry.created)), h("span", {}, name), pill),
    entry.reason && h("p", { class: "why" }, t(`reason_${entry.reason}`)), (entry.attempts.length > 1 || entry.state === "given_up" || entry.next_at) && entry.attempts.length > 0 && drawAttempts(entry));
}

function state(entry) {
  if (entry.state === "delivered" || entry.state === "taken") return t(`state_${entry.state}`);
  if (entry.state === "given_up") return answered(entry.attempts.at(-1));
  return t(`state_${entry.state}`);
}

const answered = (attempt) => (attempt?.status ? t("answered", { status: attempt.status }) : t("unanswered"));

function drawAttempts(entry) {
  const one = (attempt) => h("li", {}, `${attempt.number} · ${atSecond(attempt.at)} · ${answered(attempt)} · ${Math.round(attempt.seconds * 1000)} ms · ${attempt.answer.slice(0, 120)}`);
  return h("details", {}, h("summary", {}, t("attempts", { n: entry.attempts.length })), h("ol", {}, entry.attempts.map(one)));
}

function countDown() {
  for (const pill of document.querySelectorAll("[data-next]")) {
    const left = Math.ceil(Number(pill.dataset.next) - Date.now() / 1000);
    pill.textContent = left > 0 ? t("state_retry", { n: left }) : t("state_pending");
  }
}
