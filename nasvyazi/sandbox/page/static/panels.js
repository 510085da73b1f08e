// Beside the phone: who writes to whom, the faults, the delivery log.

import { api, atSecond, byId, h, keyed, known, options, t } from "./dom.js";

const SENDING = "messages.send,wall.createComment";
const FAULTS = {
  answer: [
    { name: "timeout_before", kind: "timeout_before", method: SENDING }, { name: "timeout_after", kind: "timeout_after", method: SENDING },
    { name: "http_500_before", kind: "http_500_before", method: SENDING }, { name: "http_500_after", kind: "http_500_after", method: SENDING },
    { name: "error_6", kind: "error", code: 6, method: SENDING }, { name: "error_9", kind: "error", code: 9, method: SENDING },
    { name: "captcha", kind: "captcha", method: SENDING }, { name: "error_901", kind: "error", code: 901, method: "messages.send" },
    { name: "error_5", kind: "error", code: 5 },
  ],
  event: [
    { name: "drop_deliveries", kind: "drop_deliveries" }, { name: "duplicate_delivery", kind: "duplicate_delivery" },
    { name: "delay_deliveries", kind: "delay_deliveries", seconds: 10 }, { name: "longpoll_failed", kind: "longpoll_failed", code: 1 },
  ],
};
let view = null;

/** Set the panels going; act runs a change, choose(community, resident) shows another pair. */
export function start(act, choose) {
  byId("resident").addEventListener("change", (event) => choose({ resident: event.target.value }));
  byId("community").addEventListener("change", (event) => choose({ community: event.target.value }));
  byId("confirm").addEventListener("click", () => act(() => api("POST", `/vk/communities/${view.community.group_id}/confirm`)));
  byId("new-resident").addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      const one = await api("POST", "/vk/residents", { name: byId("name").value });
      byId("name").value = "";
      byId("fold-resident").open = false;
      choose({ resident: one.id });
    });
  });
  byId("new-community").addEventListener("submit", (event) => {
    event.preventDefault();
    act(async () => {
      const url = byId("new-url").value;
      const one = await api("POST", "/vk/communities", { title: byId("new-title").value, callback_url: url, mode: url ? "webhook" : "poll" });
      byId("new-community").reset();
      byId("fold-community").open = false;
      byId("fold-keys").open = true;
      choose({ community: one.group_id });
    });
  });
  for (const [group, faults] of Object.entries(FAULTS)) byId(`faults-${group}`).append(...faults.map((fault) => drawSwitch(fault, act)));
  setInterval(countDown, 1000);
}

function drawSwitch({ name, ...fault }, act) {
  const id = `fault-${name}`;
  const flip = (event) => act(() => {
    const on = lit({ name, ...fault });
    if (!event.target.checked) return Promise.all(on.map((one) => api("DELETE", `/vk/faults/${one.id}`)));
    const times = Number(byId("times").value) || null;
    return api("POST", "/vk/faults", { ...fault, community: view.community.group_id, times });
  });
  return h("div", { class: "switch" }, h("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-what`, onchange: flip }),
    h("div", {}, h("label", { for: id }, t(`f_${name}`)), h("p", { id: `${id}-what` }, t(`f_${name}_what`))));
}

const lit = (fault) => view.faults.filter((one) => one.kind === fault.kind && (one.code ?? null) === (fault.code ?? null)
  && [null, view.community?.group_id].includes(one.community));

/** Show what the server told. */
export function show(fresh) {
  view = fresh;
  options(byId("resident"), view.residents.map((one) => [one.id, one.name]), view.resident?.id);
  options(byId("community"), view.communities.map((one) => [one.group_id, one.title]), view.community?.group_id);
  drawStatus();
  for (const fault of Object.values(FAULTS).flat()) {
    const input = byId(`fault-${fault.name}`);
    input.checked = lit(fault).length > 0;
    input.disabled = !view.community;
  }
  keyed(byId("log"), view.log.length ? view.log : [{ id: "none" }], (one) => one.id, drawEntry);
  countDown();
}

function drawStatus() {
  const one = view.community;
  const status = one?.mode === "poll" ? "mode_poll" : `server_${one?.servers[0]?.status ?? "none"}`;
  byId("status").textContent = one ? t(status) : "";
  byId("confirm").hidden = !one?.servers.length || one.servers[0].status === "ok";
  byId("fold-keys").hidden = !one;
  byId("keys").textContent = one ? connect(one) : "";
}

function connect(one) {
  const quoted = (value) => `'${String(value).replaceAll("'", "'\\''")}'`;
  const pairs = { title: one.title, "group-id": one.group_id, token: one.tokens.community, secret: one.secret, confirmation: one.confirmation,
    "service-token": one.tokens.service, "user-token": one.tokens.user, "api-url": one.api_url, mode: one.mode };
  const words = Object.entries(pairs).filter(([, value]) => value).map(([name, value]) => `  --${name} ${quoted(value)}`);
  return ["nasvyazi channels add vk --json", ...words].join(" \\\n");
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
