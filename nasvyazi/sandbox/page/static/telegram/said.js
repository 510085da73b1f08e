// What is said in Telegram, wherever it stands: albums, who may change it.

import { aim } from "../composer.js";
import { api } from "../dom.js";
import { act } from "../drawing.js";
import { stage } from "../stage.js";

/** Messages with the parts of each album put together: all photos, and the words of whichever part has them. */
export function albums(messages) {
  const whole = [];
  for (const one of messages) {
    const first = one.album && whole.find((other) => other.album === one.album);
    if (first) join(first, one);
    else whole.push({ ...one, parts: [one.id], worded: one.id });
  }
  return whole;
}

function join(first, one) {
  first.parts.push(one.id);
  first.photos = [...first.photos, ...one.photos];
  first.comments = first.comments && [...first.comments, ...one.comments];
  if (one.text && !first.text) Object.assign(first, { text: one.text, worded: one.id, edited: one.edited });
}

/** The buttons of what was said at `path`/<id>: it is changed where it has words or may have them, and deleted whole. */
export function changes(one, path, kind) {
  const remove = () => stage.act(() => Promise.all(one.parts.map((part) => api("DELETE", `${path}/${part}`))));
  const worded = one.text || one.photos.length;
  return [worded && act("edit", () => aim({ kind, path: `${path}/${one.worded}`, text: one.text })), act("delete", remove)];
}

/** Whether a resident chosen on the page, or one of the masks played here, has said it. */
export const isMine = (one, me) => (one.from === "resident" ? one.resident === me : ["anonymous", "channel"].includes(one.from));

/** Whether the bot is in the chat now. */
export const isThere = (chat) => ["administrator", "member"].includes(chat.bot_status);
