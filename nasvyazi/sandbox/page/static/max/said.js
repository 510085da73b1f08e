// What is said in MAX, wherever it stands: what may be done with it, what was passed on.

import { aim } from "../composer.js";
import { api, h, t } from "../dom.js";
import { act } from "../drawing.js";
import { thing } from "../said.js";
import { stage } from "../stage.js";

/** What stands below the words: what is passed on, a thing, the buttons of a bot's message. */
export function below(one, press) {
  const passed = one.forwarded && h("blockquote", {}, t("passed_on", { name: one.forwarded.author }), " ", one.forwarded.text);
  const keys = one.buttons.map((key) => h("button", { type: "button", class: "small", onclick: () => press(one, key) }, key.text));
  return [passed, thing(one.media), ...keys].filter(Boolean);
}

/** The buttons of what was said at `path`/<mid>: it is changed where it has words or may have them, and deleted. */
export function changes(one, path, kind) {
  const remove = () => stage.act(() => api("DELETE", `${path}/${one.id}`));
  const worded = one.text || one.photos.length;
  return [worded && act("edit", () => aim({ kind, path: `${path}/${one.id}`, text: one.text })), act("delete", remove)].filter(Boolean);
}

/** Whether the bot is in the chat now. */
export const isThere = (chat) => ["admin", "member"].includes(chat.bot_status);
