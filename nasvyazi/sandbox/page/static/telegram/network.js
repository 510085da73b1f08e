// Telegram as the page plays it: what it asks of the server and tells the panels. See vk/network.js for what each does.

import { api, byId, t } from "../dom.js";
import { form } from "../panels.js";
import { stage } from "../stage.js";
import * as channel from "./channel.js";
import * as group from "./group.js";
import * as phone from "./phone.js";

const SENDING = "sendMessage,sendPhoto,sendDocument,sendMediaGroup";
const bot = () => `/telegram/bots/${stage.view.community.id}`;

export const network = {
  ...phone,
  base: "/telegram",
  tabs: ["dialog", "channel", "group"],
  faults: {
    answer: [
      { name: "timeout_before", kind: "timeout_before", method: SENDING }, { name: "timeout_after", kind: "timeout_after", method: SENDING },
      { name: "http_500_before", kind: "http_500_before", method: SENDING }, { name: "http_500_after", kind: "http_500_after", method: SENDING },
      { name: "error_429", kind: "error", code: 429, seconds: 5, method: SENDING }, { name: "error_403", kind: "error", code: 403, method: SENDING },
      { name: "error_400", kind: "error", code: 400, method: SENDING }, { name: "error_401", kind: "error", code: 401 },
    ],
    event: [
      { name: "drop_deliveries", kind: "drop_deliveries" }, { name: "duplicate_delivery", kind: "duplicate_delivery" },
      { name: "delay_deliveries", kind: "delay_deliveries", seconds: 10 }, { name: "conflict", kind: "conflict" },
    ],
  },

  async look({ community, resident }) {
    const view = await api("GET", `/telegram/page?${new URLSearchParams({ bot: community, resident })}`);
    return { ...view, communities: view.bots, community: view.bot };
  },

  async found() {
    return (await api("POST", "/telegram/bots", { title: byId("new-title").value, reads_all: byId("reads-all").checked })).id;
  },

  status(one) {
    for (const id of ["revoke", "fold-channel", "fold-group", "fold-webhook"]) byId(id).hidden = !one;
    if (!one) return "";
    const { url, last_error_message: why } = one.webhook;
    return t(url ? (why ? "hook_failed" : "hook_ok") : "hook_none", { n: one.pending, why });
  },

  keys: (one) => ({
    title: one.title, token: one.token, secret: one.webhook.secret, channel: stage.view.channels[0]?.id,
    "api-url": one.api_url, mode: one.webhook.url ? "webhook" : "poll",
  }),

  start() {
    phone.start();
    channel.start();
    group.start();
    byId("revoke").addEventListener("click", () => stage.act(() => api("POST", `${bot()}/revoke`)));
    form("webhook", () => api("POST", `${bot()}/webhook`, { url: byId("hook-url").value, secret: byId("hook-secret").value }));
    form("channel", async () => {
      const made = await api("POST", `${bot()}/channels`, { title: byId("channel-title").value, discussion: byId("discussion").checked });
      stage.choose({ channel: made.id });
    });
    form("group", async () => {
      const made = await api("POST", `${bot()}/groups`, { title: byId("group-title").value, kind: byId("basic").checked ? "group" : "supergroup" });
      stage.choose({ group: made.id });
    });
  },
};
