// VK as the page plays it. Every network has a module like this one: what it asks of the server and tells the panels.

import { api, byId, t } from "../dom.js";
import { stage } from "../stage.js";
import * as phone from "./phone.js";

const SENDING = "messages.send,wall.createComment,photos.createComment,video.createComment,board.createComment,market.createComment";
const known = (one) => one && { ...one, id: one.group_id };

export const network = {
  ...phone,
  /** Below /control. */
  base: "/vk",
  tabs: ["dialog", "wall", "things"],
  faults: {
    answer: [
      { name: "timeout_before", kind: "timeout_before", method: SENDING }, { name: "timeout_after", kind: "timeout_after", method: SENDING },
      { name: "http_500_before", kind: "http_500_before", method: SENDING }, { name: "http_500_after", kind: "http_500_after", method: SENDING },
      { name: "error_6", kind: "error", code: 6, method: SENDING }, { name: "error_9", kind: "error", code: 9, method: SENDING },
      { name: "captcha", kind: "captcha", method: SENDING }, { name: "error_901", kind: "error", code: 901, method: "messages.send" },
      { name: "error_5", kind: "error", code: 5 }, { name: "file_gone", kind: "file_gone" }, { name: "file_huge", kind: "file_huge" },
    ],
    event: [
      { name: "drop_deliveries", kind: "drop_deliveries" }, { name: "duplicate_delivery", kind: "duplicate_delivery" },
      { name: "delay_deliveries", kind: "delay_deliveries", seconds: 10 }, { name: "longpoll_failed", kind: "longpoll_failed", code: 1 },
    ],
  },

  /** What the page shows; communities have an id and a title in every network. */
  async look({ community, resident }) {
    const view = await api("GET", `/vk/page?${new URLSearchParams({ community, resident })}`);
    return { ...view, communities: view.communities.map(known), community: known(view.community) };
  },

  /** A new community by the form; its id. */
  async found() {
    const url = byId("new-url").value;
    const made = await api("POST", "/vk/communities", { title: byId("new-title").value, callback_url: url, mode: url ? "webhook" : "poll" });
    return made.group_id;
  },

  /** The sentence about how its events go out; and what else stands beside it. */
  status(one) {
    byId("confirm").hidden = !one?.servers.length || one.servers[0].status === "ok";
    return one && t(one.mode === "poll" ? "mode_poll" : `server_${one.servers[0]?.status ?? "none"}`);
  },

  /** What the product has to be told to connect it: the options of `channels add`. */
  keys: (one) => ({
    title: one.title, "group-id": one.group_id, token: one.tokens.community, secret: one.secret, confirmation: one.confirmation,
    "service-token": one.tokens.service, "user-token": one.tokens.user, "api-url": one.api_url, mode: one.mode,
  }),

  /** Set going what only this network has. */
  start() {
    byId("confirm").addEventListener("click", () => stage.act(() => api("POST", `/vk/communities/${stage.view.community.id}/confirm`)));
  },
};
