// MAX as the page plays it: what it asks of the server and tells the panels. See vk/network.js for what each does.

import { api, byId, t } from "../dom.js";
import { form } from "../panels.js";
import { stage } from "../stage.js";
import * as channel from "./channel.js";
import * as group from "./group.js";
import * as phone from "./phone.js";

const SENDING = "POST /messages,POST /messages/{messageId}/comments";
const bot = () => `/max/bots/${stage.view.community.id}`;

export const network = {
  ...phone,
  base: "/max",
  tabs: ["dialog", "channel", "group"],
  faults: {
    answer: [
      { name: "timeout_before", kind: "timeout_before", method: SENDING }, { name: "timeout_after", kind: "timeout_after", method: SENDING },
      { name: "http_500_before", kind: "http_500_before", method: SENDING }, { name: "http_500_after", kind: "http_500_after", method: SENDING },
      { name: "error_429", kind: "error", code: 429, method: SENDING }, { name: "error_403", kind: "error", code: 403, method: SENDING },
      { name: "attachment_not_ready", kind: "attachment_not_ready" }, { name: "error_401", kind: "error", code: 401 },
      { name: "error_503", kind: "error", code: 503 },
    ],
    event: [
      { name: "drop_deliveries", kind: "drop_deliveries" }, { name: "duplicate_delivery", kind: "duplicate_delivery" },
      { name: "delay_deliveries", kind: "delay_deliveries", seconds: 10 },
    ],
  },

  async look({ community, resident }) {
    const view = await api("GET", `/max/page?${new URLSearchParams({ bot: community, resident })}`);
    return { ...view, communities: view.bots, community: view.bot };
  },

  async found() {
    return (await api("POST", "/max/bots", { title: byId("new-title").value })).id;
  },

  status(one) {
    for (const id of ["revoke", "fold-channel", "fold-group", "fold-webhook"]) byId(id).hidden = !one;
    byId("unsubscribe").hidden = !one?.subscriptions.length;
    if (!one) return "";
    const fails = one.subscriptions.some((each) => each.failing_since);
    return t(one.subscriptions.length ? (fails ? "hook_failed" : "hook_ok") : "hook_none", { n: one.pending });
  },

  keys: (one) => ({
    title: one.title, token: one.token, secret: one.subscriptions[0]?.secret, channel: stage.view.channels[0]?.id,
    "api-url": one.api_url, mode: one.subscriptions.length ? "webhook" : "poll",
  }),

  start() {
    phone.start();
    channel.start();
    group.start();
    byId("revoke").addEventListener("click", () => stage.act(() => api("POST", `${bot()}/revoke`)));
    byId("unsubscribe").addEventListener("click", () => stage.act(() => api("DELETE", `${bot()}/subscriptions`)));
    form("webhook", () => api("POST", `${bot()}/subscriptions`, { url: byId("hook-url").value, secret: byId("hook-secret").value }));
    form("channel", async () => {
      const made = await api("POST", `${bot()}/channels`, { title: byId("channel-title").value, admin: byId("channel-admin").checked });
      stage.choose({ channel: made.id });
    });
    form("group", async () => {
      const made = await api("POST", `${bot()}/groups`, { title: byId("group-title").value, admin: byId("group-admin").checked });
      stage.choose({ group: made.id });
    });
  },
};
